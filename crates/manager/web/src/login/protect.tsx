import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";

import { allQuery, oneQuery, schemaQuery } from "../api/entities.ts";
import { isDeclared, nodeQuery } from "../api/node.ts";
import { sessionQuery } from "../api/session.ts";
import { nameOf } from "../entities/entity.ts";
import { kindAt } from "../entities/kinds.ts";
import { layoutQuery } from "../plugins/layout.ts";
import { configOf } from "../schema/field.ts";
import { Loading, ProblemNotice } from "../ui/marks.tsx";
import { Page } from "../ui/page.tsx";
import { typed } from "../plugins/written.ts";
import { LOGIN_PLUGIN } from "./plugin.ts";
import { presetsQuery } from "./presets.ts";
import { Wizard } from "./wizard.tsx";

/** Puts a login before a route, a step at a time. What is there already is where it begins. */
export function Protect() {
    const { workspace, id } = useParams({ from: "/w/$workspace/routes/$id/protect" });
    const route = useQuery(oneQuery(workspace, "routes", id));
    const plugins = useQuery(allQuery(workspace, ["routes", id, "plugins"]));
    const already = plugins.data?.data.find(({ name }) => name === LOGIN_PLUGIN);
    // What was loaded first is what is edited; whether it is still so is found out when it is saved.
    const loaded = useQuery({ ...oneQuery(workspace, "plugins", already?.id ?? ""), enabled: already !== undefined, staleTime: Infinity, gcTime: 0 });
    const schema = useQuery(schemaQuery(`plugins/${LOGIN_PLUGIN}`));
    const layout = useQuery(layoutQuery(LOGIN_PLUGIN));
    const presets = useQuery(presetsQuery);
    const node = useQuery(nodeQuery);
    const { data: session } = useQuery(sessionQuery);

    const name = route.data ? nameOf(kindAt("routes"), route.data.value) : id;
    const failed = [route, plugins, loaded, schema, layout, presets, node].find(({ error }) => error !== null);
    const isThere = plugins.data !== undefined && (already === undefined || loaded.data !== undefined);
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
            ) : (
                <Wizard
                    key={id}
                    workspace={workspace}
                    route={route.data.value}
                    loaded={loaded.data}
                    others={(plugins.data?.data ?? []).filter(({ id }) => id !== already?.id)}
                    fields={configOf(schema.data).fields.map(typed)}
                    layout={layout.data}
                    presets={presets.data}
                    node={node.data}
                    isReadOnly={session?.role === "read-only"}
                    isDeclared={isDeclared(node.data)}
                />
            )}
        </Page>
    );
}
