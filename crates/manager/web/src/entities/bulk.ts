import { HIDDEN, isRecord, type Json, type Record_ } from "../schema/value.ts";
import type { Entity } from "./entity.ts";

/** What is done with many at once. */
export type Action = { does: "enable" } | { does: "disable" } | { does: "tag"; tag: string } | { does: "untag"; tag: string } | { does: "delete" };

/** What that means for one of them. */
export type Step =
    | { entity: Entity; call: "PATCH"; body: Record_ }
    | { entity: Entity; call: "DELETE" }
    /** It is so already. */
    | { entity: Entity; call: undefined; why: string };

export const plan = (entities: readonly Entity[], action: Action): Step[] => entities.map((entity) => stepOf(entity, action));

function stepOf(entity: Entity, action: Action): Step {
    const tags = tagsOf(entity);
    const nothing = (why: string): Step => ({ entity, call: undefined, why });
    const change = (body: Record_): Step => ({ entity, call: "PATCH", body });
    switch (action.does) {
        case "enable":
            return entity.enabled === false ? change({ enabled: true }) : nothing("is enabled already");
        case "disable":
            return entity.enabled === false ? nothing("is disabled already") : change({ enabled: false });
        case "tag":
            return tags.includes(action.tag) ? nothing("has the tag already") : change({ tags: [...tags, action.tag] });
        case "untag":
            return tags.includes(action.tag) ? change({ tags: tags.filter((tag) => tag !== action.tag) }) : nothing("has no such tag");
        case "delete":
            return { entity, call: "DELETE" };
    }
}

export const tagsOf = (entity: Entity): string[] =>
    Array.isArray(entity.tags) ? entity.tags.filter((tag): tag is string => typeof tag === "string") : [];

/** The tags that any of them has, in order. */
export const allTags = (entities: readonly Entity[]): string[] => [...new Set(entities.flatMap(tagsOf))].sort();

/** Where in it secrets stand that are not shown, as `config.client_secret`. */
export function hiddenIn(value: Json | undefined, path = ""): string[] {
    if (Array.isArray(value)) {
        return hasHidden(value) ? [path] : [];
    }
    if (!isRecord(value)) {
        return value === HIDDEN ? [path] : [];
    }
    return Object.entries(value).flatMap(([name, one]) => hiddenIn(one, path === "" ? name : `${path}.${name}`));
}

/** Whether something in it was not shown to us, so that it cannot be made again from what we know. */
export function hasHidden(value: Json | undefined): boolean {
    if (Array.isArray(value)) {
        return value.some(hasHidden);
    }
    return isRecord(value) ? Object.values(value).some(hasHidden) : value === HIDDEN;
}
