import { type RefObject, useEffect } from "react";

/** The name under which the style sheet knows what was looked for. */
const NAME = "found";

/** Marks the words that are looked for wherever they are shown below a place, without changing what is there. */
export function useMarked(place: RefObject<HTMLElement | null>, query: string, shown: unknown): void {
    useEffect(() => {
        const words = query.toLowerCase().split(/\s+/).filter(Boolean);
        if (!place.current || words.length === 0 || typeof Highlight === "undefined") {
            return;
        }
        CSS.highlights.set(NAME, new Highlight(...occurrences(place.current, words)));
        return () => void CSS.highlights.delete(NAME);
    }, [place, query, shown]);
}

function occurrences(place: HTMLElement, words: string[]): Range[] {
    const ranges: Range[] = [];
    const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
        const text = node.nodeValue?.toLowerCase() ?? "";
        for (const word of words) {
            for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length)) {
                const range = new Range();
                range.setStart(node, at);
                range.setEnd(node, at + word.length);
                ranges.push(range);
            }
        }
    }
    return ranges;
}
