import type { Field } from "./field.ts";
import { at, defaultOf, equal, isDefault, isRecord, type Json, keyOf, type Path, type Record_, withAt } from "./value.ts";

/**
 * What somebody is about to write: what is there (nothing for a new one), and the changes over it, by path.
 * Only changes are sent, so that what nobody touched stays as it is, whoever changes it meanwhile.
 */
export type Draft = {
    readonly loaded: Record_;
    readonly changes: ReadonlyMap<string, { path: Path; value: Json }>;
};

export const begin = (loaded: Record_ = {}): Draft => ({ loaded, changes: new Map() });

/** What the draft says at a path; nothing if neither it nor what is there says anything. */
export function said(draft: Draft, path: Path): Json | undefined {
    return at(whole(draft), path);
}

export const isChanged = (draft: Draft): boolean => draft.changes.size > 0;

/** Whether something at or below this path was changed. */
export function isChangedAt(draft: Draft, path: Path): boolean {
    const key = keyOf(path);
    return [...draft.changes.keys()].some((changed) => changed === key || changed.startsWith(`${key}.`));
}

/** Says this at a path. Saying what is there already is no change. */
export function say(draft: Draft, path: Path, value: Json): Draft {
    const key = keyOf(path);
    const changes = new Map([...draft.changes].filter(([one]) => one !== key && !one.startsWith(`${key}.`)));
    const there = at(draft.loaded, path);
    const isThere = there === undefined ? value === null : equal(there, value);
    if (!isThere) {
        changes.set(key, { path, value });
    }
    return { ...draft, changes };
}

/** Says that nothing stands at a path, where something else would by default. */
export function sayNothing(draft: Draft, path: Path): Draft {
    const taken = takeBack(draft, path);
    return at(draft.loaded, path) === null ? taken : { ...taken, changes: new Map([...taken.changes, [keyOf(path), { path, value: null }]]) };
}

/** Takes back what was changed at or below a path. */
export function takeBack(draft: Draft, path: Path): Draft {
    const key = keyOf(path);
    return {
        ...draft,
        changes: new Map([...draft.changes].filter(([one]) => one !== key && !one.startsWith(`${key}.`))),
    };
}

/** Puts the default in the place of whatever is there. */
export function reset(draft: Draft, path: Path, field: Field): Draft {
    return at(draft.loaded, path) === undefined ? takeBack(draft, path) : say(draft, path, defaultOf(field));
}

/** All that will be there, when it is written. */
export function whole(draft: Draft): Record_ {
    return [...draft.changes.values()].reduce((record, { path, value }) => withAt(record, path, value), draft.loaded);
}

/** What is sent: the changes alone, as a record. */
export function patch(draft: Draft): Record_ {
    return [...draft.changes.values()].reduce<Record_>((record, { path, value }) => withAt(record, path, value), {});
}

/** The changes again, over what is there by now. */
export function rebase(draft: Draft, loaded: Record_): Draft {
    return [...draft.changes.values()].reduce<Draft>((rebased, { path, value }) => say(rebased, path, value), begin(loaded));
}

/** The fields of which something else than the default is said, by their paths. */
export function told(draft: Draft, fields: Field[], below: Path = []): string[] {
    const record = at(whole(draft), below);
    return fields
        .filter((field) => isRecord(record) && record[field.name] !== undefined && !isDefault(field, record[field.name]))
        .map((field) => keyOf([...below, field.name]));
}

/** Where the draft says something else than what is there. */
export const changedPaths = (draft: Draft): Path[] => [...draft.changes.values()].map(({ path }) => path);
