import { isRecord, type Record_ } from "../schema/value.ts";

/** Where a route can be reached by browsers, as far as its configuration tells. */
export type Reached = {
    /** Addresses of the route that could be registered, the likeliest first. */
    uris: string[];
    /** One to go by, where nothing is known for sure. */
    example: string;
    /** What cannot be known from here, in sentences. */
    doubts: string[];
    /** Why no browser can come back to it at all. */
    barred: string | undefined;
};

const EXAMPLE_HOST = "app.example.com";

/**
 * The addresses at which the provider may send a browser back to a route: the route's own.
 * `near` is where the gateway itself listens, for a route that takes any host and somebody who sits at the same machine.
 */
export function reached(route: Record_, near?: string): Reached {
    const hosts = texts(route.hosts);
    const exact = hosts.filter((host) => !host.includes("*"));
    const { plain, doubt } = pathsOf(route);
    const takes = takesOf(route);
    // People type http at no other machine than their own.
    const scheme = (host: string): string => (isLoopback(host) && takes.http ? "http" : "https");
    const doubts = [
        !takes.https && !takes.http && `This route takes ${texts(route.protocols).join(", ")} and no browser.`,
        hosts.length === 0 && "This route takes any host, so the one that people type cannot be known here.",
        hosts.length > 0 && exact.length === 0 && `The hosts of this route are patterns (${hosts.join(", ")}), so the one that people type cannot be known here.`,
        exact.length > 1 && "This route takes several hosts, and logins come back to one of them alone: who begins at another is not signed in there. Give each host a route and a login of its own.",
        doubt,
        takes.https && takes.http && exact.some((host) => !isLoopback(host)) && "This route takes http, too: send people to https before they sign in.",
        !takes.https && takes.http && exact.some((host) => !isLoopback(host)) && "This route takes plain http alone, so something before the gateway has to speak https with browsers, and tell it so (X-Forwarded-Proto, trusted_ips).",
    ];
    const example = (hosts[0] ?? EXAMPLE_HOST).replace(/^\*\./, "app.").replace(/\.\*(?=$|:)/, ".example.com");
    const isForBrowsers = takes.https || takes.http;
    const origins = hosts.length === 0 && near !== undefined && takes.http ? [near] : exact.map((host) => `${scheme(host)}://${host.toLowerCase()}`);
    return {
        uris: isForBrowsers && doubt === undefined ? origins.flatMap((origin) => plain.map((path) => origin + path)) : [],
        example: `${scheme(example)}://${example}${plain[0] ?? "/"}`,
        doubts: doubts.filter((said) => typeof said === "string"),
        barred: barredBy(route),
    };
}

/** What this route demands that no browser sent back by a provider can meet: it comes with a GET and no header of anybody's choice. */
function barredBy(route: Record_): string | undefined {
    const methods = texts(route.methods);
    const headers = Object.keys(isRecord(route.headers) ? route.headers : {});
    if (methods.length > 0 && !methods.includes("GET")) {
        return `This route takes ${methods.join(", ")} alone, and browsers come back from the provider with GET. Add GET to the methods of the route.`;
    }
    if (headers.length > 0) {
        return `This route takes only requests with ${headers.join(", ")}, which no browser sends when it comes back from the provider. Take headers out of what the route demands, or protect another one.`;
    }
    return undefined;
}

/** Of what browsers speak, what a route takes. */
function takesOf(route: Record_): { http: boolean; https: boolean } {
    const protocols = texts(route.protocols);
    const takes = (protocol: string): boolean => protocols.length === 0 || protocols.includes(protocol);
    return { http: takes("http"), https: takes("https") };
}

/** The plain paths of a route, and its patterns, to none of which a browser could be sent as they are. */
function pathsOf(route: Record_): { plain: string[]; patterns: string[]; doubt?: string } {
    if (typeof route.expression === "string" && route.expression !== "") {
        return { plain: [], patterns: [], doubt: "This route is found by an expression, so its addresses cannot be told from here." };
    }
    const all = texts(route.paths);
    const plain = all.filter((path) => path.startsWith("/"));
    const patterns = all.filter((path) => path.startsWith("~")).map((path) => path.slice(1));
    if (patterns.length > 0 && plain.length === 0) {
        return { plain, patterns, doubt: `The paths of this route are patterns (${all.join(", ")}): write one that they match.` };
    }
    return { plain: all.length === 0 ? ["/"] : plain, patterns };
}

/** What speaks against a redirect URI, or against it on this route. */
export function faultOfRedirect(uri: string, route: Record_): string | undefined {
    if (/^\{vault:\/\/.+\}$/.test(uri)) {
        return undefined;
    }
    // A reader of URLs mends these silently, the provider's comparison does not.
    if (/[\s\\]/.test(uri) || !URL.canParse(uri)) {
        return "Write a whole address, with its scheme and host.";
    }
    const url = new URL(uri);
    if (url.protocol !== "https:" && url.protocol !== "http:") {
        return "It begins with https:// or http://.";
    }
    if (uri.includes("#")) {
        return "No part behind a # may be in it.";
    }
    if (uri.includes("*") || uri.includes("{")) {
        return "Write one address: a star stands for nothing here.";
    }
    if (url.pathname.includes("//") || /%(?![0-9A-F]{2})|%(4[1-9A-F]|5[0-9A]|6[1-9A-F]|7[0-9A]|3[0-9]|2[DE]|5F|7E)/.test(url.pathname)) {
        return "Its path has an empty part or a needless encoding, by which no request is known.";
    }
    if (url.protocol === "http:" && !isLoopback(url.host)) {
        return "Plain http is for this machine alone: anybody on the way could take the login. Write https.";
    }
    const takes = takesOf(route);
    if (url.protocol === "http:" && !takes.http) {
        return "This route takes https alone. The browser would come back in vain.";
    }
    const hosts = texts(route.hosts).map((host) => host.toLowerCase());
    if (hosts.length > 0 && !hosts.some((host) => isOf(url, host))) {
        return `This route does not take the host ${url.host}: it takes ${hosts.join(", ")}. The browser would come back to somewhere else.`;
    }
    const barred = barredBy(route);
    if (barred !== undefined) {
        return barred;
    }
    const { plain, patterns } = pathsOf(route);
    if (plain.length + patterns.length > 0 && !plain.some((path) => url.pathname.startsWith(path)) && patterns.every((one) => fits(one, url.pathname) === false)) {
        return `This route does not cover ${url.pathname}: it covers ${texts(route.paths).join(", ") || "/"}. The browser would come back to somewhere else.`;
    }
    return undefined;
}

/** Whether a pattern of the gateway fits a path; nothing where this browser cannot read it. */
function fits(pattern: string, path: string): boolean | undefined {
    try {
        return new RegExp(`^(?:${pattern})`, "u").test(path);
    } catch {
        return undefined;
    }
}

/** Hosts are compared as the router does: a star at one end, and a port only where the route names one. */
function isOf(url: URL, pattern: string): boolean {
    const [, host = pattern, port] = /^(\[.*\]|[^:]*)(?::(\d+))?$/.exec(pattern) ?? [];
    const name = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
    if (port !== undefined && port !== (url.port || (url.protocol === "https:" ? "443" : "80"))) {
        return false;
    }
    if (name.startsWith("*.")) {
        return url.hostname.endsWith(name.slice(1));
    }
    return name.endsWith(".*") ? url.hostname.startsWith(name.slice(0, -1)) : url.hostname === name;
}

const isLoopback = (host: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i.test(host);

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one) => typeof one === "string") : []);
