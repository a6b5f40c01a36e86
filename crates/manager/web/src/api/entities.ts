import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import type { Entity, Listed } from "../entities/entity.ts";
import { readSchema } from "../schema/field.ts";
import { isRecord } from "../schema/value.ts";
import { type Answered, ask, inWorkspace, value } from "./client.ts";
import { Problem } from "./problem.ts";

/** How many are asked for at once. */
export const PAGE = 100;

/** What a list is narrowed to: tags that all must have, or one that is called this. */
export type Narrowed = { tags?: string | undefined; named?: string | undefined };

/** A list, or one below another: `["routes", "r1", "plugins"]`. */
export const listQuery = (workspace: string, path: string[], { tags, named }: Narrowed = {}) =>
    infiniteQueryOptions({
        queryKey: ["entities", workspace, ...path, { tags, named }],
        queryFn: async ({ pageParam, signal }): Promise<Listed> => {
            if (named) {
                return await called(workspace, path, named, signal);
            }
            const query = new URLSearchParams({ size: String(PAGE) });
            if (tags) {
                query.set("tags", tags);
            }
            if (pageParam) {
                query.set("offset", pageParam);
            }
            return await value<Listed>(`${inWorkspace(workspace, ...path)}?${query}`, { signal });
        },
        initialPageParam: "",
        getNextPageParam: (page) => page.offset || undefined,
        // Whoever comes back to a long list is not made to wait for all of it.
        refetchOnWindowFocus: (query) => (query.state.data?.pages.length ?? 0) <= 10,
    });

/** The one that is called exactly so, as a list of one or none. */
async function called(workspace: string, path: string[], named: string, signal: AbortSignal): Promise<Listed> {
    try {
        const entity = await value<Entity>(inWorkspace(workspace, ...path, named), { signal });
        return { data: [alone([...path, named], entity)], next: null };
    } catch (problem) {
        if (problem instanceof Problem && (problem.kind === "not-found" || problem.kind === "faults")) {
            return { data: [], next: null };
        }
        throw problem;
    }
}

/** All of a list, up to a thousand: for choosing one, and for what is shown beside something. */
export const allQuery = (workspace: string, path: string[]) =>
    queryOptions({
        queryKey: ["entities", workspace, ...path, "all"],
        queryFn: ({ signal }) => value<Listed>(`${inWorkspace(workspace, ...path)}?size=1000`, { signal }),
    });

/** One, with the tag of what it is now. */
export const oneQuery = (workspace: string, path: string, id: string) => atQuery(workspace, [path, id]);

/** The same of one that may stand below another: `["upstreams", "u1", "targets", "t1"]`. */
export const atQuery = (workspace: string, path: string[]) =>
    queryOptions({
        queryKey: ["entity", workspace, ...path],
        queryFn: ({ signal }) => readOne(workspace, path, signal),
    });

export async function readOne(workspace: string, path: string[], signal?: AbortSignal): Promise<Answered<Entity>> {
    const { value, etag } = await ask<Entity>(inWorkspace(workspace, ...path), signal ? { signal } : {});
    return { value: alone(path, value), etag };
}

/** A group is answered together with what belongs to it. */
function alone(path: string[], value: Entity): Entity {
    const isGroup = path.length === 2 && path[0] === "consumer_groups" && isRecord(value.consumer_group);
    return isGroup ? (value.consumer_group as Entity) : value;
}

/** The schema of a kind, or `plugins/{name}`. It changes with the gateway's version only. */
export const schemaQuery = (name: string) =>
    queryOptions({
        queryKey: ["schema", name],
        queryFn: async ({ signal }) => readSchema(await value(`/schemas/${name}`, { signal })),
        staleTime: Infinity,
    });
