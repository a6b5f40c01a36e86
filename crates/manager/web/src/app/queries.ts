import { QueryClient } from "@tanstack/react-query";

import { Problem } from "../api/problem.ts";

/** What was asked of the gateway, and how long it is believed. */
export const queries = new QueryClient({
    defaultOptions: {
        queries: {
            staleTime: 2_000,
            // The gateway is beside us: asked once more if it was away, and never if it said no.
            retry: (failures, problem) => failures < 1 && problem instanceof Problem && problem.kind === "away",
            retryDelay: 400,
            networkMode: "always",
        },
        mutations: { networkMode: "always", retry: false },
    },
});
