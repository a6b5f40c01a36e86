import { type Draft, whole } from "../schema/draft.ts";
import type { Field } from "../schema/field.ts";
import { at, isDefault, isRecord, type Json, type Record_, sparse } from "../schema/value.ts";
import { fieldAt } from "./danger.ts";

/** A plugin without what stands there by default, so that a form shows only what somebody said. */
export function thinned(plugin: Record_, config: Field[]): Record_ {
    return { ...plugin, config: isRecord(plugin.config) ? sparse(config, plugin.config) : {} };
}

/** What is written of a new plugin: what was said, and nothing that stands there by default anyway. */
export function written(draft: Draft, own: Field[], base: Field[], config: Field[]): Record_ {
    const plugin = thinned(whole(draft), config);
    const fields = [...own, ...base.filter(({ name }) => !own.some((one) => one.name === name))].filter(({ name }) => name !== "config");
    const told = sparse(fields, plugin);
    const foreign = Object.entries(plugin).filter(([, value]) => isRecord(value)) as [string, Json][];
    return { ...told, ...Object.fromEntries(foreign) };
}

/** A draft without changes to what stands there by default anyway, such as a switch that was turned and turned back. */
export function lean(draft: Draft, config: Field[]): Draft {
    const says = ({ path, value }: { path: readonly string[]; value: Json }): boolean => {
        const field = path[0] === "config" ? fieldAt(config, path.slice(1)) : undefined;
        return field === undefined || at(draft.loaded, path) !== undefined || !isDefault(field, value);
    };
    return { ...draft, changes: new Map([...draft.changes].filter(([, change]) => says(change))) };
}

/** An identifier is kept like a secret, and typed in the open. */
export const typed = (field: Field): Field => (field.secret && /_ids?$/.test(field.name) ? { ...field, secret: false } : field);
