import type { Draft } from "../schema/draft.ts";
import { isRecord, type Json, type Path } from "../schema/value.ts";
import type { Passing } from "./passing.ts";
import type { Values } from "./presets.ts";

/** What of a protection in the making outlasts a reload. It never holds a secret. */
export type Kept = { values: Values; passing: Passing; changes: { path: Path; value: Json }[] };

const keyOf = (workspace: string, what: string): string => `lychgate.protect.${workspace}.${what}`;

/** `what` is the plugin that is changed, or the route that gets one. */
export function keep(workspace: string, what: string, values: Values, passing: Passing, draft: Draft): void {
    try {
        const kept: Kept = { values, passing, changes: [...draft.changes.values()] };
        sessionStorage.setItem(keyOf(workspace, what), JSON.stringify(kept));
    } catch {
        // Without storage a reload begins anew.
    }
}

export function kept(workspace: string, what: string): Kept | undefined {
    try {
        const read: unknown = JSON.parse(sessionStorage.getItem(keyOf(workspace, what)) ?? "null");
        const isWhole = isRecord(read) && isRecord(read.values) && isRecord(read.passing) && Array.isArray(read.passing.demands) && Array.isArray(read.changes);
        return isWhole ? (read as unknown as Kept) : undefined;
    } catch {
        return undefined;
    }
}

export function forget(workspace: string, what: string): void {
    try {
        sessionStorage.removeItem(keyOf(workspace, what));
    } catch {
        // Then nothing was kept either.
    }
}
