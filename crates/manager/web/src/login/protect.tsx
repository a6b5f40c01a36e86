import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";

import { chainQuery } from "../api/chain.ts";
import { allQuery, oneQuery, schemaQuery } from "../api/entities.ts";
import { isDeclared, nodeQuery } from "../api/node.ts";
import { sessionQuery } from "../api/session.ts";
import { nameOf } from "../entities/entity.ts";
import { kindAt } from "../entities/kinds.ts";
import { layoutQuery } from "../plugins/layout.ts";
import { typed } from "../plugins/written.ts";
import { configOf } from "../schema/field.ts";
import { Button } from "../ui/button.tsx";
import { Loading, Notice, ProblemNotice } from "../ui/marks.tsx";
import { Page } from "../ui/page.tsx";
import { loginAbove } from "./above.ts";
import type { Place } from "./file.ts";
import { LOGIN_PLUGIN } from "./plugin.ts";
import { presetsQuery } from "./presets.ts";
import { Wizard } from "./wizard.tsx";

/** Puts a login before a route, a step at a time. What is there already is where it begins. */
export function Protect() {
    const { workspace, id } = useParams({ from: "/w/$workspace/routes/$id/protect" });
    const navigate = useNavigate({ from: "/w/$workspace/routes/$id/protect" });
    const route = useQuery(oneQuery(workspace, "routes", id));
    const plugins = useQuery(allQuery(workspace, ["routes", id, "plugins"]));
    const chain = useQuery(chainQuery(workspace, id));
    // What is there at first is what is meant: that a new one is found in the list is no news while it is being saved.
    const [own, settle] = useState<string | null>();
    if (own === undefined && plugins.data !== undefined) {
        settle(plugins.data.data.find(({ name }) => name === LOGIN_PLUGIN)?.id ?? null);
    }
    const above = own === null ? loginAbove(chain.data, LOGIN_PLUGIN) : undefined;
    const [isAbove, goAbove] = useState<boolean>();
    const [round, begin] = useState(0);
    const already = own ?? (isAbove ? above?.id : undefined);
    // What was loaded first is what is edited; whether it is still so is found out when it is saved.
    const loaded = useQuery({ ...oneQuery(workspace, "plugins", already ?? ""), enabled: already !== undefined, staleTime: Infinity, gcTime: 0 });
    const schema = useQuery(schemaQuery(`plugins/${LOGIN_PLUGIN}`));
    const layout = useQuery(layoutQuery(LOGIN_PLUGIN));
    const presets = useQuery(presetsQuery);
    const node = useQuery(nodeQuery);
    const { data: session } = useQuery(sessionQuery);

    const name = route.data ? nameOf(kindAt("routes"), route.data.value) : id;
    // What was loaded once stays on the page, whatever becomes of looking again.
    const failed = [route, plugins, chain, loaded, schema, layout, presets, node].find(({ error, data }) => error !== null && data === undefined);
    const isThere = own !== undefined && chain.data !== undefined && (already === undefined || loaded.data !== undefined);
    const service = chain.data?.service;
    const whose = above?.from === "service" && service ? `service ${nameOf(kindAt("services"), service)}` : "every request of this workspace";
    const place: Place =
        !isAbove || above === undefined || !route.data
            ? { list: "routes", entity: route.data?.value ?? {} }
            : above.from === "service" && service
              ? { list: "services", entity: service }
              : { list: "plugins" };
    return (
        <Page
            title="Protect with login"
            above={
                <Link to="/w/$workspace/$kind/$id" params={{ workspace, kind: "routes", id }}>
                    route <bdi>{name}</bdi>
                </Link>
            }
        >
            {failed ? (
                <ProblemNotice problem={failed.error} onRetry={() => void failed.refetch()} />
            ) : !route.data || !isThere || !schema.data || layout.data === undefined || !presets.data || !node.data ? (
                <Loading />
            ) : above !== undefined && isAbove === undefined ? (
                <Notice mood="info" title="A login acts on this route already.">
                    <p>
                        It is the one for <bdi>{whose}</bdi>. Change it, and it changes wherever it acts; a login of this route alone takes its place here.
                    </p>
                    <div className="actions">
                        <Button tone="primary" onPress={() => goAbove(true)}>
                            Change that login
                        </Button>
                        <Button onPress={() => goAbove(false)}>Make one for this route alone</Button>
                    </div>
                </Notice>
            ) : (
                <Wizard
                    key={`${already ?? id} ${round}`}
                    workspace={workspace}
                    route={route.data.value}
                    place={place}
                    whose={isAbove ? whose : undefined}
                    loaded={already === undefined ? undefined : loaded.data}
                    fields={configOf(schema.data).fields.map(typed)}
                    layout={layout.data}
                    presets={presets.data}
                    node={node.data}
                    isReadOnly={session?.role === "read-only"}
                    isDeclared={isDeclared(node.data)}
                    onAnew={() => {
                        void navigate({ search: {} });
                        begin(round + 1);
                    }}
                />
            )}
        </Page>
    );
}
