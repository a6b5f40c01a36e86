import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";

import { allQuery } from "../api/entities.ts";
import { type Names, SCOPES, scopesOf } from "../entities/columns.ts";
import type { Entity } from "../entities/entity.ts";
import { kindAt } from "../entities/kinds.ts";
import { useNames } from "../entities/references.tsx";
import { niceName } from "../plugins/names.ts";
import { isRecord } from "../schema/value.ts";
import { LinkButton } from "../ui/button.tsx";
import { SecretField, Select, TextField } from "../ui/fields.tsx";
import { ProblemNotice } from "../ui/marks.tsx";
import { Card, Page } from "../ui/page.tsx";
import { typedConfig } from "./check.ts";
import { CheckingPart, useChecking } from "./checking.tsx";
import { LOGIN_PLUGIN } from "./plugin.ts";

/** Stands for what is typed here, and is kept nowhere. */
const TYPED = "typed";

const PLUGINS = kindAt("plugins")!;

/** Asks a provider what it would say to a login, for a plugin that is there or for what is typed here. */
export function CheckPage() {
    const { plugin, workspace = "default" } = useSearch({ from: "/check" });
    const navigate = useNavigate({ from: "/check" });
    const workspaces = useQuery(allQuery("default", ["workspaces"]));
    const plugins = useQuery(allQuery(workspace, ["plugins"]));
    const logins = (plugins.data?.data ?? []).filter(({ name }) => name === LOGIN_PLUGIN);
    const names = useNames(workspace, PLUGINS);
    const [typed, type] = useState({ issuer: "", client: "", secret: "" });
    const [isTried, tryOn] = useState(false);
    const checking = useChecking(workspace, plugin === undefined ? { config: typedConfig(typed) } : { plugin });

    const chosen = plugin ?? TYPED;
    const choose = (search: { plugin?: string | undefined; workspace?: string | undefined }) => {
        checking.cancel();
        void navigate({ search: (before) => ({ ...before, ...search }) });
    };
    const start = () => {
        tryOn(true);
        if (plugin !== undefined || typed.issuer.trim() !== "") {
            checking.start();
        }
    };
    const places = (workspaces.data?.data ?? []).map(({ name }) => String(name));
    return (
        <Page
            title="Check connection"
            about="Whether people could sign in: the gateway asks the provider as it would for a login, and tells what it found. Nothing is stored."
        >
            <Card title="What is checked">
                <div className="stack">
                    <div className="fields">
                        {places.length > 1 && (
                            <Select
                                label="Workspace"
                                value={workspace}
                                onChange={(workspace) => choose({ workspace, plugin: undefined })}
                                choices={places.map((name) => ({ id: name, name }))}
                            />
                        )}
                        <Select
                            label="Login"
                            value={chosen}
                            onChange={(id) => choose({ plugin: id === TYPED ? undefined : id })}
                            choices={[
                                ...logins.map((login) => ({ id: login.id, name: loginName(login), about: aboutOf(login, names) })),
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
                            <TextField label="Client ID" about="Without one only the provider is looked at, and no login." value={typed.client} onChange={(client) => type({ ...typed, client })} />
                            <SecretField
                                label="Client secret"
                                about="Only to try it with the client ID. It is kept nowhere."
                                isSet={false}
                                value={typed.secret}
                                onChange={(secret) => type({ ...typed, secret })}
                            />
                        </div>
                    )}
                    <CheckingPart
                        checking={checking}
                        without={[]}
                        onStart={start}
                        link={(option) => <OptionLink option={option} plugin={plugin} workspace={workspace} />}
                    />
                </div>
            </Card>
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

function loginName(login: Entity): string {
    const instance = login.instance_name;
    return typeof instance === "string" && instance !== "" ? instance : `${niceName(LOGIN_PLUGIN)} ${login.id.slice(0, 8)}`;
}

/** Before what a login stands, and who signs people in. */
function aboutOf(login: Entity, names: Names): string {
    const issuer = isRecord(login.config) && typeof login.config.issuer === "string" ? login.config.issuer : "";
    const scopes = scopesOf(login).map(({ field, id }) => `${kindAt(SCOPES[field]!)!.one} ${names(SCOPES[field]!, id)}`);
    return [scopes.length === 0 ? "All requests" : scopes.join(", "), issuer].filter(Boolean).join(" · ");
}
