import { useState } from "react";

import { Button } from "../ui/button.tsx";
import { CodeEditor } from "../ui/code.tsx";
import { Notice } from "../ui/marks.tsx";
import type { Draft } from "../schema/draft.ts";
import { whole } from "../schema/draft.ts";
import { readText, written } from "./text.ts";

/**
 * The whole draft as one text. It becomes the draft when it can be read; until then the text stays as it was typed or
 * pasted, and what is wrong with it is said.
 */
export function AsText({ draft, change }: { draft: Draft; change: (draft: Draft) => void }) {
    const [text, setText] = useState(() => written(whole(draft)));
    const read = readText(draft, text);
    return (
        <div className="stack">
            <CodeEditor
                language="yaml"
                label="All of it as YAML or JSON"
                text={text}
                onChange={(text) => {
                    setText(text);
                    const read = readText(draft, text);
                    if (read.isRead) {
                        change(read.draft);
                    }
                }}
            />
            {read.isRead ? (
                <p className="hint">The form says the same now. What is left out of the text stays as it is.</p>
            ) : (
                <Notice mood="bad" title="This cannot be read, so the form stays as it was">
                    <p>{read.why}</p>
                    <Button onPress={() => setText(written(whole(draft)))}>Take the text of the form again</Button>
                </Notice>
            )}
        </div>
    );
}
