import type { Chain, Link } from "../api/chain.ts";
import { type Entity, nameOf } from "./entity.ts";
import { kindAt } from "./kinds.ts";

/** Whether a plugin acts on the requests of a route, and if not, why. */
export type Standing = { acts: true } | { acts: false; isOverridden: boolean; why: string };

const OF: Record<Link["from"], string> = { global: "all requests", service: "the service", route: "the route" };

const FROM: Record<Link["from"], string | undefined> = { global: "For all requests", service: "From the service", route: undefined };

/** Where a plugin comes from, if it is not the route's own. */
export const originOf = ({ from }: Link): string | undefined => FROM[from];

export function standingOf(link: Link, { plugins }: Chain): Standing {
    if (link.closes) {
        return { acts: false, isOverridden: false, why: "The route is closed for it" };
    }
    if (!link.enabled) {
        return { acts: false, isOverridden: false, why: "Disabled" };
    }
    if (link.overridden_by !== null) {
        const other = plugins.find(({ id }) => id === link.overridden_by);
        const whose = other ? `The one of ${narrowedTo(other)}` : "Another one";
        return { acts: false, isOverridden: true, why: `${whose} acts in its place` };
    }
    return link.applies ? { acts: true } : { acts: false, isOverridden: false, why: "Does not apply here" };
}

const narrowedTo = ({ from, consumer, consumer_group: group }: Link): string =>
    consumer ? "the consumer" : group ? "the consumer group" : OF[from];

/** What a request must be like to be of a route: one line for each thing that it looks at. */
export function matchOf(route: Entity): { what: string; values: string[] }[] {
    const texts = (field: string) => (Array.isArray(route[field]) ? route[field].map(String) : []);
    const headers = Object.entries((route.headers ?? {}) as Record<string, unknown>);
    return [
        { what: "Protocol", values: texts("protocols") },
        { what: "Method", values: texts("methods") },
        { what: "Host", values: texts("hosts") },
        { what: "Path", values: texts("paths") },
        { what: "Header", values: headers.map(([name, values]) => `${name}: ${[values].flat().join(" or ")}`) },
        { what: "SNI", values: texts("snis") },
        ...(typeof route.expression === "string" ? [{ what: "Expression", values: [route.expression] }] : []),
    ].filter(({ values }) => values.length > 0);
}

/** Where requests go: `https://host:8443/v1`, without the port that goes without saying. */
export function addressOf({ protocol, host, port, path }: { [name: string]: unknown }): string {
    const isUsual = (protocol === "http" && port === 80) || (protocol === "https" && port === 443);
    const named = typeof host === "string" && host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
    return `${protocol ?? "http"}://${named ?? ""}${isUsual || port == null ? "" : `:${port}`}${path ?? ""}`;
}

/** What a link of the chain is called. */
export const linkName = ({ id, name, instance_name }: Link): string => nameOf(kindAt("plugins"), { id, name, instance_name });
