import { changedPaths, type Draft } from "./draft.ts";
import { equal, isRecord, type Json, type Path, type Record_ } from "./value.ts";

/** A field that somebody else changed: what it said when the draft was begun, and what it says now. */
export type Theirs = { path: Path; before: Json; after: Json; /** Whether the draft says something there as well. */ isOurs: boolean };

/** When something was written is no change of it. */
const TIMES = ["created_at", "updated_at"];

/** What is different by now from what a draft was begun over. */
export function theirsOf(draft: Draft, was: Json | undefined, now: Json | undefined, below: Path = []): Theirs[] {
    if (isRecord(was) && isRecord(now)) {
        return [...new Set([...Object.keys(was), ...Object.keys(now)])]
            .filter((name) => below.length > 0 || !TIMES.includes(name))
            .flatMap((name) => theirsOf(draft, was[name], now[name], [...below, name]));
    }
    const [before, after] = [was ?? null, now ?? null];
    return equal(before, after) ? [] : [{ path: below, before, after, isOurs: changedPaths(draft).some((path) => meets(path, below)) }];
}

/** Whether what is there now says what was shown. What only one of the two answers tells is no change. */
export const isAsShown = (shown: Record_, now: Record_): boolean => Object.keys(shown).every((name) => !(name in now) || equal(shown[name], now[name]));

/** Whether one of two paths is the other, or leads to it. */
const meets = (one: Path, other: Path): boolean => one.slice(0, other.length).join() === other.slice(0, one.length).join();

