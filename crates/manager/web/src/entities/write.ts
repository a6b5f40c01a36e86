import type { QueryClient } from "@tanstack/react-query";

import { ask, inWorkspace } from "../api/client.ts";
import { readOne } from "../api/entities.ts";
import { Problem, saidOf } from "../api/problem.ts";
import { isAsShown } from "../schema/compare.ts";
import type { Record_ } from "../schema/value.ts";
import { toast, warn } from "../ui/toast.tsx";
import type { Step } from "./bulk.ts";
import type { Call } from "./comeback.ts";
import type { Entity } from "./entity.ts";
import { onePath, type Place } from "./place.ts";

/** What was asked before is asked again: something was written. */
export const forget = (queries: QueryClient, workspace: string): Promise<unknown> =>
    Promise.all(["entities", "entity", "chain", "members"].map((name) => queries.invalidateQueries({ queryKey: [name, workspace] })));

/** The tag of what is there, if it is what was shown: lists tell no tags. */
async function tagOf(place: Place, shown: Entity): Promise<string | undefined> {
    const { value, etag } = await readOne(place.workspace, onePath(place, shown.id));
    if (!isAsShown(shown, value)) {
        throw new Problem("changed", "Somebody changed it since it was shown.", 412, {}, "Look at what is there now, and decide then.");
    }
    return etag;
}

/** Changes one, if it still is what was shown. */
export async function change(place: Place, shown: Entity, body: Record_, tag?: string): Promise<void> {
    const ifMatch = tag ?? (await tagOf(place, shown));
    await ask(inWorkspace(place.workspace, ...onePath(place, shown.id)), { method: "PATCH", body, ifMatch });
}

/** Deletes one, if it still is what was shown. */
export async function remove(place: Place, shown: Entity, tag?: string): Promise<void> {
    const ifMatch = tag ?? (await tagOf(place, shown));
    await ask(inWorkspace(place.workspace, ...onePath(place, shown.id)), { method: "DELETE", ifMatch });
}

/** Does a step of many. */
export async function take(place: Place, step: Step, tag?: string): Promise<void> {
    switch (step.call) {
        case "PATCH":
            return await change(place, step.entity, step.body, tag);
        case "DELETE":
            return await remove(place, step.entity, tag);
        case undefined:
            return;
    }
}

/** What was deleted and can be made again: what it is called, and the calls that do it. */
export type Back = { name: string; calls: Call[] };

/** Says what is gone, and offers to take it back. What does not come back is said, and stays said. */
export function offerBack(queries: QueryClient, workspace: string, said: string, backs: readonly Back[]): void {
    const run = async () => {
        const failed: string[] = [];
        for (const { name, calls } of backs) {
            try {
                for (const { path, body } of calls) {
                    await ask(inWorkspace(workspace, ...path), { method: "POST", body });
                }
            } catch (problem) {
                failed.push(`${name}: ${saidOf(problem)}`);
            }
        }
        const back = backs.length - failed.length;
        if (back > 0) {
            toast(backs.length === 1 ? `${backs[0]!.name} is back.` : `${back} of ${backs.length} are back.`);
        }
        if (failed.length > 0) {
            warn(`Not, or not wholly, brought back. ${failed.join(" ")}`);
        }
        await forget(queries, workspace);
    };
    toast(said, backs.length > 0 ? { label: "Undo", run } : undefined);
}
