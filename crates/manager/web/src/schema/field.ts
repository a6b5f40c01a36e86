/**
 * Kong's dialect of schemas, as the gateway answers it at `/schemas/…`: an ordered list of objects with one key each.
 * It is read once into this tree, and nothing else knows the dialect.
 */

export type FieldType =
    | "string"
    | "number"
    | "integer"
    | "boolean"
    | "array"
    | "set"
    | "map"
    | "record"
    | "foreign"
    | "json"
    | "any";

export type Field = {
    name: string;
    type: FieldType;
    required: boolean;
    /** What stands where nothing was said. */
    default: unknown;
    description: string | undefined;
    /** The values that there are, if not any may be. */
    oneOf: (string | number)[] | undefined;
    /** Whether it proves who somebody is: it is written, and never shown again. */
    secret: boolean;
    /** Whether it may be a reference to a vault. */
    referenceable: boolean;
    /** The gateway fills it in. */
    auto: boolean;
    immutable: boolean;
    unique: boolean;
    /** Nothing may ever stand there. */
    ruledOut: boolean;
    deprecated: string | undefined;
    /** Of a record. */
    fields: Field[];
    /** Of an array, set or map. */
    elements: Field | undefined;
    /** Of a map. */
    keys: Field | undefined;
    /** Of a foreign key: the kind of entity that it names. */
    reference: string | undefined;
    between: [number, number] | undefined;
    gt: number | undefined;
    lenMin: number | undefined;
    lenMax: number | undefined;
    startsWith: string | undefined;
    /** Whether it cannot be said yet, or is accepted without effect. */
    support: "refused" | "inert" | undefined;
    /** Whether its text has several lines, though its name does not tell. */
    isText?: boolean;
};

export type Schema = {
    fields: Field[];
};

type Raw = Record<string, unknown>;

export function readSchema(answer: unknown): Schema {
    return { fields: readFields((answer as Raw).fields) };
}

/** The options of a plugin: what stands below `config` of its schema. */
export function configOf(schema: Schema): Field {
    const config = schema.fields.find((field) => field.name === "config");
    return config ?? readField("config", { type: "record", fields: [] });
}

export function fieldOf(fields: Field[], name: string): Field | undefined {
    return fields.find((field) => field.name === name);
}

function readFields(list: unknown): Field[] {
    if (!Array.isArray(list)) {
        return [];
    }
    return list.flatMap((one) => Object.entries(one as Raw).map(([name, raw]) => readField(name, raw as Raw)));
}

function readField(name: string, raw: Raw): Field {
    const own = (raw.lychgate ?? {}) as Raw;
    const refused = Array.isArray(own.refused_values) ? (own.refused_values as unknown[]) : [];
    const element = withoutValues(raw.elements ?? raw.values, refused);
    const deprecation = raw.deprecation as Raw | undefined;
    return {
        name,
        type: (raw.type as FieldType | undefined) ?? "any",
        required: raw.required === true,
        default: raw.default,
        description: text(raw.description),
        oneOf: Array.isArray(raw.one_of) ? (raw.one_of as (string | number)[]).filter((one) => !refused.includes(one)) : undefined,
        secret: raw.encrypted === true && own.secret !== false,
        referenceable: raw.referenceable === true || (element as Raw | undefined)?.referenceable === true,
        auto: raw.auto === true,
        immutable: raw.immutable === true,
        unique: raw.unique === true,
        ruledOut: raw.eq === null,
        deprecated: deprecation === undefined ? undefined : (text(deprecation.message) ?? "Deprecated."),
        fields: readFields(raw.fields),
        elements: element === undefined ? undefined : readField("", element as Raw),
        keys: raw.keys === undefined ? undefined : readField("", raw.keys as Raw),
        reference: text(raw.reference),
        between: Array.isArray(raw.between) ? (raw.between as [number, number]) : undefined,
        gt: number(raw.gt),
        lenMin: number(raw.len_min),
        lenMax: number(raw.len_max),
        startsWith: text(raw.starts_with),
        support: own.support === "refused" || own.support === "inert" ? own.support : undefined,
    };
}

/** What cannot be chosen yet is not offered. */
function withoutValues(element: unknown, refused: unknown[]): unknown {
    const values = (element as Raw | undefined)?.one_of;
    return Array.isArray(values) ? { ...(element as Raw), one_of: values.filter((one) => !refused.includes(one)) } : element;
}

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
const number = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);
