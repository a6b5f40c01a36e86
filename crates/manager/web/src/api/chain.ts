import { queryOptions } from "@tanstack/react-query";

import type { Entity } from "../entities/entity.ts";
import { inWorkspace, value } from "./client.ts";
import { Problem } from "./problem.ts";

/** A plugin on the way of a request of a route. */
export type Link = {
    id: string;
    name: string;
    instance_name: string | null;
    priority: number;
    enabled: boolean;
    from: "global" | "service" | "route";
    consumer: { id: string } | null;
    consumer_group: { id: string } | null;
    applies: boolean;
    /** The route is closed for it. */
    closes?: boolean;
    /** The one that acts in its place. */
    overridden_by: string | null;
};

/** What a route is closed for: its kind, and the code of what is wrong with it. */
export type Closing = { kind: string; id: string; code: string };

/** What happens to a request of a route, in order. */
export type Chain = { route: Entity; service: Entity | null; plugins: Link[]; closed_by?: Closing[] };

/** The chain of a route; nothing, where the gateway does not tell it. */
export const chainQuery = (workspace: string, route: string) =>
    queryOptions({
        queryKey: ["chain", workspace, route],
        queryFn: async ({ signal }): Promise<Chain | null> => {
            try {
                return await value<Chain>(inWorkspace(workspace, "routes", route, "chain"), { signal });
            } catch (problem) {
                if (problem instanceof Problem && problem.kind === "not-found") {
                    return null;
                }
                throw problem;
            }
        },
    });
