import type { Field } from "../schema/field.ts";
import type { Path } from "../schema/value.ts";
import type { Kind } from "./kinds.ts";

/** What the gateway writes itself. */
const FILLED_IN = ["id", "created_at", "updated_at"];

/** The field by which what is below one of a kind names it. */
const PARENTS: Readonly<Record<string, string>> = {
    services: "service",
    routes: "route",
    consumers: "consumer",
    upstreams: "upstream",
    certificates: "certificate",
    "key-sets": "set",
};

export const parentField = (kind: string): string | undefined => PARENTS[kind];

/** The fields of a form: the important ones, and the others, which can wait. */
export type Shape = { first: Field[]; rest: Field[] };

/** How the form of a kind is arranged. What a kind that is nowhere else belongs to is said by where it is. */
export function shapeOf(kind: Kind, fields: readonly Field[]): Shape {
    const parent = kind.within && parentField(kind.within);
    const asked = fields
        .filter(({ name }) => !FILLED_IN.includes(name) && name !== parent)
        .map((field) => (kind.texts?.includes(field.name) ? { ...field, isText: true } : field));
    const order = kind.first;
    if (!order) {
        return { first: asked, rest: [] };
    }
    const first = order.flatMap((name) => asked.filter((field) => field.name === name));
    return { first, rest: asked.filter((field) => !first.includes(field)) };
}

/** How far a field at a path is supported, as the schema says. Tags find entities here, so they do something. */
export function standingAt(fields: readonly Field[], path: Path): "refused" | "inert" | undefined {
    const [name, ...rest] = path;
    const field = fields.find((one) => one.name === name);
    if (!field || field.name === "tags") {
        return undefined;
    }
    return field.support ?? (rest.length > 0 ? standingAt(field.fields, rest) : undefined);
}
