import { nameOf } from "../entities/entity.ts";
import { kindAt } from "../entities/kinds.ts";
import type { Field } from "../schema/field.ts";
import { isRecord, type Json, type Record_ } from "../schema/value.ts";

/** What a plugin can be narrowed to: the field of the plugin, by the path of the kind. */
const NARROWED: Record<string, string> = {
    services: "service",
    routes: "route",
    consumers: "consumer",
    consumer_groups: "consumer_group",
};

/** The field of a plugin that names what its address calls `routes`. */
export const fieldOfScope = (scope: string | undefined): string | undefined => (scope === undefined ? undefined : NARROWED[scope]);

/** The fields that narrow this plugin: those that plugins have, without those that its own schema rules out. */
export function narrowing(all: Field[], own: Field[]): Field[] {
    const isOut = (name: string): boolean => own.some((field) => field.name === name && field.ruledOut);
    return all.filter(({ name, type }) => type === "foreign" && Object.values(NARROWED).includes(name) && !isOut(name));
}

/** What names an entity: its id, or else its name. */
export const reference = (of: string): Json => (UUID.test(of) ? { id: of } : { name: of });

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a plugin is narrowed to nothing. */
export const isGlobal = (plugin: Record_): boolean => Object.values(NARROWED).every((field) => !isRecord(plugin[field]));

/** What a plugin is narrowed to: kinds, and which one of each. */
export function narrowed(plugin: Record_): { scope: string; id: string }[] {
    return Object.entries(NARROWED).flatMap(([scope, field]) => {
        const value = plugin[field];
        return isRecord(value) && typeof value.id === "string" ? [{ scope, id: value.id }] : [];
    });
}

/** What a scope is called: `route orders`. */
export function scopeName(scope: string, entity: Record_ | undefined, of: string): string {
    const kind = kindAt(scope);
    return `${kind?.one ?? scope} ${entity ? nameOf(kind, entity) : of}`;
}
