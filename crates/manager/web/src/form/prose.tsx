/** A text of a schema, in which what stands between backticks is code. */
export const Prose = ({ text }: { text: string }) => <>{partsOf(text).map((part, place) => (part.isCode ? <code key={place}>{part.text}</code> : part.text))}</>;

/** The same in parts. A backtick without another is one. */
export function partsOf(text: string): { text: string; isCode: boolean }[] {
    const parts = text.split(/`([^`]+)`/);
    return parts.map((text, place) => ({ text, isCode: place % 2 === 1 })).filter(({ text }) => text !== "");
}
