import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";

import { chainQuery, type Link as ChainLink } from "../api/chain.ts";
import { allQuery, oneQuery } from "../api/entities.ts";
import { nodeQuery } from "../api/node.ts";
import type { Entity } from "../entities/entity.ts";
import { useMay } from "../entities/may.ts";
import { LinkButton } from "../ui/button.tsx";
import { TextField } from "../ui/fields.tsx";
import { Badge, Empty, Loading, ProblemNotice } from "../ui/marks.tsx";
import { Page } from "../ui/page.tsx";
import { called, grouped, niceName } from "./names.ts";
import { fieldOfScope, isGlobal, scopeName } from "./scope.ts";

/** All plugins of this gateway, of which one is chosen for a route, a service or everything. */
export function PluginCatalogue() {
    const { workspace } = useParams({ from: "/w/$workspace/plugins/select" });
    const { scope, of, search = "" } = useSearch({ from: "/w/$workspace/plugins/select" });
    const navigate = useNavigate({ from: "/w/$workspace/plugins/select" });
    const isScoped = scope !== undefined && of !== undefined && fieldOfScope(scope) !== undefined;
    const node = useQuery(nodeQuery);
    const owner = useQuery({ ...oneQuery(workspace, scope ?? "", of ?? ""), enabled: isScoped });
    const there = useQuery(allQuery(workspace, isScoped ? [scope, of, "plugins"] : ["plugins"]));
    const chain = useQuery({ ...chainQuery(workspace, of ?? ""), enabled: isScoped && scope === "routes" });
    const may = useMay();
    const above = (chain.data?.plugins ?? []).filter(({ from, enabled }) => from !== "route" && enabled);
    const here = (there.data?.data ?? []).filter((plugin) => isScoped || isGlobal(plugin));

    const target = isScoped ? scopeName(scope, owner.data?.value, of) : undefined;
    const all = Object.keys(node.data?.plugins.available_on_server ?? {});
    const found = all.filter((name) => called(name, search));
    return (
        <Page
            title="Plugins"
            above={
                isScoped ? (
                    <Link to="/w/$workspace/$kind/$id" params={{ workspace, kind: scope, id: of }} search={{ part: "plugins" }}>
                        <bdi>{target}</bdi>
                    </Link>
                ) : (
                    <Link to="/w/$workspace/$kind" params={{ workspace, kind: "plugins" }}>
                        Plugins
                    </Link>
                )
            }
            about={
                isScoped ? (
                    <>
                        Choose what is done with requests of <bdi>{target}</bdi>.
                    </>
                ) : (
                    "Choose what is done with every request. What is meant for one route is added from that route's page."
                )
            }
        >
            <div className="catalogue-filter" data-filter>
                <TextField
                    label="Find a plugin"
                    type="search"
                    value={search}
                    onChange={(search) => void navigate({ search: (before) => ({ ...before, search: search || undefined }), replace: true })}
                />
            </div>
            <p className="visually-hidden" role="status">
                {found.length} of {all.length} plugins shown
            </p>
            {node.isPending && <Loading />}
            {node.error && <ProblemNotice problem={node.error} onRetry={() => void node.refetch()} />}
            {there.error && <ProblemNotice problem={there.error} onRetry={() => void there.refetch()} />}
            {node.data && found.length === 0 && (
                <Empty title="No plugin is called so.">
                    <p>This gateway has {all.length} plugins.</p>
                </Empty>
            )}
            {grouped(found).map(({ title, names }) => (
                <section key={title} className="catalogue-group" aria-label={title}>
                    <h2>{title}</h2>
                    <ul className="catalogue">
                        {names.map((name) => (
                            <PluginCard
                                key={name}
                                name={name}
                                workspace={workspace}
                                scope={isScoped ? { scope, of } : {}}
                                mayEnable={may.draft}
                                already={here.find((plugin) => plugin.name === name)}
                                above={above.find((link) => link.name === name)}
                            />
                        ))}
                    </ul>
                </section>
            ))}
        </Page>
    );
}

function PluginCard({
    name,
    workspace,
    scope,
    mayEnable,
    already,
    above,
}: {
    name: string;
    workspace: string;
    scope: { scope?: string; of?: string };
    mayEnable: boolean;
    already: Entity | undefined;
    /** One that acts here from elsewhere, until there is one of this place. */
    above: ChainLink | undefined;
}) {
    const nice = niceName(name);
    return (
        <li className="plugin-card" data-already={already !== undefined || undefined}>
            <div>
                <h3>{nice}</h3>
                <code className="quiet">{name}</code>
                {!already && above && (
                    <p className="hint">{above.from === "service" ? "Acts here already, from the service." : "Acts here already, as on every request."} One of this route takes its place.</p>
                )}
            </div>
            {already ? (
                <div className="actions">
                    <Badge>{already.enabled === false ? "here, disabled" : "already here"}</Badge>
                    <LinkButton
                        to="/w/$workspace/plugins/$id/edit"
                        params={{ workspace, id: already.id }}
                        aria-label={`${mayEnable ? "Edit" : "View"} ${nice}`}
                    >
                        {mayEnable ? "Edit" : "View"}
                    </LinkButton>
                </div>
            ) : mayEnable && (
                <LinkButton
                    to="/w/$workspace/plugins/new/$name"
                    params={{ workspace, name }}
                    search={scope}
                    aria-label={`Enable ${nice}`}
                >
                    Enable
                </LinkButton>
            )}
        </li>
    );
}
