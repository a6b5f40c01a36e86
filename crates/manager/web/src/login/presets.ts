import { queryOptions } from "@tanstack/react-query";

import { value } from "../api/client.ts";
import { isRecord, type Json, type Record_ } from "../schema/value.ts";

/** What is known of a provider, as the gateway tells it. Texts may hold placeholders in braces. */
export type Preset = {
    id: string;
    name: string;
    about: string;
    issuer: string;
    /** What issuers of this provider look like, where that tells them from others'. */
    match?: string | null;
    placeholders: Placeholder[];
    config: Record_;
    /** The way to the claim that names groups; empty where there is none by itself. */
    groups: { claim: string[]; about: string } | null;
    steps: string[];
    notes: string[];
    doc: string | null;
};

export type Placeholder = {
    name: string;
    label: string;
    example: string | null;
    pattern: string | null;
    default: string | null;
    about: string | null;
};

/** What was written for placeholders, by their names. */
export type Values = Readonly<Record<string, string>>;

export const presetsQuery = queryOptions({
    queryKey: ["presets"],
    queryFn: async ({ signal }) => (await value<{ data: Preset[] }>("/openid-connect/presets", { signal })).data,
    staleTime: Infinity,
});

/** What counts for a placeholder: what was written, or else its default. Where a host is asked for, a whole address names one, too. */
export function valueOf(placeholder: Placeholder, values: Values): string {
    const value = values[placeholder.name]?.trim() || placeholder.default || "";
    const bare = value.replace(/^https:\/\//i, "").replace(/\/+$/, "");
    return !isOfForm(placeholder, value) && isOfForm(placeholder, bare) ? bare : value;
}

const isOfForm = ({ pattern }: Placeholder, value: string): boolean => pattern === null || new RegExp(pattern, "u").test(value);

/** Where Okta is administered, and nobody signs in. */
const CONSOLE = /-admin\.(okta|oktapreview|okta-emea)\.com$/;

/** What is wrong with what was written for a placeholder. */
export function faultOf(placeholder: Placeholder, values: Values): string | undefined {
    const value = valueOf(placeholder, values);
    const example = placeholder.example ? `, such as ${placeholder.example}` : "";
    if (value === "") {
        return `Missing${example}.`;
    }
    if (CONSOLE.test(value)) {
        return `This is where Okta is administered. People sign in at ${value.replace(CONSOLE, ".$1.com")}.`;
    }
    if (isOfForm(placeholder, value)) {
        return undefined;
    }
    return /^http:\/\//i.test(value)
        ? "Here the provider is asked by https alone. For plain http, such as in a test, choose “Any provider” and write the whole issuer."
        : `Not of the right form${example}.`;
}

export const isFilled = (preset: Preset, values: Values): boolean =>
    preset.placeholders.every((placeholder) => faultOf(placeholder, values) === undefined);

/** All placeholders of a preset with what counts for them, and the more that its config may refer to. */
export function filling(preset: Preset, values: Values, more: Values = {}): Values {
    return { ...more, ...Object.fromEntries(preset.placeholders.map((placeholder) => [placeholder.name, valueOf(placeholder, values)])) };
}

/** A text or value with its placeholders filled; those of which nothing is known stay in their braces. */
export function fill<T extends Json>(template: T, values: Values): T {
    if (typeof template === "string") {
        return template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] || whole) as T;
    }
    if (Array.isArray(template)) {
        return template.map((one) => fill(one, values)) as T;
    }
    if (isRecord(template)) {
        return Object.fromEntries(Object.entries(template).map(([name, one]) => [name, fill(one, values)])) as T;
    }
    return template;
}

/** Whether a value of a preset's config has to be filled. */
export const isTemplate = (template: Json): boolean => /\{\w+\}/.test(JSON.stringify(template));

const DISCOVERY = /\/\.well-known\/openid-configuration\/?$/;

/** What somebody must have written for a preset to come to this issuer; nothing if they cannot have. */
export function readIssuer(preset: Preset, issuer: string): Values | undefined {
    const names: string[] = [];
    const pattern = preset.issuer
        .split(/(\{\w+\})/)
        .map((part) => {
            const name = /^\{(\w+)\}$/.exec(part)?.[1];
            if (name === undefined) {
                return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
            }
            names.push(name);
            return preset.issuer === part ? "(.+)" : "([^/]+)";
        })
        .join("");
    const isAnything = preset.issuer === `{${names[0]}}`;
    const shown = isAnything ? issuer : issuer.replace(DISCOVERY, "").replace(/\/$/, "");
    const found = new RegExp(`^${pattern.replace(/\/$/, "")}$`).exec(shown);
    if (!found) {
        return undefined;
    }
    const values = Object.fromEntries(names.map((name, place) => [name, found[place + 1]!]));
    return isFilled(preset, values) ? values : undefined;
}

/** The preset by which an issuer was written: the one that knows it as its own, or else the last, which is for any. */
export function presetOf(presets: Preset[], issuer: string): { preset: Preset; values: Values } | undefined {
    const bare = issuer.replace(DISCOVERY, "");
    const own = presets.filter(({ match }) => match && new RegExp(match, "u").test(bare));
    for (const preset of [...own, ...presets.slice(-1)]) {
        const values = readIssuer(preset, issuer);
        if (values !== undefined) {
            return { preset, values };
        }
    }
    return undefined;
}

/** What a preset says of signing out, and all else that is good to know. */
export function notesOf({ notes }: Preset): { signingOut: string | undefined; others: string[] } {
    const signingOut = notes.find((note) => /signing out/i.test(note));
    return { signingOut, others: notes.filter((note) => note !== signingOut) };
}
