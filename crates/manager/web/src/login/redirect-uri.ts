import { isRecord, type Record_ } from "../schema/value.ts";

/** Where a route can be reached by browsers, as far as its configuration tells. */
export type Reached = {
    /** Addresses of the route that could be registered, the likeliest first. */
    uris: string[];
    /** One to go by, where nothing is known for sure. */
    example: string;
    /** What cannot be known from here, in sentences. */
    doubts: string[];
};

const EXAMPLE_HOST = "app.example.com";

/**
 * The addresses at which the provider may send a browser back to a route: the route's own.
 * `near` is where the gateway itself listens, for a route that takes any host and somebody who sits at the same machine.
 */
export function reached(route: Record_, near?: string): Reached {
    const protocols = texts(route.protocols);
    const hosts = texts(route.hosts);
    const exact = hosts.filter((host) => !host.includes("*"));
    const { paths, doubt } = pathsOf(route);
    const takesHttps = protocols.length === 0 || protocols.includes("https");
    const takesHttp = protocols.length === 0 || protocols.includes("http");
    const scheme = (host: string): string => (takesHttps && !(takesHttp && isLoopback(host)) ? "https" : "http");
    const doubts = [
        !takesHttps && !takesHttp && `This route takes ${protocols.join(", ")} and no browser.`,
        hosts.length === 0 && "This route takes any host, so the one that people type cannot be known here.",
        hosts.length > 0 && exact.length === 0 && `The hosts of this route are patterns (${hosts.join(", ")}), so the one that people type cannot be known here.`,
        doubt,
        takesHttps && takesHttp && "This route takes https and http. Write the scheme that people see: behind a proxy that ends TLS it is https.",
        takesHttps || !takesHttp || exact.every(isLoopback) ? undefined : "This route takes plain http alone: what people do there can be read on the way.",
    ];
    const example = (hosts[0] ?? EXAMPLE_HOST).replace(/^\*\./, "app.").replace(/\.\*$/, ".example.com");
    const isForBrowsers = takesHttps || takesHttp;
    const origins = hosts.length === 0 && near !== undefined ? [near] : exact.map((host) => `${scheme(host)}://${host}`);
    return {
        uris: isForBrowsers && doubt === undefined ? origins.flatMap((origin) => paths.map((path) => origin + path)) : [],
        example: `${scheme(example)}://${example}${paths[0] ?? "/"}`,
        doubts: doubts.filter((said) => typeof said === "string"),
    };
}

/** The plain paths of a route; patterns are none that a browser could be sent to. */
function pathsOf(route: Record_): { paths: string[]; doubt?: string } {
    if (typeof route.expression === "string" && route.expression !== "") {
        return { paths: [], doubt: "This route is found by an expression, so its addresses cannot be told from here." };
    }
    const all = texts(route.paths);
    const plain = all.filter((path) => path.startsWith("/"));
    if (all.length > 0 && plain.length === 0) {
        return { paths: [], doubt: `The paths of this route are patterns (${all.join(", ")}): write one that they match.` };
    }
    return { paths: all.length === 0 ? ["/"] : plain };
}

/** What speaks against a redirect URI, or against it on this route. */
export function faultOfRedirect(uri: string, route: Record_): string | undefined {
    let url: URL;
    try {
        url = new URL(uri);
    } catch {
        return "Write a whole address, with its scheme and host.";
    }
    if (url.protocol !== "https:" && url.protocol !== "http:") {
        return "It begins with https:// or http://.";
    }
    if (uri.includes("#")) {
        return "No part behind a # may be in it.";
    }
    const hosts = texts(route.hosts).map((host) => host.toLowerCase());
    const isHere = hosts.length === 0 || hosts.some((host) => isOf(url, host));
    if (!isHere) {
        return `This route does not take the host ${url.hostname}: it takes ${hosts.join(", ")}. The browser would come back to somewhere else.`;
    }
    const { paths, doubt } = pathsOf(route);
    if (doubt === undefined && !paths.some((path) => url.pathname.startsWith(path))) {
        return `This route does not cover ${url.pathname}: it covers ${paths.join(", ")}. The browser would come back to somewhere else.`;
    }
    return undefined;
}

/** What is worth a thought about a redirect URI that is not wrong. */
export function doubtOfRedirect(uri: string): string | undefined {
    try {
        const url = new URL(uri);
        return url.protocol === "http:" && !isLoopback(url.host) ? "Most providers take plain http for this machine alone. Use https." : undefined;
    } catch {
        return undefined;
    }
}

function isOf({ hostname, host }: URL, pattern: string): boolean {
    const name = pattern.includes(":") ? host : hostname;
    if (pattern.startsWith("*.")) {
        return name.endsWith(pattern.slice(1));
    }
    return pattern.endsWith(".*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

const isLoopback = (host: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i.test(host);

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one) => typeof one === "string") : []);

/** The redirect URI that a configuration has, if any. */
export function redirectOf(config: unknown): string {
    const [first] = isRecord(config) ? texts(config.redirect_uri) : [];
    return first ?? "";
}
