import type { Record_ } from "../schema/value.ts";

/** What of a service its URL says. */
export type UrlParts = { protocol: string; host: string; port: number; path: string | null };

/** Ports that go without saying. */
const PORTS: Record<string, number> = { http: 80, https: 443 };

/** Reads the URL of a service; nothing, where it is none, or says more than a service holds. */
export function readUrl(text: string): UrlParts | undefined {
    let url: URL;
    try {
        url = new URL(text.trim());
    } catch {
        return undefined;
    }
    const protocol = url.protocol.slice(0, -1);
    const usual = PORTS[protocol];
    const isMore = url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "";
    if (usual === undefined || url.hostname === "" || isMore) {
        return undefined;
    }
    return { protocol, host: url.hostname, port: url.port === "" ? usual : Number(url.port), path: url.pathname === "/" ? null : url.pathname };
}

/** The beginnings of every URL: whoever has typed no more is on the way to one. */
const BEGUN = ["http://", "https://"];

/** Why what is typed is no URL of a service; nothing, if it is one, or may become one with what is typed next. */
export function faultOfUrl(text: string): string | undefined {
    const typed = text.trim();
    if (readUrl(typed)) {
        return undefined;
    }
    if (!BEGUN.some((scheme) => typed.toLowerCase().startsWith(scheme))) {
        return "begins with http:// or https://; other protocols are said in the fields below";
    }
    return "is a host, perhaps a port and a path, without a user, a query or a fragment";
}

/** The URL that a service's fields make; nothing, as long as it has no host. */
export function urlOf({ protocol, host, port, path }: Record_): string | undefined {
    if (typeof host !== "string" || host === "") {
        return undefined;
    }
    const scheme = typeof protocol === "string" ? protocol : "http";
    const isUsual = port === undefined || port === null ? scheme === "http" : port === PORTS[scheme];
    return `${scheme}://${host}${isUsual ? "" : `:${String(port ?? 80)}`}${typeof path === "string" ? path : ""}`;
}
