import type { Draft } from "./draft.ts";
import { whole } from "./draft.ts";
import { faultOfUnread } from "./unread.ts";
import { at, HIDDEN, isRecord, type Json, keyOf, type Path } from "./value.ts";

/**
 * Secrets that are set are not shown, and stars stand for them. Written back, stars mean: what is kept at this very place
 * of a list that is as long as it was. So they must never come to stand anywhere else.
 */

/** Stands for a secret whose place is no longer the one at which it is kept. It is never sent. */
export const LOST = "*** type it again";

/** What is said where stars stand for nothing that is kept. */
const AGAIN = "this secret is not known here, and its place has changed: type it again";

/** Whether it is a secret that is set and not shown, wherever it stands. */
export const isStars = (value: Json | undefined): boolean => value === HIDDEN || value === LOST;

/** What is typed in the place of a secret: nothing, as long as it is only stars. */
export const typedOf = (value: Json | undefined): string => (value === null || value === undefined || isStars(value) ? "" : String(value));

/** What stands in the field of a secret while nothing is typed; nothing, if it is not set. */
export function starsSay(value: Json | undefined, isReadOnly = false): string | undefined {
    return value === LOST ? "Type it again" : value === HIDDEN ? (isReadOnly ? "Set" : "Set; type to replace it") : undefined;
}

/** A list without this line. What was behind it stands somewhere else now, so its secrets are lost. */
export const withoutLine = (lines: readonly Json[], place: number): Json[] => [...lines.slice(0, place), ...lines.slice(place + 1).map(lose)];

/** A list without its empty lines, which say nothing. */
export const withoutEmpty = (lines: readonly Json[]): Json[] =>
    lines.reduceRight<Json[]>((left, line, place) => (line === null || line === "" ? withoutLine(left, place) : left), [...lines]);

function lose(value: Json): Json {
    if (Array.isArray(value)) {
        return value.map(lose);
    }
    return isRecord(value) ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, lose(one)])) : value === HIDDEN ? LOST : value;
}

/** What of a value cannot be sent, over what was there: secrets that were moved, and texts that cannot be read. Each with its place in words. */
export function lostIn(now: Json | undefined, was: Json | undefined): string[] {
    if (Array.isArray(now)) {
        const were = Array.isArray(was) && was.length === now.length ? was : [];
        return now.flatMap((one, index) => lostIn(one, were[index]).map((said) => `no. ${index + 1}: ${said}`));
    }
    if (isRecord(now)) {
        return Object.entries(now).flatMap(([name, one]) => lostIn(one, isRecord(was) ? was[name] : undefined).map((said) => `${name}: ${said}`));
    }
    const unread = faultOfUnread(now);
    return unread !== undefined ? [unread] : now === LOST || (now === HIDDEN && was !== HIDDEN) ? [AGAIN] : [];
}

/** The same of all that a draft would write, by the paths of its fields. */
export function lostOf(draft: Draft): Map<string, string[]> {
    const found = new Map<string, string[]>();
    const walk = (path: Path, now: Json | undefined, was: Json | undefined) => {
        if (isRecord(now)) {
            Object.entries(now).forEach(([name, one]) => walk([...path, name], one, isRecord(was) ? was[name] : undefined));
            return;
        }
        const said = lostIn(now, was);
        if (said.length > 0) {
            found.set(keyOf(path), said);
        }
    };
    const now = whole(draft);
    [...draft.changes.values()].forEach(({ path }) => walk(path, at(now, path), at(draft.loaded, path)));
    return found;
}
