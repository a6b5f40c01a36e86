import { begin, type Draft, reset, said, say, sayNothing, whole } from "../schema/draft.ts";
import { type Field, fieldOf } from "../schema/field.ts";
import { equal, HIDDEN, isDefault, isRecord, type Json, type Record_ } from "../schema/value.ts";
import { fill, filling, isFilled, isTemplate, type Preset, type Values } from "./presets.ts";

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

/** A login that is yet to be: people with a browser, and nothing else that the defaults would let in. */
export const starting = (name: string, route: string): Draft =>
    say(begin({ name, route: { id: route } }), at("auth_methods"), ["authorization_code", "session"]);

/** Takes what a preset says, and takes back what the one before it said, unless somebody has said otherwise since. */
export function choose(draft: Draft, fields: Field[], preset: Preset, values: Values, before?: Preset): Draft {
    const stale = Object.keys(before?.config ?? {}).filter((option) => !(option in preset.config));
    const cleared = [...stale, "issuer"].reduce((draft, option) => {
        const field = fieldOf(fields, option);
        return field ? reset(draft, at(option), field) : draft;
    }, draft);
    const told = Object.entries(preset.config).reduce(
        (draft, [option, value]) => (isTemplate(value) ? draft : tell(draft, fields, option, value)),
        cleared,
    );
    return refill(told, fields, preset, values);
}

/** Writes anew what depends on what was written for placeholders: the issuer, and what refers to them. */
export function refill(draft: Draft, fields: Field[], preset: Preset, values: Values): Draft {
    const [client = ""] = textsOf(draft, "client_id");
    const all = filling(preset, values, { client_id: client === HIDDEN ? "" : client });
    const issuer = isFilled(preset, values) ? fill(preset.issuer, all) : null;
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

/** Whether programs may pass with an access token that they bring. */
export const letsPrograms = (draft: Draft): boolean => textsOf(draft, "auth_methods").includes("bearer");

export function letPrograms(draft: Draft, fields: Field[], wanted: boolean): Draft {
    const others = textsOf(draft, "auth_methods").filter((method) => method !== "bearer");
    return tell(draft, fields, "auth_methods", wanted ? [...others, "bearer"] : others);
}

/** What can be demanded of whoever passes: a claim that must have a value. */
export type Demand = "groups" | "roles" | "scopes" | "audience";

export const isDemanded = (draft: Draft, demand: Demand): boolean => textsOf(draft, `${demand}_required`).length > 0;

/** Demands nothing of this kind any more. The claim falls back to what the preset says. */
export function forgo(draft: Draft, fields: Field[], demand: Demand, preset: Preset | undefined): Draft {
    const claim = `${demand}_claim`;
    const byDefault = (fieldOf(fields, claim)?.default ?? null) as Json;
    return tell(tell(draft, fields, `${demand}_required`, null), fields, claim, preset?.config[claim] ?? byDefault);
}

/** The claims that are likely to say it, at this provider. */
export function suggestions(demand: Demand, preset: Preset | undefined): string[][] {
    const own = preset?.config[`${demand}_claim`];
    const named = Array.isArray(own) ? [own.map(String)] : [];
    const groups = demand === "groups" && preset?.groups && preset.groups.claim.length > 0 ? [preset.groups.claim] : [];
    const usual: Record<Demand, string[][]> = {
        groups: [["groups"]],
        roles: [["roles"], ["realm_access", "roles"]],
        scopes: [["scope"], ["scp"]],
        audience: [["aud"], ["client_id"]],
    };
    return [...named, ...groups, ...usual[demand]].filter((claim, place, all) => all.findIndex((one) => equal(one, claim)) === place);
}

/** What is not said yet and has to be, by the option that says it. */
export function lacking(draft: Draft): { option: string; says: string }[] {
    const has = (option: string): boolean => textsOf(draft, option).some((text) => text !== "");
    const isKnown = isPublic(draft) || has("client_secret") || Array.isArray(optionOf(draft, "client_jwk")) || Array.isArray(optionOf(draft, "client_auth"));
    return [
        !optionOf(draft, "issuer") && { option: "issuer", says: "Who signs people in is not known yet." },
        !has("client_id") && { option: "client_id", says: "The client ID is missing." },
        !isKnown && { option: "client_secret", says: "The client secret is missing." },
        !has("redirect_uri") && { option: "redirect_uri", says: "The redirect URI is missing." },
    ].filter((one) => one !== false);
}

/** The same draft without what nobody may keep: secrets. */
export function unsecret(draft: Draft, fields: Field[]): Draft {
    const secret = new Set(fields.filter((field) => field.secret).map(({ name }) => `config.${name}`));
    return { ...draft, changes: new Map([...draft.changes].filter(([key]) => !secret.has(key.split(".").slice(0, 2).join(".")))) };
}

/** The whole plugin with a word in the place of each secret. */
export function veiled(draft: Draft, fields: Field[], word: (isSet: boolean) => string): Record_ {
    const plugin = whole(draft);
    const config = isRecord(plugin.config) ? plugin.config : {};
    const hide = (value: Json): Json => {
        if (typeof value === "string" && value !== "") {
            return word(value === HIDDEN);
        }
        return Array.isArray(value) ? value.map(hide) : value;
    };
    const shown = Object.entries(config).map(([name, value]): [string, Json] => [name, fieldOf(fields, name)?.secret ? hide(value) : value]);
    return { ...plugin, config: Object.fromEntries(shown) };
}
