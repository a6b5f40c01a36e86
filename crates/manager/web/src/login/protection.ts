import { isReference } from "../form/vault.ts";
import { begin, type Draft, reset, said, say, sayNothing, whole } from "../schema/draft.ts";
import { type Field, fieldOf } from "../schema/field.ts";
import { equal, HIDDEN, isDefault, isRecord, type Json, type Record_ } from "../schema/value.ts";
import type { ClaimDemand } from "./passing.ts";
import { fill, filling, isFilled, isTemplate, type Preset, readIssuer, type Values } from "./presets.ts";

/** What the steps do to the plugin of a route. All of it is a draft of the plugin, so nothing is kept twice. */

const at = (option: string): string[] => ["config", option];

/** What the draft says of an option. */
export const optionOf = (draft: Draft, option: string): Json | undefined => said(draft, at(option));

/** An option as a list of texts. */
export function textsOf(draft: Draft, option: string): string[] {
    const value = optionOf(draft, option);
    return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
}

/** Says something of an option; what is its default is not said at all. */
export function tell(draft: Draft, fields: Field[], option: string, value: Json): Draft {
    const field = fieldOf(fields, option);
    if (field === undefined) {
        return draft;
    }
    if (isDefault(field, value)) {
        return reset(draft, at(option), field);
    }
    return value === null ? sayNothing(draft, at(option)) : say(draft, at(option), value);
}

/** Who comes to a route: people with a browser, or programs with an access token of their own. */
export type Comer = "people" | "programs";

const WAYS: Record<Comer, readonly string[]> = { people: ["authorization_code", "session"], programs: ["bearer"] };

/** A login that is yet to be: people with a browser, and nothing else that the defaults would let in. */
export const starting = (name: string, route: string): Draft => say(begin({ name, route: { id: route } }), at("auth_methods"), [...WAYS.people]);

/** The ways in that are open, also where nobody has said so. */
export function waysOf(draft: Draft, fields: Field[]): string[] {
    const said = optionOf(draft, "auth_methods");
    const counting = said === undefined ? fieldOf(fields, "auth_methods")?.default : said;
    return Array.isArray(counting) ? counting.map(String) : [];
}

export const comes = (draft: Draft, fields: Field[], comer: Comer): boolean => waysOf(draft, fields).includes(WAYS[comer][0]!);

/** The ways in that are for neither, such as passwords. */
export const otherWays = (draft: Draft, fields: Field[]): string[] =>
    waysOf(draft, fields).filter((way) => !Object.values(WAYS).flat().includes(way));

export const closeOthers = (draft: Draft, fields: Field[]): Draft =>
    tell(draft, fields, "auth_methods", waysOf(draft, fields).filter((way) => !otherWays(draft, fields).includes(way)));

/** Opens or closes the ways of those who come so. What programs bring is an access token, so rules look into it, too. */
export function letIn(draft: Draft, fields: Field[], comer: Comer, wanted: boolean): Draft {
    const others = waysOf(draft, fields).filter((way) => !WAYS[comer].includes(way));
    const told = tell(draft, fields, "auth_methods", wanted ? [...others, ...WAYS[comer]] : others);
    const sources = textsOf(told, "lychgate_claims_sources");
    const isBlind = wanted && comer === "programs" && sources.length > 0 && !sources.includes("access_token");
    return isBlind ? tell(told, fields, "lychgate_claims_sources", ["access_token", ...sources]) : told;
}

/** Takes what a preset says, and takes back what the one before it said, unless somebody has said otherwise since. */
export function choose(draft: Draft, fields: Field[], preset: Preset, values: Values, before?: Preset): Draft {
    const isOwn = (option: string): boolean => {
        const said = optionOf(draft, option);
        const field = fieldOf(fields, option);
        return said !== undefined && !(field && isDefault(field, said)) && !equal(said, before?.config[option]);
    };
    const stale = Object.keys(before?.config ?? {}).filter((option) => !(option in preset.config) && !isOwn(option));
    const cleared = [...stale, "issuer"].reduce((draft, option) => {
        const field = fieldOf(fields, option);
        return field ? reset(draft, at(option), field) : draft;
    }, draft);
    const told = Object.entries(preset.config).reduce(
        (draft, [option, value]) => (isTemplate(value) || isOwn(option) ? draft : tell(draft, fields, option, value)),
        cleared,
    );
    return refill(told, fields, preset, values);
}

