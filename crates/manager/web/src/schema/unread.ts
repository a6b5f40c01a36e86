import type { Json } from "./value.ts";

/** Stands before a text that was typed as JSON and is none yet. Nobody types it: it is of the private use area. */
const MARK = "\u{E000}";

/** A text that cannot be read yet, as a value of a draft: it is kept there like anything that is typed, and never sent. */
export const unread = (text: string): string => MARK + text;

/** The text of such a value. */
export const unreadOf = (value: Json | undefined): string | undefined =>
    typeof value === "string" && value.startsWith(MARK) ? value.slice(MARK.length) : undefined;

export type ReadJson = { isJson: true; value: Json } | { isJson: false; why: string };

/** What a text says as JSON; nothing says null. */
export function readJson(text: string): ReadJson {
    if (text.trim() === "") {
        return { isJson: true, value: null };
    }
    try {
        return { isJson: true, value: JSON.parse(text) as Json };
    } catch (error) {
        return { isJson: false, why: error instanceof Error ? error.message : String(error) };
    }
}

/** What is wrong with a value that is a text which cannot be read. */
export function faultOfUnread(value: Json | undefined): string | undefined {
    const text = unreadOf(value);
    const read = text === undefined ? undefined : readJson(text);
    return read && !read.isJson ? `this is no JSON yet: ${read.why}` : undefined;
}
