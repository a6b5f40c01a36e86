import { Check } from "lucide-react";
import { Checkbox, CheckboxGroup } from "react-aria-components";

import { said } from "../schema/draft.ts";
import { isRecord, type Json, keyOf } from "../schema/value.ts";
import { FieldGroup, Select } from "../ui/fields.tsx";
import { around, ghost, type Placed } from "./around.tsx";
import { set } from "./form.ts";

/** One of a few values. */
export function OneField(placed: Placed) {
    const { field, path, form } = placed;
    const value = said(form.draft, path) ?? null;
    const choices = (field.oneOf ?? []).map((one) => ({ id: String(one), name: String(one), ...refusal(placed, one) }));
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

/** What stands at a value that cannot be said yet. */
const refusal = ({ path, form }: Placed, value: Json) =>
    form.refuses?.(keyOf(path), value) ? { about: "Not supported yet.", isDisabled: true } : {};

/** Yes, no, or neither, which the gateway then decides by itself. */
export function MaybeField(placed: Placed) {
    const { path, form } = placed;
    const value = said(form.draft, path) ?? null;
    const choices = [
        { id: "unset", name: "Unset" },
        { id: "true", name: "Yes", ...refusal(placed, true) },
        { id: "false", name: "No", ...refusal(placed, false) },
    ];
    return (
        <Select
            {...around(placed)}
            value={value === null ? "unset" : String(value)}
            onChange={(id) => set(form, path, id === "unset" ? null : id === "true")}
            choices={choices}
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
                    <Checkbox key={String(one)} value={String(one)} className="checkbox" isDisabled={refusal(placed, one).isDisabled ?? false}>
                        <span className="box" aria-hidden>
                            <Check size={13} strokeWidth={3} />
                        </span>
                        {String(one)}
                        {refusal(placed, one).isDisabled && " (not supported yet)"}
                    </Checkbox>
                ))}
            </CheckboxGroup>
        </FieldGroup>
    );
}
