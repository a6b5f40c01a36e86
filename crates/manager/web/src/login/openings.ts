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
