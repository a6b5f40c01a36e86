import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { Fragment } from "react";

import { oneQuery, schemaQuery } from "../api/entities.ts";
import { isDeclared, nodeQuery } from "../api/node.ts";
import { sessionQuery } from "../api/session.ts";
import type { Entity } from "../entities/entity.ts";
import { kindAt } from "../entities/kinds.ts";
import { useMay } from "../entities/may.ts";
import { Reference } from "../entities/references.tsx";
import { LOGIN_PLUGIN } from "../login/plugin.ts";
import type { Record_ } from "../schema/value.ts";
import { LinkButton } from "../ui/button.tsx";
import { Loading, ProblemNotice } from "../ui/marks.tsx";
import { Page } from "../ui/page.tsx";
import { layoutQuery } from "./layout.ts";
import { niceName } from "./names.ts";
import { PluginForm } from "./plugin-form.tsx";
import { fieldOfScope, isGlobal, narrowed, reference, scopeName } from "./scope.ts";

/** A plugin that is yet to be: what it does is said by its name, where by the page one came from. */
export function NewPluginPage() {
    const { workspace, name } = useParams({ from: "/w/$workspace/plugins/new/$name" });
    const { scope, of } = useSearch({ from: "/w/$workspace/plugins/new/$name" });
    const field = fieldOfScope(scope);
    const isScoped = scope !== undefined && of !== undefined && field !== undefined;
    const owner = useQuery({ ...oneQuery(workspace, scope ?? "", of ?? ""), enabled: isScoped });
    const target = isScoped ? scopeName(scope, owner.data?.value, of) : undefined;
    return (
        <Page
            title={niceName(name)}
            above={
                <Link to="/w/$workspace/plugins/select" params={{ workspace }} search={isScoped ? { scope, of } : {}}>
                    Plugins
                </Link>
            }
            about={target ? <>A new plugin for <bdi>{target}</bdi>.</> : "A new plugin."}
        >
            <Drawn key={name} name={name} workspace={workspace} begun={{ name, ...(isScoped ? { [field]: reference(of) } : {}) }} />
        </Page>
    );
}

/** A plugin that is there. */
export function EditPluginPage() {
    const { workspace, id } = useParams({ from: "/w/$workspace/plugins/$id/edit" });
    // What was loaded first is what is edited; whether it is still so is found out when it is saved.
    const may = useMay();
    const { data, error, refetch } = useQuery({ ...oneQuery(workspace, "plugins", id), staleTime: Infinity, gcTime: 0 });
    if (!data) {
        return error ? <ProblemNotice problem={error} onRetry={() => void refetch()} /> : <Loading />;
    }
    const name = String(data.value.name);
    const instance = data.value.instance_name;
    return (
        <Page
            title={typeof instance === "string" && instance !== "" ? instance : niceName(name)}
            above={
                <Link to="/w/$workspace/$kind" params={{ workspace, kind: "plugins" }}>
                    Plugins
                </Link>
            }
            about={<About plugin={data.value} workspace={workspace} />}
            actions={
                name === LOGIN_PLUGIN && may.draft && (
                    <LinkButton to="/check" search={{ plugin: id, workspace }}>
                        Check connection
                    </LinkButton>
                )
            }
        >
            <Drawn key={id} name={name} workspace={workspace} loaded={data.value} etag={data.etag} />
        </Page>
    );
}

/** To what a plugin applies, and whether it does. */
function About({ plugin, workspace }: { plugin: Entity; workspace: string }) {
    const named = isGlobal(plugin) ? [] : narrowed(plugin);
    return (
        <>
            {niceName(String(plugin.name))} for{" "}
            {named.length === 0
                ? "every request of this workspace"
                : named.map(({ scope, id }, index) => (
                      <Fragment key={scope}>
                          {index > 0 && " and "}
                          {kindAt(scope)?.one} <Reference workspace={workspace} path={scope} id={id} />
                      </Fragment>
                  ))}
            {plugin.enabled === false && ", disabled"}.
        </>
    );
}

/** The form, as soon as it is known what it asks for. */
function Drawn({
    name,
    workspace,
    begun = {},
    loaded,
    etag,
}: {
    name: string;
    workspace: string;
    begun?: Record_;
    loaded?: Entity;
    etag?: string | undefined;
}) {
    const own = useQuery(schemaQuery(`plugins/${encodeURIComponent(name)}`));
    const base = useQuery(schemaQuery("plugins"));
    const layout = useQuery(layoutQuery(name));
    const node = useQuery(nodeQuery);
    const { data: session } = useQuery(sessionQuery);
    // What is there stays there, with what was typed into it, whatever becomes of looking again.
    const failed = [own, base, layout, node].find(({ error, data }) => error !== null && data === undefined);
    if (failed) {
        return <ProblemNotice problem={failed.error} onRetry={() => void failed.refetch()} />;
    }
    if (!own.data || !base.data || layout.data === undefined || !node.data) {
        return <Loading />;
    }
    return (
        <PluginForm
            name={name}
            workspace={workspace}
            own={own.data}
            base={base.data}
            layout={layout.data}
            begun={begun}
            loaded={loaded}
            etag={etag}
            isReadOnly={session?.role === "read-only"}
            isDeclared={isDeclared(node.data)}
        />
    );
}
