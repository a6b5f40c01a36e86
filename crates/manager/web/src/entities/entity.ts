import { HIDDEN, type Record_ } from "../schema/value.ts";
import { niceName } from "../plugins/names.ts";
import type { Kind } from "./kinds.ts";

/** Something that is configured, as the gateway tells it. */
export type Entity = Record_ & { id: string };

export type Listed = { data: Entity[]; next: string | null; offset?: string };

/** What people call it: by its own name, or else by the beginning of its id. */
export function nameOf(kind: Kind | undefined, entity: Record_): string {
    const name = kind && entity[kind.key];
    if (typeof name === "string" && name !== "" && name !== HIDDEN) {
        return name;
    }
    if (kind?.path === "plugins" && typeof entity.name === "string") {
        return niceName(entity.name);
    }
    const other = entity.name ?? entity.username ?? entity.target ?? entity.custom_id;
    return typeof other === "string" && other !== "" && other !== HIDDEN ? other : String(entity.id ?? "").slice(0, 8);
}
