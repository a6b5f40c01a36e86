import { Check } from "lucide-react";
import { Checkbox, CheckboxGroup } from "react-aria-components";

import { said } from "../schema/draft.ts";
import { isRecord, type Json } from "../schema/value.ts";
import { FieldGroup, Select } from "../ui/fields.tsx";
import { around, ghost, type Placed } from "./around.tsx";
import { set } from "./form.ts";

/** One of a few values. */
export function OneField(placed: Placed) {
    const { field, path, form } = placed;
    const value = said(form.draft, path) ?? null;
    const choices = (field.oneOf ?? []).map((one) => ({ id: String(one), name: String(one) }));
    const byId = (id: string): Json => field.oneOf?.find((one) => String(one) === id) ?? id;
    const placeholder = ghost(placed);
    return (
        <Select
            {...around(placed)}
            value={value === null || isRecord(value) ? null : String(value)}
            onChange={(id) => set(form, path, byId(id))}
            choices={choices}
            {...(placeholder ? { ghost: placeholder } : {})}
        />
    );
}

/** Some of a few values. */
export function ChoicesField(placed: Placed) {
    const { field, path, form } = placed;
    const { marks, label, ...rest } = around(placed);
    const told = said(form.draft, path);
    const value = told === undefined ? ((field.default as Json | undefined) ?? []) : told;
    const chosen = Array.isArray(value) ? value.map(String) : [];
    const all = field.elements?.oneOf ?? [];
    // In the order of the schema, so that marking one and taking it back is no change.
    const change = (ids: string[]) => set(form, path, all.filter((one) => ids.includes(String(one))));
    return (
        <FieldGroup {...rest} label={label} marks={marks}>
            <CheckboxGroup
                className="choices"
                aria-label={label}
                value={chosen}
                onChange={change}
                isReadOnly={rest.isReadOnly ?? false}
            >
                {all.map((one) => (
                    <Checkbox key={String(one)} value={String(one)} className="checkbox">
                        <span className="box" aria-hidden>
                            <Check size={13} strokeWidth={3} />
                        </span>
                        {String(one)}
                    </Checkbox>
                ))}
            </CheckboxGroup>
        </FieldGroup>
    );
}
