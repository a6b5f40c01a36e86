import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { value } from "../api/client.ts";
import { Problem, remedyOf, saidOf } from "../api/problem.ts";
import { useMay } from "../entities/may.ts";
import { LeaveGuard } from "../form/leave.tsx";
import { readYaml } from "../form/text.ts";
import { flatten, NONE } from "../schema/faults.ts";
import { Button } from "../ui/button.tsx";
import { Code, CodeDifference, CodeEditor } from "../ui/code.tsx";
import { Answered } from "../ui/answered.tsx";
import { Notice } from "../ui/marks.tsx";
import { Card } from "../ui/page.tsx";
import { toast } from "../ui/toast.tsx";
import { ReplaceDialog } from "./replace-dialog.tsx";
import { replacedBy } from "./replaced.ts";

/** What is in force, and another file in its place. */
export function Declaration() {
    const may = useMay();
    const inForce = useQuery({
        queryKey: ["configuration"],
        queryFn: async ({ signal }) => (await value<{ config: string }>("/config", { signal })).config,
    });
    return (
        <>
            <Card title="In force">
                <Answered query={inForce}>{(text) => <Code label="kong.yml, without its secrets" language="yaml" text={text} />}</Answered>
            </Card>
            {may.draft && <Replacement inForce={inForce.data} />}
        </>
    );
}

/** Another file: all of it, or nothing. */
function Replacement({ inForce }: { inForce: string | undefined }) {
    const queries = useQueryClient();
    const [text, setText] = useState("");
    const [isAsking, ask] = useState(false);
    const put = useMutation({
        mutationFn: () => value("/config", { method: "POST", body: { config: text } }),
        onSuccess: async () => {
            setText("");
            await queries.invalidateQueries();
            toast("The file is in force, on all cores.");
        },
    });
    const read = readYaml(text);
    const now = inForce === undefined ? undefined : readYaml(inForce);
    const isEmpty = text.trim() === "";
    const hasHidden = /^[^#\n]*['"]?\*\*\*['"]?\s*$/m.test(text);
    return (
        <Card title="Put another file in its place">
            <LeaveGuard isChanged={!isEmpty} />
            <div className="stack">
                <p className="hint">
                    It lasts until the gateway starts anew, which reads its file again. It is all of the configuration: what the file leaves
                    out is gone.
                </p>
                <CodeEditor language="yaml" label="A whole kong.yml" text={text} onChange={setText} />
                {!isEmpty && !read.isRead && (
                    <Notice mood="bad" title="This cannot be read">
                        <p>{read.why}</p>
                    </Notice>
                )}
                {hasHidden && (
                    <Notice mood="warn" title="There are secrets in it that are only stars">
                        <p>Put the secrets in their place, or references to a vault: the stars would become the secrets.</p>
                    </Notice>
                )}
                {!isEmpty && read.isRead && inForce !== undefined && (
                    <CodeDifference language="yaml" label="What would be different" before={inForce} after={text} />
                )}
                <Faulty problem={put.error} />
                <ReplaceDialog
                    isOpen={isAsking}
                    replaced={now?.isRead && read.isRead ? replacedBy(now.value, read.value) : undefined}
                    onClose={() => ask(false)}
                    onGo={() => {
                        ask(false);
                        put.mutate();
                    }}
                />
                <div className="actions">
                    <Button tone="primary" isDisabled={isEmpty || !read.isRead || hasHidden || put.isPending} onPress={() => ask(true)}>
                        Put it in force
                    </Button>
                </div>
            </div>
        </Card>
    );
}

/** All that is wrong with a file, by where it stands. */
function Faulty({ problem }: { problem: unknown }) {
    if (problem === null) {
        return null;
    }
    const faults = problem instanceof Problem ? flatten(problem.fields) : NONE;
    return (
        <Notice mood="bad" title="Nothing was changed. The text is still here.">
            {faults.size === 0 && (
                <p>
                    {saidOf(problem)} {remedyOf(problem)}
                </p>
            )}
            <ul className="faults">
                {[...faults].map(([path, said]) => (
                    <li key={path}>
                        <code>{path}</code> {said.join("; ")}
                    </li>
                ))}
            </ul>
        </Notice>
    );
}
