import { isRecord, type Json, type Path } from "../schema/value.ts";
import type { Draft } from "../schema/draft.ts";
import type { Values } from "./presets.ts";

/** What of a protection in the making outlasts a reload. It never holds a secret. */
export type Kept = { values: Values; changes: { path: Path; value: Json }[] };

const keyOf = (workspace: string, route: string): string => `lychgate.protect.${workspace}.${route}`;

export function keep(workspace: string, route: string, values: Values, draft: Draft): void {
    try {
        const kept: Kept = { values, changes: [...draft.changes.values()] };
        sessionStorage.setItem(keyOf(workspace, route), JSON.stringify(kept));
    } catch {
        // Without storage a reload begins anew.
    }
}

export function kept(workspace: string, route: string): Kept | undefined {
    try {
        const read: unknown = JSON.parse(sessionStorage.getItem(keyOf(workspace, route)) ?? "null");
        return isRecord(read) && isRecord(read.values) && Array.isArray(read.changes) ? (read as unknown as Kept) : undefined;
    } catch {
        return undefined;
    }
}

export function forget(workspace: string, route: string): void {
    try {
        sessionStorage.removeItem(keyOf(workspace, route));
    } catch {
        // Then nothing was kept either.
    }
}
