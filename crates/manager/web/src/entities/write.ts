import type { QueryClient } from "@tanstack/react-query";

import { ask, inWorkspace } from "../api/client.ts";
import type { Record_ } from "../schema/value.ts";
import { toast } from "../ui/toast.tsx";
import type { Step } from "./bulk.ts";
import { type Entity, nameOf } from "./entity.ts";
import { listPath, onePath, type Place } from "./place.ts";

/** What was asked before is asked again: something was written. */
export const forget = (queries: QueryClient, workspace: string): Promise<unknown> =>
    Promise.all(["entities", "entity", "chain", "members"].map((name) => queries.invalidateQueries({ queryKey: [name, workspace] })));

export async function change(place: Place, id: string, body: Record_): Promise<void> {
    await ask(inWorkspace(place.workspace, ...onePath(place, id)), { method: "PATCH", body });
}

export async function remove(place: Place, id: string): Promise<void> {
    await ask(inWorkspace(place.workspace, ...onePath(place, id)), { method: "DELETE" });
}

/** Makes one again as it was, with its id. What is nowhere but below another is made in its list there. */
export async function restore(place: Place, entity: Entity): Promise<void> {
    const { created_at: _made, updated_at: _changed, ...body } = entity;
    const isBelow = place.kind.within !== undefined;
    const path = isBelow ? listPath(place) : onePath(place, entity.id);
    await ask(inWorkspace(place.workspace, ...path), { method: isBelow ? "POST" : "PUT", body });
}

/** Does a step of many. */
export async function take(place: Place, step: Step): Promise<void> {
    switch (step.call) {
        case "PATCH":
            return await change(place, step.entity.id, step.body);
        case "DELETE":
            return await remove(place, step.entity.id);
        case undefined:
            return;
    }
}

/** Says that one is gone, and offers to take it back. */
export function offerBack(queries: QueryClient, place: Place, entity: Entity): void {
    const name = nameOf(place.kind, entity);
    toast(`Deleted ${name}.`, {
        label: "Undo",
        run: async () => {
            try {
                await restore(place, entity);
                toast(`${name} is back.`);
            } catch (problem) {
                toast(`${name} could not be brought back: ${problem instanceof Error ? problem.message : String(problem)}`);
            }
            await forget(queries, place.workspace);
        },
    });
}
