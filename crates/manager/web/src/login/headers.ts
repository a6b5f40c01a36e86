import { isRecord, type Json, type Record_ } from "../schema/value.ts";

/** A header as the service gets it: its name, and in words what it carries. */
export type Header = { name: string; value: string };

/** The options that name a header, and what it carries. */
const CARRIED: readonly (readonly [option: string, value: string])[] = [
    ["access_token_header", "<access token>"],
    ["access_token_jwk_header", "<key of the access token, base64 of JSON>"],
    ["id_token_header", "<ID token>"],
    ["id_token_jwk_header", "<key of the ID token, base64 of JSON>"],
    ["refresh_token_header", "<refresh token>"],
    ["user_info_header", "<userinfo, base64 of JSON>"],
    ["user_info_jwt_header", "<userinfo, as it was signed>"],
    ["introspection_header", "<introspection, base64 of JSON>"],
    ["introspection_jwt_header", "<introspection, as it was signed>"],
    ["session_id_header", "<id of the session>"],
];

/** What a consumer is told by, whoever has found it. */
const CONSUMER: readonly Header[] = [
    { name: "X-Consumer-Id", value: "<id of the consumer>" },
    { name: "X-Consumer-Username", value: "<its username>" },
    { name: "X-Consumer-Custom-Id", value: "<its custom ID>" },
];

/** What the gateway tells the service about whoever passed. Of two for one header the later counts. */
export function headers(config: Record_): Header[] {
    const all = [
        ...CARRIED.flatMap(([option, value]) => carrying(config[`upstream_${option}`] ?? byDefault(config, option), value)),
        ...claims(config),
        ...(isList(config.consumer_claims) ? CONSUMER : []),
        ...(typeof config.anonymous === "string" ? [{ name: "X-Anonymous-Consumer", value: "<true, where nobody has signed in>" }] : []),
        ...(config.credential_claim === null ? [] : [{ name: "X-Credential-Identifier", value: `<${way(config.credential_claim ?? ["sub"])}>` }]),
        ...(isList(config.authenticated_groups_claim) ? [{ name: "X-Authenticated-Groups", value: `<${way(config.authenticated_groups_claim)}>` }] : []),
        ...texts(config.session_request_headers).map((what) => ({ name: spelt(`session-${what}`), value: `<${what.replace("-", " ")} of the session>` })),
    ];
    return all.filter(({ name }, place) => all.findLastIndex((one) => one.name === name) === place);
}

/** Nothing said is the access token as a bearer; null says nothing is sent. */
const byDefault = (config: Record_, option: string): Json | undefined =>
    option === "access_token_header" && config.upstream_access_token_header === undefined ? "authorization:bearer" : undefined;

/** `authorization:bearer` is the header `authorization` with the word `Bearer` before the token. */
function carrying(option: Json | undefined, value: string): Header[] {
    // Examples of Kong write `nil` where they mean none.
    if (typeof option !== "string" || option === "" || option === "nil") {
        return [];
    }
    const [name = "", word = ""] = option.split(":");
    return [{ name: spelt(name), value: word === "" ? value : `${word.charAt(0).toUpperCase()}${word.slice(1)} ${value}` }];
}

/** The newer records, and then the older lists in pairs: what has no partner there is not sent. */
function claims(config: Record_): Header[] {
    const records = Array.isArray(config.upstream_headers) ? config.upstream_headers : [];
    const [names, claims] = [texts(config.upstream_headers_names), texts(config.upstream_headers_claims)];
    return [
        ...records.flatMap((record) =>
            isRecord(record) && typeof record.header === "string" && isList(record.path) ? [{ name: spelt(record.header), value: `<${way(record.path)}>` }] : [],
        ),
        ...names.flatMap((name, place) => (name && claims[place] ? [{ name: spelt(name), value: `<${claims[place]}>` }] : [])),
    ];
}

const isList = (value: Json | undefined): value is Json[] => Array.isArray(value) && value.length > 0;

const texts = (value: Json | undefined): string[] => (Array.isArray(value) ? value.map((one) => (typeof one === "string" ? one : "")) : []);

export const way = (claim: Json): string => (Array.isArray(claim) ? claim.join(" → ") : String(claim));

/** An underscore in a name stands for a hyphen. */
const spelt = (name: string): string => name.replaceAll("_", "-").toLowerCase().replace(/(^|-)([a-z])/g, (_, before: string, letter: string) => before + letter.toUpperCase());
