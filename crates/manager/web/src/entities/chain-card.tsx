import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowDown } from "lucide-react";
import { useState } from "react";

import { type Chain, chainQuery, type Link as ChainLink } from "../api/chain.ts";
import { allQuery } from "../api/entities.ts";
import { niceName } from "../plugins/names.ts";
import { Select } from "../ui/fields.tsx";
import { Badge, Loading, Notice, ProblemNotice } from "../ui/marks.tsx";
import { Card } from "../ui/page.tsx";
import { addressOf, linkName, matchOf, originOf, standingOf } from "./chain.ts";
import { State } from "./cell.tsx";
import { nameOf } from "./entity.ts";
import { kindAt } from "./kinds.ts";
import { Reference } from "./references.tsx";
import "./chain.css";

/** What happens to the requests of a route, from what it matches to where they go. */
export function ChainCard({ workspace, route }: { workspace: string; route: string }) {
    return (
        <Card title="What happens to a request">
            <RouteChain workspace={workspace} route={route} />
        </Card>
    );
}

/** The same of a service, by its routes: each may add plugins of its own. */
export function ServiceChainCard({ workspace, service }: { workspace: string; service: string }) {
    const { data, error, refetch } = useQuery(allQuery(workspace, ["services", service, "routes"]));
    const [chosen, choose] = useState<string>();
    const routes = data?.data ?? [];
    const route = chosen ?? routes[0]?.id;
    return (
        <Card title="What happens to a request">
            {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
            {data && route === undefined && (
                <p className="quiet">No route leads to this service, so no request comes to it. Make one in the part Routes.</p>
            )}
            {routes.length > 1 && route !== undefined && (
                <div className="chain-choice">
                    <Select
                        label="By the route"
                        value={route}
                        onChange={choose}
                        choices={routes.map((one) => ({ id: one.id, name: nameOf(kindAt("routes"), one) }))}
                    />
                </div>
            )}
            {route !== undefined && <RouteChain workspace={workspace} route={route} />}
        </Card>
    );
}

function RouteChain({ workspace, route }: { workspace: string; route: string }) {
    const { data: chain, error, isPending, refetch } = useQuery(chainQuery(workspace, route));
    if (isPending) {
        return <Loading what="Looking at its plugins" />;
    }
    if (error) {
        return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
    }
    if (chain === null) {
        return (
            <Notice mood="info" title="This gateway does not tell in which order plugins act.">
                <p>What acts on the requests of a route stands in the part Plugins, here and at its service.</p>
            </Notice>
        );
    }
    return (
        <>
            <Closed workspace={workspace} chain={chain} />
            <ol className="chain">
                <Match workspace={workspace} chain={chain} />
                {chain.plugins.length === 0 && <li className="chain-link none">No plugin acts on it.</li>}
                {chain.plugins.map((link) => (
                    <Plugin key={link.id} workspace={workspace} link={link} chain={chain} />
                ))}
                <Upstream workspace={workspace} chain={chain} />
            </ol>
        </>
    );
}

/** Why nobody passes, if it is so. */
function Closed({ workspace, chain: { closed_by: closings = [] } }: { workspace: string; chain: Chain }) {
    if (closings.length === 0) {
        return null;
    }
    return (
        <Notice mood="bad" title="This route is closed: every request is answered 500.">
            <p>Nobody knows whom the missing part would have refused. Mend this, and the route opens by itself:</p>
            <ul>
                {closings.map(({ kind, id, code }) => (
                    <li key={`${id} ${code}`}>
                        <Reference workspace={workspace} path={kind} id={id} /> <code>{code}</code>
                    </li>
                ))}
            </ul>
        </Notice>
    );
}

function Match({ workspace, chain: { route } }: { workspace: string; chain: Chain }) {
    const match = matchOf(route);
    return (
        <li className="chain-end">
            <p className="chain-what">
                Matched by the route <Reference workspace={workspace} path="routes" id={route.id} />
            </p>
            <dl className="match">
                {match.map(({ what, values }) => (
                    <div key={what}>
                        <dt>{what}</dt>
                        <dd>
                            {values.map((value) => (
                                <code key={value}>
                                    <bdi>{value}</bdi>
                                </code>
                            ))}
                        </dd>
                    </div>
                ))}
            </dl>
        </li>
    );
}

function Plugin({ workspace, link, chain }: { workspace: string; link: ChainLink; chain: Chain }) {
    const standing = standingOf(link, chain);
    const origin = originOf(link);
    const className = standing.acts ? "chain-link" : standing.isOverridden ? "chain-link aside struck" : "chain-link aside";
    return (
        <li className={className}>
            <ArrowDown size={15} aria-hidden />
            <span className="chain-name">
                <Link to="/w/$workspace/$kind/$id" params={{ workspace, kind: "plugins", id: link.id }} className="reference">
                    <bdi>{niceName(link.name)}</bdi>
                </Link>
                {link.instance_name && (
                    <span className="quiet">
                        <bdi>{linkName(link)}</bdi>
                    </span>
                )}
            </span>
            {link.consumer && (
                <Badge>
                    Only for <Reference workspace={workspace} path="consumers" id={link.consumer.id} />
                </Badge>
            )}
            {link.consumer_group && (
                <Badge>
                    Only for the group <Reference workspace={workspace} path="consumer_groups" id={link.consumer_group.id} />
                </Badge>
            )}
            {origin && <Badge mood="info">{origin}</Badge>}
            {!standing.acts && <Badge>{standing.why}</Badge>}
        </li>
    );
}

function Upstream({ workspace, chain: { service } }: { workspace: string; chain: Chain }) {
    return (
        <li className="chain-end">
            {service === null ? (
                <p className="chain-what">It goes to no service: a plugin must answer it.</p>
            ) : (
                <>
                    <p className="chain-what">
                        Goes to the service <Reference workspace={workspace} path="services" id={service.id} />
                        {service.enabled === false && <State isOn={false} />}
                    </p>
                    <p>
                        <code>
                            <bdi>{addressOf(service)}</bdi>
                        </code>
                    </p>
                </>
            )}
        </li>
    );
}
