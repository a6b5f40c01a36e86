import type { Field } from "./field.ts";

/** What JSON can say. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type Record_ = { [name: string]: Json };

/** Where something stands: `["config", "redis", "host"]`. Elements of lists are replaced as a whole, so none has an index. */
export type Path = readonly string[];

export const keyOf = (path: Path): string => path.join(".");

/** What a secret looks like that is set and not shown. Written back, it stays as it is. */
export const HIDDEN = "***";

export const isRecord = (value: unknown): value is Record_ =>
    typeof value === "object" && value !== null && !Array.isArray(value);

export function at(record: Json | undefined, path: Path): Json | undefined {
    return path.reduce<Json | undefined>((value, name) => (isRecord(value) ? value[name] : undefined), record);
}

/** The same with this value there; records are made on the way. */
export function withAt(record: Record_, path: Path, value: Json): Record_ {
    const [name, ...rest] = path;
    if (name === undefined) {
        return record;
    }
    const below = record[name];
    return {
        ...record,
        [name]: rest.length === 0 ? value : withAt(isRecord(below) ? below : {}, rest, value),
    };
}

export function equal(one: unknown, other: unknown): boolean {
    if (one === other) {
        return true;
    }
    if (Array.isArray(one) && Array.isArray(other)) {
        return one.length === other.length && one.every((value, index) => equal(value, other[index]));
    }
    if (isRecord(one) && isRecord(other)) {
        const names = new Set([...Object.keys(one), ...Object.keys(other)]);
        return [...names].every((name) => equal(one[name], other[name]));
    }
    return false;
}

/** What stands in a field where nobody said anything: its default, or null. */
export function defaultOf(field: Field): Json {
    if (field.type === "record" && field.default === undefined) {
        return Object.fromEntries(field.fields.map((one) => [one.name, defaultOf(one)]));
    }
    return (field.default ?? null) as Json;
}

/** Null and nothing are the same to whoever fills in a form, and so is a list of nothing where nothing is the default. */
export function isDefault(field: Field, value: Json | undefined): boolean {
    if (field.type === "record" && !field.required && field.default === undefined && (value ?? null) === null) {
        return true;
    }
    if (field.type === "record" && isRecord(value)) {
        return field.fields.every((one) => value[one.name] === undefined || isDefault(one, value[one.name]));
    }
    return equal(value ?? null, defaultOf(field));
}

/** What of a record differs from the defaults: what a file or a command has to say. */
export function sparse(fields: Field[], record: Record_): Record_ {
    const told = fields.flatMap((field): [string, Json][] => {
        const value = record[field.name];
        if (value === undefined || isDefault(field, value)) {
            return [];
        }
        const isNested = field.type === "record" && isRecord(value);
        return [[field.name, isNested ? sparse(field.fields, value) : value]];
    });
    return Object.fromEntries(told);
}