/** Writes anew what depends on what was written for placeholders: the issuer, and what refers to them. */
export function refill(draft: Draft, fields: Field[], preset: Preset, values: Values): Draft {
    const [client = ""] = textsOf(draft, "client_id");
    const all = filling(preset, values, { client_id: client === HIDDEN ? "" : client });
    const now = optionOf(draft, "issuer");
    const isSame = typeof now === "string" && equal(readIssuer(preset, now), filling(preset, values));
    // An issuer may be written in several ways, of which the one that is there stays.
    const issuer = isSame ? now : isFilled(preset, values) ? fill(preset.issuer, all) : null;
    return Object.entries(preset.config)
        .filter(([, value]) => isTemplate(value))
        .reduce(
            (draft, [option, value]) => {
                const filled = fill(value, all);
                // What still has holes is not said.
                return isTemplate(filled) ? draft : tell(draft, fields, option, filled);
            },
            tell(draft, fields, "issuer", issuer),
        );
}

/** Whether the client proves nothing at the token endpoint. */
export const isPublic = (draft: Draft): boolean => equal(optionOf(draft, "client_auth"), ["none"]);

export function makePublic(draft: Draft, fields: Field[], isPublic: boolean): Draft {
    if (!isPublic) {
        return tell(draft, fields, "client_auth", null);
    }
    return tell(tell(draft, fields, "client_auth", ["none"]), fields, "client_secret", null);
}

/** The claims that are likely to say it, at this provider. */
export function suggestions(demand: ClaimDemand, preset: Preset | undefined): string[][] {
    const own = preset?.config[`${demand}_claim`];
    const named = Array.isArray(own) ? [own.map(String)] : [];
    const groups = demand === "groups" && preset?.groups && preset.groups.claim.length > 0 ? [preset.groups.claim] : [];
    const usual: Record<ClaimDemand, string[][]> = {
        groups: [["groups"]],
        roles: [["roles"], ["realm_access", "roles"]],
        scopes: [["scope"], ["scp"]],
        audience: [["aud"], ["client_id"]],
    };
    return [...named, ...groups, ...usual[demand]].filter((claim, place, all) => all.findIndex((one) => equal(one, claim)) === place);
}

/** Whether the provider has to know the gateway: whoever brings a token of their own has dealt with it already. */
export const needsClient = (draft: Draft, fields: Field[]): boolean => waysOf(draft, fields).some((way) => !["bearer", "session"].includes(way));

/** What is not said yet and has to be, by the option that says it. */
export function lacking(draft: Draft, fields: Field[]): { option: string; says: string }[] {
    const has = (option: string): boolean => textsOf(draft, option).some((text) => text.trim() !== "");
    const [isClient, isPerson] = [needsClient(draft, fields), comes(draft, fields, "people")];
    const isKnown = isPublic(draft) || has("client_secret") || Array.isArray(optionOf(draft, "client_jwk")) || Array.isArray(optionOf(draft, "client_auth"));
    return [
        !optionOf(draft, "issuer") && { option: "issuer", says: "Who signs people in is not known yet." },
        waysOf(draft, fields).length === 0 && { option: "auth_methods", says: "Nobody can come in: choose people, programs, or both." },
        isClient && !has("client_id") && { option: "client_id", says: "The client ID is missing." },
        isClient && !isKnown && { option: "client_secret", says: "The client secret is missing." },
        isPerson && !has("redirect_uri") && { option: "redirect_uri", says: "The redirect URI is missing." },
    ].filter((one) => one !== false);
}

/** The same draft without what nobody may keep: secrets. */
export function unsecret(draft: Draft, fields: Field[]): Draft {
    const secret = new Set(fields.filter((field) => field.secret).map(({ name }) => `config.${name}`));
    return { ...draft, changes: new Map([...draft.changes].filter(([key]) => !secret.has(key.split(".").slice(0, 2).join(".")))) };
}

/** The whole plugin with a word in the place of each secret; a reference to one tells nothing of it. */
export function veiled(draft: Draft, fields: Field[], word: (isSet: boolean, option: string) => string): Record_ {
    const plugin = whole(draft);
    const config = isRecord(plugin.config) ? plugin.config : {};
    const hide = (value: Json, option: string): Json => {
        if (typeof value === "string" && value !== "") {
            return isReference(value) ? value : word(value === HIDDEN, option);
        }
        return Array.isArray(value) ? value.map((one) => hide(one, option)) : value;
    };
    const shown = Object.entries(config).map(([name, value]): [string, Json] => [name, fieldOf(fields, name)?.secret ? hide(value, name) : value]);
    return { ...plugin, config: Object.fromEntries(shown) };
}
