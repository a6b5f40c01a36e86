import { Check } from "lucide-react";
import type { ReactNode } from "react";

import type { NodeInfo } from "../api/node.ts";
import type { Entity } from "../entities/entity.ts";
import { useMay } from "../entities/may.ts";
import { LinkButton } from "../ui/button.tsx";
import { Card } from "../ui/page.tsx";
import { guardsOf, tryAt } from "./attention.ts";

type Known = {
    workspace: string;
    node: NodeInfo;
    services: Entity[];
    routes: Entity[];
    plugins: Entity[];
    /** The plugins that let people sign in. */
    logins: ReadonlySet<string>;
};

/** From nothing to a service behind a login. It goes once there is one. */
export function FirstSteps({ workspace, node, services, routes, plugins, logins }: Known) {
    const may = useMay();
    const [service] = services;
    const route = routes.find((one) => one.service !== null) ?? routes[0];
    const isProtected = routes.some((one) => guardsOf(one, plugins, logins).length > 0);
    if (isProtected || !may.draft) {
        return null;
    }
    const address = route && tryAt(route, node.configuration.proxy_listeners ?? [], location.hostname);
    return (
        <Card title="First steps">
            <ol className="steps">
                <Step isDone={service !== undefined} title="A service" about="Where requests go: the URL of what you want to protect.">
                    <LinkButton to="/w/$workspace/$kind/new" params={{ workspace, kind: "services" }} tone={service ? "plain" : "primary"}>
                        New gateway service
                    </LinkButton>
                </Step>
                <Step isDone={route !== undefined} title="A route" about="Which requests are meant for it: a path, or a host.">
                    {service && (
                        <LinkButton
                            to="/w/$workspace/$kind/new"
                            params={{ workspace, kind: "routes" }}
                            search={{ scope: "services", of: service.id }}
                            tone={route ? "plain" : "primary"}
                        >
                            New route
                        </LinkButton>
                    )}
                </Step>
                <Step isDone={false} title="Protect with login" about="Whoever comes signs in first, at a provider of yours.">
                    {route && (
                        <LinkButton to="/w/$workspace/routes/$id/protect" params={{ workspace, id: route.id }} tone="primary">
                            Protect with login
                        </LinkButton>
                    )}
                </Step>
                <Step isDone={false} title="Try it" about="Open the route: until it is protected, it answers everybody.">
                    {address && (
                        <a className="button plain" href={address} target="_blank" rel="noreferrer">
                            Open {address}
                        </a>
                    )}
                </Step>
            </ol>
        </Card>
    );
}

function Step({ isDone, title, about, children }: { isDone: boolean; title: string; about: string; children: ReactNode }) {
    return (
        <li data-done={isDone || undefined}>
            <span className="step-mark" aria-hidden>
                {isDone && <Check size={14} strokeWidth={3} />}
            </span>
            <div>
                <h3>
                    {title}
                    {isDone && <span className="visually-hidden">: done</span>}
                </h3>
                <p className="hint">{about}</p>
            </div>
            <div className="actions">{children}</div>
        </li>
    );
}
