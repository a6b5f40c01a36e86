import { queryOptions } from "@tanstack/react-query";

import { value } from "./client.ts";
import { Problem } from "./problem.ts";

/** The counters of the node: `GET /status`. */
export type Status = {
    server: { connections_accepted: number; connections_active: number; total_requests: number };
    database?: { reachable: boolean };
    configuration_hash?: string;
};

// Neither is asked for again and again: a page that is left open is no sign that somebody is there.

export const statusQuery = queryOptions({
    queryKey: ["status"],
    queryFn: ({ signal }) => value<Status>("/status", { signal }),
});

/** Whether the node should be sent requests, and if not, why. */
export type Readiness = { isReady: boolean; said: string };

export const readinessQuery = queryOptions({
    queryKey: ["ready"],
    queryFn: async ({ signal }): Promise<Readiness> => {
        try {
            const { message } = await value<{ message: string }>("/status/ready", { signal });
            return { isReady: true, said: message };
        } catch (problem) {
            if (problem instanceof Problem && problem.status === 503) {
                return { isReady: false, said: problem.message };
            }
            throw problem;
        }
    },
});
