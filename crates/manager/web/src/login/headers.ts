import { isRecord, type Json, type Record_ } from "../schema/value.ts";

/** A header as the service gets it: its name, and in words what it carries. */
export type Header = { name: string; value: string };

/** What the gateway tells the service about whoever passed. */
export function headers(config: Record_): Header[] {
    const token = config.upstream_access_token_header === undefined ? "authorization:bearer" : config.upstream_access_token_header;
    return [
        ...carrying(token, "<access token>"),
        ...carrying(config.upstream_id_token_header, "<ID token>"),
        ...carrying(config.upstream_refresh_token_header, "<refresh token>"),
        ...carrying(config.upstream_user_info_header, "<userinfo, base64 of JSON>"),
        ...claims(config),
        ...(Array.isArray(config.authenticated_groups_claim) ? [{ name: "X-Authenticated-Groups", value: `<${way(config.authenticated_groups_claim)}>` }] : []),
        { name: "X-Credential-Identifier", value: `<${way(config.credential_claim ?? ["sub"]) || "nothing"}>` },
    ];
}

/** `authorization:bearer` is the header `authorization` with the word `Bearer` before the token. */
function carrying(option: Json | undefined, value: string): Header[] {
    if (typeof option !== "string" || option === "") {
        return [];
    }
    const [name = "", word] = option.split(":");
    const isToken = word?.toLowerCase() === "bearer";
    return [{ name: spelt(name), value: isToken ? `Bearer ${value}` : value }];
}

function claims(config: Record_): Header[] {
    const names = Array.isArray(config.upstream_headers_names) ? config.upstream_headers_names : [];
    const claims = Array.isArray(config.upstream_headers_claims) ? config.upstream_headers_claims : [];
    const paired = names.flatMap((name, place) => (name && claims[place] ? [{ name: spelt(String(name)), value: `<${String(claims[place])}>` }] : []));
    const records = Array.isArray(config.upstream_headers) ? config.upstream_headers : [];
    return [
        ...paired,
        ...records.flatMap((record) =>
            isRecord(record) && typeof record.header === "string" ? [{ name: spelt(record.header), value: `<${way(record.path ?? [])}>` }] : [],
        ),
    ];
}

export const way = (claim: Json): string => (Array.isArray(claim) ? claim.join(" → ") : String(claim));

const spelt = (name: string): string => name.replace(/(^|-)([a-z])/g, (_, before: string, letter: string) => before + letter.toUpperCase());
