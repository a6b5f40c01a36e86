import type { Draft } from "../schema/draft.ts";
import { say } from "../schema/draft.ts";
import type { Faults } from "../schema/faults.ts";
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
    /** Words of a layout, by path: `config.issuer`. */
    words?: (path: string) => Words | undefined;
    /** What is dangerous about a value, in a sentence. */
    danger?: (path: string, value: Json) => string | undefined;
    /** Whether it cannot be said yet, or is accepted without effect. */
    standing?: (path: string) => "refused" | "inert" | undefined;
};

export type Words = { label?: string; placeholder?: string; about?: string };

/** Says something at a path of the form. */
export const set = (form: Form, path: Path, value: Json): void => form.change(say(form.draft, path, value));

/** By what the field of a path is found on the page. */
export const idOf = (path: Path): string => `f:${path.join(".")}`;
