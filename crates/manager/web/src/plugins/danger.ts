import { at, equal, type Json, type Record_ } from "../schema/value.ts";
import type { Field } from "../schema/field.ts";
import type { Danger, Layout } from "./layout.ts";

/** What is dangerous about a value of an option, in sentences. */
export function dangersOf(layout: Layout, option: string, value: Json | undefined): Danger[] {
    return layout.dangers.filter((danger) => danger.option === option && has(value, danger.value));
}

const has = (value: Json | undefined, one: Json): boolean =>
    value !== undefined && (equal(value, one) || (Array.isArray(value) && !Array.isArray(one) && value.some((element) => equal(element, one))));

/** A field, or a member of a record. */
export function fieldAt(fields: Field[], [name = "", ...below]: readonly string[]): Field | undefined {
    const field = fields.find((field) => field.name === name);
    return below.length === 0 || field === undefined ? field : fieldAt(field.fields, below);
}

export type Flagged = Danger & {
    /** Nobody chose it: it stands where nothing is said. */
    isDefault: boolean;
};

/** All that is dangerous in a configuration, defaults included, in the order of the layout. */
export function flagged(layout: Layout, fields: Field[], config: Record_): Flagged[] {
    return layout.dangers.flatMap((danger): Flagged[] => {
        const path = danger.option.split(".");
        const field = fieldAt(fields, path);
        const said = at(config, path);
        const value = said === undefined ? (field?.default as Json | undefined) : said;
        return has(value, danger.value) ? [{ ...danger, isDefault: said === undefined || equal(said, field?.default) }] : [];
    });
}
