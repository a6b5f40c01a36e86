import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Ban, CircleCheck, RefreshCw } from "lucide-react";
import type { ReactNode } from "react";

import { type NodeInfo, nodeQuery } from "../api/node.ts";
import { readinessQuery, statusQuery } from "../api/status.ts";
import { Button } from "../ui/button.tsx";
import { Badge, ProblemNotice } from "../ui/marks.tsx";

/** How the node is, now. */
export function Health() {
    const queries = useQueryClient();
    const node = useQuery(nodeQuery);
    const status = useQuery(statusQuery);
    const ready = useQuery(readinessQuery);
    const again = () => void Promise.all([nodeQuery, statusQuery, readinessQuery].map(({ queryKey }) => queries.invalidateQueries({ queryKey })));
    const server = status.data?.server;
    const problem = node.error ?? status.error ?? ready.error;
    return (
        <section className="health" aria-label="How the gateway is">
            <header className="part-head">
                <h2>The gateway</h2>
                <Button tone="quiet" className="small" onPress={again} isPending={status.isFetching}>
                    <RefreshCw size={14} aria-hidden />
                    Look again
                </Button>
            </header>
            {problem && <ProblemNotice problem={problem} onRetry={again} />}
            <dl className="health-cards">
                <Fact what="Ready for requests">
                    {ready.data && (
                        <Badge mood={ready.data.isReady ? "good" : "bad"}>
                            {ready.data.isReady ? <CircleCheck size={13} aria-hidden /> : <Ban size={13} aria-hidden />}
                            {ready.data.isReady ? "Ready" : ready.data.said}
                        </Badge>
                    )}
                </Fact>
                <Fact what="Version" more={node.data && `speaks as Kong ${node.data.version}`}>
                    {node.data && `Lychgate ${versionOf(node.data)}`}
                </Fact>
                <Fact what="Node" more={node.data && <code>{node.data.node_id.slice(0, 8)}</code>}>
                    {node.data && <bdi>{node.data.hostname}</bdi>}
                </Fact>
                <Fact what="Datastore" more={datastoreNote(node.data, status.data?.database?.reachable)}>
                    {node.data && datastoreOf(node.data.configuration.database)}
                </Fact>
                <Fact what="Requests" more={server && `since the start, ${server.connections_active.toLocaleString()} connections open`}>
                    {server?.total_requests.toLocaleString()}
                </Fact>
                <Fact what="Listens for requests">
                    {node.data && (
                        <ul className="listeners">
                            {(node.data.configuration.proxy_listeners ?? []).map(({ ip, port, ssl }) => (
                                <li key={`${ip} ${port} ${ssl}`}>
                                    <code>{`${ssl ? "https" : "http"}://${ip?.includes(":") ? `[${ip}]` : (ip ?? "")}:${port}`}</code>
                                </li>
                            ))}
                        </ul>
                    )}
                </Fact>
            </dl>
        </section>
    );
}

function Fact({ what, more, children }: { what: string; more?: ReactNode; children: ReactNode }) {
    return (
        <div className="fact">
            <dt>{what}</dt>
            <dd>
                <div className="fact-said">{children ?? <span className="quiet">–</span>}</div>
                {more && <div className="hint">{more}</div>}
            </dd>
        </div>
    );
}

const versionOf = (node: NodeInfo): string => String((node as Partial<Record<"lychgate_version", string>>).lychgate_version ?? node.version);

const DATASTORES: Record<string, string> = { off: "A declarative file", postgres: "PostgreSQL", sqlite: "SQLite" };

const datastoreOf = (database: string): string => DATASTORES[database] ?? database;

function datastoreNote(node: NodeInfo | undefined, isReachable: boolean | undefined): string | undefined {
    if (isReachable !== undefined) {
        return isReachable ? "reachable" : "cannot be reached";
    }
    return node?.configuration.database === "off" ? "changed by loading another one" : undefined;
}
