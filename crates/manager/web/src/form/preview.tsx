import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { isDeclared, nodeQuery } from "../api/node.ts";
import { Code } from "../ui/code.tsx";
import { Secrets } from "./secrets.tsx";
import { type Written, VIEWS } from "./views.ts";

/** The same thing in every form that an operator may want it in; where nothing can be written but the file, without the calls that write. */
export function Preview(written: Written) {
    const [shown, show] = useState<string>(VIEWS[0]!.name);
    const { data: node } = useQuery(nodeQuery);
    const views = VIEWS.filter(({ writes }) => !writes || !node || !isDeclared(node));
    const view = views.find(({ name }) => name === shown) ?? VIEWS[0]!;
    const text = view.text(written);
    return (
        <div className="stack">
            <div className="segments" role="group" aria-label="Shown as">
                {views.map(({ name }) => (
                    <button key={name} type="button" className="segment" aria-pressed={name === shown} onClick={() => show(name)}>
                        {name}
                    </button>
                ))}
            </div>
            <Code text={text} language={view.language} label={view.about} />
            <Secrets text={text} />
        </div>
    );
}
