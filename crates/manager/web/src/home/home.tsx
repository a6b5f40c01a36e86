import { useQueries, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";

import { chainQuery } from "../api/chain.ts";
import { allQuery } from "../api/entities.ts";
import { nodeQuery } from "../api/node.ts";
import { useCredentialKinds } from "../entities/credentials.ts";
import type { Entity, Listed } from "../entities/entity.ts";
import { GROUPS, kindAt } from "../entities/kinds.ts";
import { useLoginNames } from "../entities/logins.ts";
import { Loading, ProblemNotice } from "../ui/marks.tsx";
import { Card, Page } from "../ui/page.tsx";
import { AttentionCard, LOOKED_AT } from "./attention-card.tsx";
import { CHAINS, closable, unguarded } from "./attention.ts";
import { FirstSteps } from "./first-steps.tsx";
import { Health } from "./health.tsx";
import "./home.css";

const PATHS = GROUPS.flatMap(({ paths }) => paths);

/** How the gateway is, what is in the workspace, and what wants somebody's eye. */
export function Home() {
    const { workspace } = useParams({ from: "/w/$workspace/" });
    return (
        <Page title="Overview" about={<>The workspace <bdi>{workspace}</bdi>, and the gateway that serves it.</>}>
            <Steps key={`steps ${workspace}`} workspace={workspace} />
            <Health />
            <Attention key={`attention ${workspace}`} workspace={workspace} />
            <Counts workspace={workspace} />
        </Page>
    );
}

/** What each part of the page stands on: some lists, all of them there or not. Each waits for its own alone. */
function useLists(workspace: string, paths: readonly string[]) {
    const lists = useQueries({ queries: paths.map((path) => allQuery(workspace, [path])) });
    return {
        isThere: lists.every(({ data }) => data !== undefined),
        problem: lists.find(({ error }) => error !== null)?.error,
        retry: () => void Promise.all(lists.map((list) => list.isError && list.refetch())),
        isShort: lists.some(({ data }) => Boolean(data?.offset)),
        of: (path: string): Entity[] => lists[paths.indexOf(path)]?.data?.data ?? [],
    };
}

const STEPS = ["services", "routes", "plugins"];

/** Nothing, until all that it says is known: it is for those who have nothing yet. */
function Steps({ workspace }: { workspace: string }) {
    const { data: node } = useQuery(nodeQuery);
    const { isThere, of } = useLists(workspace, STEPS);
    const plugins = of("plugins");
    const logins = useLoginNames(plugins.map(({ name }) => String(name)));
    return isThere && node ? <FirstSteps workspace={workspace} node={node} services={of("services")} routes={of("routes")} plugins={plugins} logins={logins} /> : null;
}

function Attention({ workspace }: { workspace: string }) {
    const { isThere, problem, retry, isShort, of } = useLists(workspace, LOOKED_AT);
    const plugins = of("plugins");
    const logins = useLoginNames(plugins.map(({ name }) => String(name)));
    const { kinds: credentials, isWaiting, problem: unknown } = useCredentialKinds();
    const guards = new Set([...logins, ...credentials.map(({ path }) => path)]);
    // Who asks nobody is not said as long as it is not known which plugins ask.
    const open = isWaiting || unknown ? undefined : unguarded(of("routes"), plugins, guards);
    const { isAsking, ...closed } = useClosed(workspace, isThere ? closable(of("routes"), plugins, of("services")) : []);
    return (
        <>
            {problem && <ProblemNotice problem={problem} onRetry={retry} />}
            {isThere && !isAsking ? <AttentionCard workspace={workspace} of={of} open={open} {...closed} isShort={isShort} /> : !problem && <Loading what="Looking at what is configured" />}
        </>
    );
}

/** Those of these routes that are closed. Each is asked by itself, so not more than so many are. */
function useClosed(workspace: string, routes: Entity[]): { closed: Entity[]; isUnsure: boolean; isAsking: boolean } {
    const asked = routes.slice(0, CHAINS);
    return useQueries({
        queries: asked.map(({ id }) => chainQuery(workspace, id)),
        combine: (chains) => ({
            closed: asked.filter((_, index) => (chains[index]?.data?.closed_by ?? []).length > 0),
            isUnsure: routes.length > CHAINS || chains.some(({ error }) => error !== null),
            isAsking: chains.some(({ isPending }) => isPending),
        }),
    });
}

function Counts({ workspace }: { workspace: string }) {
    return (
        <Card title="What is configured">
            <div className="counts">
                {PATHS.map((path) => (
                    <Count key={path} workspace={workspace} path={path} />
                ))}
            </div>
        </Card>
    );
}

/** How many there are of a kind, as far as that is known. */
export const countIn = (list: Listed | undefined, isFailed: boolean): string =>
    list ? `${list.data.length.toLocaleString()}${list.offset ? "+" : ""}` : isFailed ? "?" : "–";

function Count({ workspace, path }: { workspace: string; path: string }) {
    const { data, isError } = useQuery(allQuery(workspace, [path]));
    const kind = kindAt(path)!;
    return (
        <Link to="/w/$workspace/$kind" params={{ workspace, kind: path }} className="count">
            <kind.icon size={18} aria-hidden />
            <strong>{countIn(data, isError)}</strong>
            <span>{kind.title}</span>
        </Link>
    );
}
