import type { Field } from "../schema/field.ts";
import { isDefault, isRecord, type Json, type Path, type Record_ } from "../schema/value.ts";

/** A field of an entity that says something. */
export type Told = { field: Field; path: Path; value: Json };

/** What everything has, which is told elsewhere on its page. */
const ELSEWHERE = ["id", "created_at", "updated_at", "tags"];

/**
 * What an entity says that is not so anyway: its fields that differ from their defaults, in the order of the schema, those
 * of records each on its own. The first fields are told also where they say what is the default.
 */
export function toldBy(fields: readonly Field[], entity: Record_, first: readonly string[] = [], below: Path = []): Told[] {
    const ranked = below.length > 0 ? fields : [...fields].sort((one, other) => rank(first, one) - rank(first, other));
    return ranked.flatMap((field): Told[] => {
        const value = entity[field.name] ?? null;
        const path = [...below, field.name];
        if (value === null || (below.length === 0 && ELSEWHERE.includes(field.name)) || isNothing(value)) {
            return [];
        }
        if (field.type === "record" && isRecord(value) && field.fields.length > 0) {
            return toldBy(field.fields, value, [], path);
        }
        const isFirst = below.length === 0 && first.includes(field.name);
        return isFirst || !isDefault(field, value) ? [{ field, path, value }] : [];
    });
}

function rank(first: readonly string[], { name }: Field): number {
    const place = first.indexOf(name);
    return place < 0 ? first.length : place;
}

const isNothing = (value: Json): boolean => value === "" || (Array.isArray(value) && value.length === 0) || (isRecord(value) && Object.keys(value).length === 0);

/** Texts that are shown as a block: keys and certificates. */
export const isLong = (value: Json): value is string => typeof value === "string" && (value.includes("\n") || value.length > 120);
