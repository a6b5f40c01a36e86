import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";

import { allQuery } from "../api/entities.ts";
import { sessionQuery } from "../api/session.ts";
import type { Entity } from "../entities/entity.ts";
import { useMay } from "../entities/may.ts";
import { niceName } from "../plugins/names.ts";
import { isRecord, type Record_ } from "../schema/value.ts";
import { Button, LinkButton } from "../ui/button.tsx";
import { SecretField, Select, Switch, TextField } from "../ui/fields.tsx";
import { Loading, ProblemNotice } from "../ui/marks.tsx";
import { Card, Page } from "../ui/page.tsx";
import { check, type Checked, type Report } from "./check.ts";
import { Findings } from "./findings.tsx";
import { LOGIN_PLUGIN } from "./plugin.ts";

/** Stands for what is typed here, and is kept nowhere. */
const TYPED = "typed";

/** Asks a provider what it would say to a login, for a plugin that is there or for what is typed here. */
export function CheckPage() {
    const { plugin, workspace = "default" } = useSearch({ from: "/check" });
    const navigate = useNavigate({ from: "/check" });
    const workspaces = useQuery(allQuery("default", ["workspaces"]));
    const plugins = useQuery(allQuery(workspace, ["plugins"]));
    const logins = (plugins.data?.data ?? []).filter(({ name }) => name === LOGIN_PLUGIN);
    const may = useMay();
    const { data: session } = useQuery(sessionQuery);
    const [typed, type] = useState({ issuer: "", client: "", secret: "" });
    const [isSigningIn, signIn] = useState(false);
    const [isTried, tryOn] = useState(false);
    const run = useMutation<Report, Error, Checked>({ mutationFn: (checked) => check(workspace, checked, isSigningIn) });

    const chosen = plugin ?? TYPED;
    const choose = (search: { plugin?: string | undefined; workspace?: string | undefined }) => {
        run.reset();
        void navigate({ search: (before) => ({ ...before, ...search }) });
    };
    const start = () => {
        if (plugin !== undefined) {
            run.mutate({ plugin });
            return;
        }
        tryOn(true);
        if (typed.issuer.trim() !== "") {
            run.mutate({ config: typedConfig(typed) });
        }
    };
    const names = (workspaces.data?.data ?? []).map(({ name }) => String(name));
    return (
        <Page
            title="Check connection"
            about="Whether people could sign in: the gateway asks the provider as it would for a login, and tells what it found. Nothing is stored."
        >
            <Card title="What is checked">
                <div className="stack">
                    <div className="fields">
                        {names.length > 1 && (
                            <Select
                                label="Workspace"
                                value={workspace}
                                onChange={(workspace) => choose({ workspace, plugin: undefined })}
                                choices={names.map((name) => ({ id: name, name }))}
                            />
                        )}
                        <Select
                            label="Login"
                            value={chosen}
                            onChange={(id) => choose({ plugin: id === TYPED ? undefined : id })}
                            choices={[
                                ...logins.map((login) => ({ id: login.id, name: loginName(login), about: issuerOf(login) })),
                                { id: TYPED, name: "What I type here", about: "An issuer and a client that no plugin has yet" },
                            ]}
                        />
                    </div>
                    {plugins.error && <ProblemNotice problem={plugins.error} onRetry={() => void plugins.refetch()} />}
                    {chosen === TYPED && (
                        <div className="fields">
                            <TextField
                                label="Issuer"
                                isRequired
                                ghost="https://login.example.com"
                                about="Or the address of its discovery document."
                                faults={isTried && typed.issuer.trim() === "" ? ["The issuer is missing."] : []}
                                value={typed.issuer}
                                onChange={(issuer) => type({ ...typed, issuer })}
                            />
                            <TextField label="Client ID" value={typed.client} onChange={(client) => type({ ...typed, client })} />
                            <SecretField
                                label="Client secret"
                                about="Only to try it with the client ID. It is kept nowhere."
                                isSet={false}
                                value={typed.secret}
                                onChange={(secret) => type({ ...typed, secret })}
                            />
                        </div>
                    )}
                    <Switch
                        label="Try the client ID and secret too"
                        about="The provider is shown both with a code that cannot be good, and says whether it knows them. Some providers count that as a failed attempt."
                        value={isSigningIn}
                        onChange={signIn}
                    />
                    <div className="actions">
                        <Button tone="primary" onPress={start} isPending={run.isPending} isDisabled={!may.draft}>
                            Check connection
                        </Button>
                        {session?.role === "read-only" && <span className="quiet">Only who may change the configuration may have the gateway call others.</span>}
                    </div>
                </div>
            </Card>
            <div aria-live="polite" aria-busy={run.isPending}>
                {run.isPending && <Loading what="Asking the provider" />}
                {run.error && <ProblemNotice problem={run.error} />}
                {run.data && !run.isPending && (
                    <Card title="What was found">
                        <Findings report={run.data} link={(option) => <OptionLink option={option} plugin={plugin} workspace={workspace} />} />
                    </Card>
                )}
            </div>
        </Page>
    );
}

/** The way to an option, in the form of the plugin that has it. */
function OptionLink({ option, plugin, workspace }: { option: string; plugin: string | undefined; workspace: string }) {
    return plugin === undefined ? (
        <p className="hint">
            Option <code>{option}</code>
        </p>
    ) : (
        <LinkButton to="/w/$workspace/plugins/$id/edit" params={{ workspace, id: plugin }} search={{ find: option }} className="small">
            Change <code>{option}</code>
        </LinkButton>
    );
}

function typedConfig({ issuer, client, secret }: { issuer: string; client: string; secret: string }): Record_ {
    return {
        issuer: issuer.trim(),
        auth_methods: ["authorization_code", "session"],
        ...(client === "" ? {} : { client_id: [client] }),
        ...(secret === "" ? {} : { client_secret: [secret] }),
    };
}

function loginName(login: Entity): string {
    const instance = login.instance_name;
    return typeof instance === "string" && instance !== "" ? instance : `${niceName(LOGIN_PLUGIN)} ${login.id.slice(0, 8)}`;
}

const issuerOf = (login: Entity): string => (isRecord(login.config) && typeof login.config.issuer === "string" ? login.config.issuer : "");
