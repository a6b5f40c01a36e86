import type { Field } from "./field.ts";

/** Names that are no words when their underscores go. */
const WORDS: Record<string, string> = {
    acls: "ACLs",
    api: "API",
    ca: "CA",
    cert: "certificate",
    cors: "CORS",
    dns: "DNS",
    dpop: "DPoP",
    hs: "HS",
    http: "HTTP",
    https: "HTTPS",
    id: "ID",
    ids: "IDs",
    ip: "IP",
    jwe: "JWE",
    jwk: "JWK",
    jwks: "JWKS",
    jwt: "JWT",
    kid: "Key ID",
    mtls: "mTLS",
    oauth2: "OAuth 2.0",
    pem: "PEM",
    pkce: "PKCE",
    rbac: "RBAC",
    rsa: "RSA",
    sni: "SNI",
    snis: "SNIs",
    ssl: "TLS",
    tcp: "TCP",
    tls: "TLS",
    ttl: "TTL",
    uri: "URI",
    url: "URL",
};

/** What a field is called on a page: `client_id` is `Client ID`. */
export function labelOf(name: string): string {
    const words = name
        .replace(/^lychgate_/, "")
        .split(/[_-]/)
        .map((word) => WORDS[word] ?? word);
    const [first = "", ...rest] = words;
    // What is written in its own way, such as mTLS, keeps it.
    const begins = /[A-Z]/.test(first) ? first : first.charAt(0).toUpperCase() + first.slice(1);
    return [begins, ...rest].join(" ");
}

/** A value in a line, for ghosts and lists. */
export function brief(value: unknown): string {
    if (value === null || value === undefined || value === "") {
        return "";
    }
    if (Array.isArray(value)) {
        return value.map(brief).join(", ");
    }
    return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** What a field may hold, in words, where that is less than anything. */
export function bounds(field: Field): string | undefined {
    const said = [
        field.between && `between ${field.between[0]} and ${field.between[1]}`,
        field.gt !== undefined && `more than ${field.gt}`,
        field.lenMin !== undefined && `at least ${field.lenMin} long`,
        field.lenMax !== undefined && `at most ${field.lenMax} long`,
        field.startsWith && `begins with ${field.startsWith}`,
    ].filter(Boolean);
    const text = said.join(", ");
    return text === "" ? undefined : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
