import type { ReactNode } from "react";

import { said } from "../schema/draft.ts";
import { lostIn } from "../schema/hidden.ts";
import { faultsAt } from "../schema/faults.ts";
import type { Field } from "../schema/field.ts";
import { at, keyOf, type Path } from "../schema/value.ts";
import { bounds, brief, labelOf } from "../schema/words.ts";
import type { Around } from "../ui/fields.tsx";
import { type Form, idOf, isNothing } from "./form.ts";
import { Marks } from "./marks.tsx";
import { Prose } from "./prose.tsx";

export type Placed = { field: Field; path: Path; form: Form };

/** What stands around a field's value: its label, what it is for, what is wrong or dangerous about it. */
export function around({ field, path, form }: Placed): Around {
    const key = keyOf(path);
    const words = form.words?.(key);
    const value = said(form.draft, path) ?? null;
    const danger = form.danger?.(key, value);
    const isFixed = !form.isNew && field.immutable;
    return {
        id: idOf(path, form.at),
        label: words?.label ?? labelOf(field.name),
        about: about(words?.about ?? field.description, danger, field),
        // Of a record, its fields tell it.
        faults: [...new Set([...faultsAt(form.faults, path), ...(field.fields.length > 0 ? [] : lostIn(value, at(form.draft.loaded, path)))])],
        marks: <Marks field={field} path={path} form={form} />,
        isRequired: field.required && (field.default === undefined || field.default === null),
        isReadOnly: form.isReadOnly || isFixed || form.standing?.(key) === "refused",
    };
}

/** What stands in an empty field: its default, or an example. */
export function ghost({ field, path, form }: Placed): string {
    if (isNothing(form, path, field)) {
        return "nothing";
    }
    const byDefault = brief(field.default);
    return byDefault !== "" ? `default: ${byDefault}` : (form.words?.(keyOf(path))?.placeholder ?? "");
}

function about(description: string | undefined, danger: string | undefined, field: Field): ReactNode {
    const said = [
        description,
        bounds(field),
        field.deprecated,
        field.referenceable ? "May be a reference to a vault: {vault://…}." : undefined,
    ].filter(Boolean);
    return (
        <>
            {danger && <span className="danger-said">⚠ {danger} </span>}
            <Prose text={said.join(" ")} />
        </>
    );
}
