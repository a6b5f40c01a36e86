import { lazy, Suspense } from "react";

import { CopyButton } from "./button.tsx";

export type Language = "json" | "yaml" | "shell";

const Editor = lazy(() => import("./editor.tsx").then(({ Editor }) => ({ default: Editor })));
const Difference = lazy(() => import("./editor.tsx").then(({ Difference }) => ({ default: Difference })));

/** A text to be read and copied. */
export function Code({ text, language, label }: { text: string; language: Language; label: string }) {
    return (
        <figure className="code">
            <figcaption>
                <span>{label}</span>
                <CopyButton text={text} />
            </figcaption>
            <pre tabIndex={0} aria-label={label} data-language={language}>
                <code>{text}</code>
            </pre>
        </figure>
    );
}

/** A text to be written. What it weighs is loaded when it is first shown. */
export function CodeEditor(props: { text: string; language: "json" | "yaml"; label: string; onChange: (text: string) => void }) {
    return (
        <Suspense fallback={<pre className="code-waiting">{props.text}</pre>}>
            <Editor {...props} />
        </Suspense>
    );
}

/** What is different between two texts. */
export function CodeDifference(props: { before: string; after: string; language: "json" | "yaml"; label: string }) {
    return (
        <Suspense fallback={<pre className="code-waiting">{props.after}</pre>}>
            <Difference {...props} />
        </Suspense>
    );
}
