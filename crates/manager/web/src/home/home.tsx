import { useQueries, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";

import { allQuery } from "../api/entities.ts";
import { nodeQuery } from "../api/node.ts";
import { useCredentialKinds } from "../entities/credentials.ts";
import type { Entity } from "../entities/entity.ts";
import { GROUPS, kindAt } from "../entities/kinds.ts";
import { useLoginNames } from "../entities/logins.ts";
import { Loading, ProblemNotice } from "../ui/marks.tsx";
import { Card, Page } from "../ui/page.tsx";
import { AttentionCard } from "./attention-card.tsx";
import { unguarded } from "./attention.ts";
import { FirstSteps } from "./first-steps.tsx";
import { Health } from "./health.tsx";
import "./home.css";

const PATHS = GROUPS.flatMap(({ paths }) => paths);

/** How the gateway is, what is in the workspace, and what wants somebody's eye. */
export function Home() {
    const { workspace } = useParams({ from: "/w/$workspace/" });
    return (
        <Page title="Overview" about={<>The workspace <bdi>{workspace}</bdi>, and the gateway that serves it.</>}>
            <Whole key={workspace} workspace={workspace} />
        </Page>
    );
}

function Whole({ workspace }: { workspace: string }) {
    const node = useQuery(nodeQuery);
    const lists = useQueries({ queries: PATHS.map((path) => allQuery(workspace, [path])) });
    const failed = [node, ...lists].find(({ error }) => error !== null);
    const of = (path: string): Entity[] => lists[PATHS.indexOf(path)]?.data?.data ?? [];
    const plugins = of("plugins");
    const logins = useLoginNames(plugins.map(({ name }) => String(name)));
    const { kinds: credentials } = useCredentialKinds();
    const guards = new Set([...logins, ...credentials.map(({ path }) => path)]);
    const isThere = lists.every(({ isSuccess }) => isSuccess);
    const open = unguarded(of("routes"), plugins, guards);
    const isShort = lists.some(({ data }) => Boolean(data?.offset));
    return (
        <>
            {failed && (
                <ProblemNotice problem={failed.error} onRetry={() => void Promise.all([node, ...lists].map((one) => one.isError && one.refetch()))} />
            )}
            {isThere && node.data && (
                <FirstSteps workspace={workspace} node={node.data} services={of("services")} routes={of("routes")} plugins={plugins} logins={logins} />
            )}
            <Health />
            {isThere ? (
                <AttentionCard workspace={workspace} of={of} open={open} isShort={isShort} />
            ) : (
                !failed && <Loading what="Looking at what is configured" />
            )}
            <Card title="What is configured">
                <div className="counts">
                    {PATHS.map((path, index) => {
                        const kind = kindAt(path)!;
                        const list = lists[index]?.data;
                        return (
                            <Link key={path} to="/w/$workspace/$kind" params={{ workspace, kind: path }} className="count">
                                <kind.icon size={18} aria-hidden />
                                <strong>{list ? `${list.data.length.toLocaleString()}${list.offset ? "+" : ""}` : "–"}</strong>
                                <span>{kind.title}</span>
                            </Link>
                        );
                    })}
                </div>
            </Card>
        </>
    );
}
