import type { Draft } from "../schema/draft.ts";
import { reset, said, say } from "../schema/draft.ts";
import type { Faults } from "../schema/faults.ts";
import type { Field } from "../schema/field.ts";
import type { Json, Path } from "../schema/value.ts";

/** What the fields of a form share. */
export type Form = {
    draft: Draft;
    change: (draft: Draft) => void;
    faults: Faults;
    workspace: string;
    /** Whether it is made, and not changed: what can be said once is said now. */
    isNew: boolean;
    isReadOnly: boolean;
    /** Where on the page its fields stand, if it is one of several within another: `config.headers.0`. */
    at?: string;
    /** Words of a layout, by path: `config.issuer`. */
    words?: (path: string) => Words | undefined;
    /** Whether it says nothing of what was changed: where all is new, that is everything. */
    isQuiet?: boolean;
    /** What is dangerous about a value, in a sentence. */
    danger?: (path: string, value: Json) => string | undefined;
    /** Whether it cannot be said yet, or is accepted without effect. */
    standing?: (path: string) => "refused" | "inert" | undefined;
    /** Whether a value cannot be said yet, where others can. */
    refuses?: (path: string, value: Json) => boolean;
};

export type Words = { label?: string; placeholder?: string; about?: string };

/** Says something at a path of the form. */
export const set = (form: Form, path: Path, value: Json): void => form.change(say(form.draft, path, value));

/** What stands in a field whose text was taken away: its default, and not nothing in its place. */
export const clear = (form: Form, path: Path, field: Field): void =>
    form.change(isNothingByDefault(field) ? say(form.draft, path, null) : reset(form.draft, path, field));

const isNothingByDefault = (field: Field): boolean => field.default === undefined || field.default === null;

/** Whether nothing stands in a field by somebody's will, although something would by default. */
export const isNothing = (form: Form, path: Path, field: Field): boolean =>
    !field.required && !isNothingByDefault(field) && said(form.draft, path) === null;

/** Whether a field can be told that nothing is to stand in it. */
export const canBeNothing = (form: Form, path: Path, field: Field): boolean =>
    !field.required && !isNothingByDefault(field) && field.type !== "boolean" && !field.elements?.oneOf && said(form.draft, path) !== null;

/** By what the field of a path is found on the page. */
export const idOf = (path: Path, at?: string): string => `f:${[...(at === undefined ? [] : [at]), ...path].join(".")}`;
