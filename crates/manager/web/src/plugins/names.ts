/** Words of plugin names that are no words, or are said otherwise. */
const SAID: Record<string, string> = {
    acl: "ACL",
    acme: "ACME",
    ai: "AI",
    auth: "Authentication",
    aws: "AWS",
    cors: "CORS",
    grpc: "gRPC",
    hmac: "HMAC",
    http: "HTTP",
    id: "ID",
    ip: "IP",
    jwt: "JWT",
    ldap: "LDAP",
    mtls: "mTLS",
    oauth2: "OAuth 2.0",
    openid: "OpenID",
    opentelemetry: "OpenTelemetry",
    statsd: "StatsD",
    tcp: "TCP",
    tls: "TLS",
    udp: "UDP",
};

/** What people call a plugin: `x-auth` is `X Authentication`. */
export function niceName(name: string): string {
    return name
        .split(/[-_]/)
        .filter((word) => word !== "")
        .map((word) => SAID[word] ?? word.charAt(0).toUpperCase() + word.slice(1))
        .join(" ");
}

/** What plugins are for, by the words of their names; the first that fits counts. */
const GROUPS: readonly { title: string; words: RegExp }[] = [
    { title: "Authentication", words: /auth|openid|jwt|session|saml|introspection/ },
    { title: "Security", words: /acl|cors|restriction|bot|opa|waf|acme|injection/ },
    { title: "Traffic control", words: /limiting|termination|size|cache|canary|correlation|redirect|split|queue/ },
    { title: "Transformations", words: /transform|degraphql|grpc|rewrite|convert/ },
    { title: "Logging and metrics", words: /log|prometheus|statsd|datadog|zipkin|telemetry|trac/ },
];

const OTHER = "Other";

export const groupOf = (name: string): string => GROUPS.find(({ words }) => words.test(name))?.title ?? OTHER;

/** Names by their groups, in the order of the groups, and within one as people read them. */
export function grouped(names: string[]): { title: string; names: string[] }[] {
    return [...GROUPS.map(({ title }) => title), OTHER]
        .map((title) => ({
            title,
            names: names.filter((name) => groupOf(name) === title).sort((one, other) => niceName(one).localeCompare(niceName(other), "en")),
        }))
        .filter(({ names }) => names.length > 0);
}

/** Whether all words that are looked for stand in what a plugin is called, or in what it is for. */
export function called(name: string, query: string): boolean {
    const known = `${name} ${niceName(name)} ${groupOf(name)}`.toLowerCase();
    return query.toLowerCase().split(/\s+/).every((word) => known.includes(word));
}
