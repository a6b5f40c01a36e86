import { queryOptions } from "@tanstack/react-query";

import { value } from "./client.ts";

/** What the node says of itself: `GET /`. */
export type NodeInfo = {
    version: string;
    edition: string;
    hostname: string;
    tagline: string;
    node_id: string;
    plugins: {
        available_on_server: Record<string, { version?: string; priority?: number } | boolean>;
        enabled_in_cluster: string[];
    };
    configuration: {
        database: string;
        admin_listen?: string[];
        proxy_listeners?: { port: number; ssl: boolean; ip?: string }[];
        [key: string]: unknown;
    };
};

export const nodeQuery = queryOptions({
    queryKey: ["node"],
    queryFn: ({ signal }) => value<NodeInfo>("/", { signal }),
    staleTime: 30_000,
});

/** Whether what is configured comes from a file, so that the Admin API cannot change it. */
export const isDeclared = (node: NodeInfo): boolean => node.configuration.database === "off";
