import { CopyButton, Button } from "../ui/button.tsx";
import { CodeEditor } from "../ui/code.tsx";
import { Notice } from "../ui/marks.tsx";
import { changedPaths, type Draft, takeBack, whole } from "../schema/draft.ts";
import type { Field } from "../schema/field.ts";
import { readText, strangersIn, type TextForm, written } from "./text.ts";

/** What finds it on the page. */
const AS_TEXT = "as-text";

/** Brings somebody to the text, if it is on the page. */
export const focusText = (): void => document.getElementById(AS_TEXT)?.querySelector<HTMLElement>("[contenteditable]")?.focus();

/** A draft that is being written as a text: the text, and the draft that it began with. */
export type AsTexted = { text: string; form: TextForm; begun: Draft };

/** The text of a draft. What has no field is said by the text alone, and goes when it goes from there. */
export function asText(draft: Draft, fields: readonly Field[], form: TextForm = "yaml"): AsTexted {
    const begun = changedPaths(draft)
        .filter(([name]) => !fields.some((field) => field.name === name))
        .reduce(takeBack, draft);
    return { text: written(whole(draft), form), form, begun };
}

/** Why a text cannot become the draft; nothing, if it can. */
export function unreadable(texted: AsTexted | undefined): string | undefined {
    const read = texted && readText(texted.begun, texted.text);
    return read && !read.isRead ? read.why : undefined;
}

type Asked = { fields: readonly Field[]; texted: AsTexted; draft: Draft; onText: (texted: AsTexted) => void; change: (draft: Draft) => void };

/**
 * The whole draft as one text. It becomes the draft when it can be read; until then the text stays as it was typed or
 * pasted, and what is wrong with it is said.
 */
export function AsText({ fields, texted, draft, onText, change }: Asked) {
    const why = unreadable(texted);
    const strangers = why === undefined ? strangersIn(texted.text, fields, texted.begun.loaded) : [];
    return (
        <div className="stack" id={AS_TEXT}>
            <div className="actions">
                <div className="segments" role="group" aria-label="Written as">
                    {(["yaml", "json"] as const).map((form) => (
                        <button
                            key={form}
                            type="button"
                            className="segment"
                            aria-pressed={form === texted.form}
                            disabled={why !== undefined}
                            onClick={() => onText(asText(draft, fields, form))}
                        >
                            {form.toUpperCase()}
                        </button>
                    ))}
                </div>
                <CopyButton text={texted.text} />
            </div>
            <CodeEditor
                language={texted.form}
                label="All of it as YAML or JSON"
                text={texted.text}
                onChange={(text) => {
                    if (text === texted.text) {
                        return;
                    }
                    onText({ ...texted, text });
                    // Over what the text began with, so that a name that was half typed leaves nothing behind.
                    const read = readText(texted.begun, text);
                    if (read.isRead) {
                        change(read.draft);
                    }
                }}
            />
            {strangers.length > 0 && (
                <Notice mood="warn" title="Not every name here is one of a field. The gateway may refuse it.">
                    <ul className="faults">
                        {strangers.map(({ path, line }) => (
                            <li key={`${line} ${path}`}>
                                Line {line}: <code>{path}</code> is no field of this.
                            </li>
                        ))}
                    </ul>
                </Notice>
            )}
            {why === undefined ? (
                <p className="hint">
                    {strangers.length > 0 ? "The form says the same now, but for what it has no field for." : "The form says the same now."} What is left out of the text stays as it is, and *** leaves the secret at its place, in a list
                    only if that is as long as it was.
                </p>
            ) : (
                <Notice mood="bad" title="This cannot be read, so the form stays as it was">
                    <p>{why}</p>
                    <Button onPress={() => onText(asText(draft, fields, texted.form))}>Take the text of the form again</Button>
                </Notice>
            )}
        </div>
    );
}
