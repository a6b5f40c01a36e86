import type { Flagged } from "../plugins/danger.ts";
import { type Field, fieldOf } from "../schema/field.ts";
import type { Json, Record_ } from "../schema/value.ts";
import { strangersAt } from "./strangers.ts";

/** Lists of which one entry must be met. Without any, nothing is demanded. */
const LISTS = ["domains", "groups_required", "roles_required", "scopes_required", "audience_required", "issuers_allowed"];

const EMPTY = "An empty list demands nothing: whoever comes passes.";
const STAR = "A star is taken literally here, and is no pattern: nobody has it, so nobody passes by it.";
const BEARER = "No audience and no scope is demanded: access tokens that were made for other services pass here.";

/** What a login leaves open, which no value tells by itself: lists that demand nothing, and options that lack another. */
export function openings(fields: Field[], config: Record_): Flagged[] {
    const counting = (option: string): Json | undefined => (config[option] === undefined ? (fieldOf(fields, option)?.default as Json | undefined) : config[option]);
    const texts = (option: string): string[] => {
        const value = counting(option);
        return Array.isArray(value) ? value.map(String).filter((text) => text.trim() !== "") : [];
    };
    const isDemanded = LISTS.filter((option) => option !== "issuers_allowed").some((option) => texts(option).length > 0);
    const isNarrowed = isDemanded || ["consumer_claims", "consumer_groups_claim"].some((option) => texts(option).length > 0);
    const strangers = typeof config.issuer === "string" && !isNarrowed ? strangersAt(config.issuer) : undefined;
    const isDefault = false;
    return [
        ...LISTS.filter((option) => Array.isArray(config[option]) && texts(option).length === 0).map((option) => ({ option, value: [], says: EMPTY, isDefault })),
        ...LISTS.filter((option) => texts(option).includes("*")).map((option) => ({ option, value: "*", says: STAR, isDefault })),
        ...(texts("auth_methods").includes("bearer") && texts("audience_required").length + texts("scopes_required").length === 0
            ? [{ option: "auth_methods", value: "bearer", says: BEARER, isDefault: config.auth_methods === undefined }]
            : []),
        ...(strangers ? [{ option: "issuer", value: config.issuer!, says: `Nothing is demanded, and here signs in ${strangers.who}.`, isDefault }] : []),
    ];
}

/** The ways in that look where an option says. While all of them are closed, nobody looks there. */
const LOOKS: Record<string, readonly string[]> = {
    bearer_token_param_type: ["bearer", "introspection", "userinfo", "kong_oauth2"],
    client_credentials_param_type: ["client_credentials"],
    password_param_type: ["password"],
    refresh_token_param_type: ["refresh_token"],
};

/** Those of these dangers that are there by the ways in that are open. */
export function open(dangers: readonly Flagged[], fields: Field[], config: Record_): Flagged[] {
    const ways = config.auth_methods === undefined ? (fieldOf(fields, "auth_methods")?.default as Json | undefined) : config.auth_methods;
    return dangers.filter(({ option }) => {
        const looking = LOOKS[option];
        return looking === undefined || !Array.isArray(ways) || looking.some((way) => ways.includes(way));
    });
}
