import { json } from "@codemirror/lang-json";
import { yaml } from "@codemirror/lang-yaml";
import { defaultHighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { unifiedMergeView } from "@codemirror/merge";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { basicSetup } from "codemirror";
import { useEffect, useRef } from "react";

/** The nonce of this page, without which the policy lets no style of the editor in. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";

const LANGUAGES = { json, yaml };

const plain = (language: "json" | "yaml", label: string): Extension => [
    EditorView.cspNonce.of(nonce),
    EditorView.contentAttributes.of({ "aria-label": label }),
    EditorView.lineWrapping,
    LANGUAGES[language](),
    syntaxHighlighting(defaultHighlightStyle, { fallback: true }),
];

/**
 * What is typed over several lines is put there by the editor. A browser would join them itself, and write their style into
 * the page, which the policy does not let in.
 */
const typedOver = EditorView.domEventHandlers({
    beforeinput(event, view) {
        const typed = event.inputType === "insertText" && !event.isComposing ? event.data : null;
        if (typed === null || view.state.selection.main.empty) {
            return false;
        }
        event.preventDefault();
        view.dispatch(view.state.replaceSelection(typed), { userEvent: "input.type", scrollIntoView: true });
        return true;
    },
});

type Edited = { text: string; language: "json" | "yaml"; label: string; onChange: (text: string) => void };

export function Editor({ text, language, label, onChange }: Edited) {
    const place = useRef<HTMLDivElement>(null);
    const view = useRef<EditorView>(undefined);
    const tell = useRef(onChange);
    tell.current = onChange;
    useEffect(() => {
        const made = new EditorView({
            doc: text,
            parent: place.current!,
            extensions: [
                basicSetup,
                plain(language, label),
                typedOver,
                EditorView.updateListener.of((update) => update.docChanged && tell.current(update.state.doc.toString())),
            ],
        });
        view.current = made;
        return () => made.destroy();
        // It is made once; what is typed is its own from then on.
    }, [language, label]);
    useEffect(() => {
        const made = view.current;
        if (made && made.state.doc.toString() !== text) {
            made.dispatch({ changes: { from: 0, to: made.state.doc.length, insert: text } });
        }
    }, [text]);
    return <div ref={place} className="editor" />;
}

type Compared = { before: string; after: string; language: "json" | "yaml"; label: string };

export function Difference({ before, after, language, label }: Compared) {
    const place = useRef<HTMLDivElement>(null);
    useEffect(() => {
        const made = new EditorView({
            doc: after,
            parent: place.current!,
            extensions: [
                plain(language, label),
                EditorState.readOnly.of(true),
                // It is text to be read: the keys come to it and scroll it, and nothing asks to be typed.
                EditorView.editable.of(false),
                EditorView.contentAttributes.of({ tabindex: "0", "aria-readonly": "true" }),
                unifiedMergeView({ original: before, mergeControls: false, collapseUnchanged: { margin: 3, minSize: 6 } }),
            ],
        });
        return () => made.destroy();
    }, [before, after, language, label]);
    return <div ref={place} className="editor difference" />;
}
