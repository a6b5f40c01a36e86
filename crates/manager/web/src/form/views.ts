import { stringify } from "yaml";

import { inWorkspace } from "../api/client.ts";
import { isStars } from "../schema/hidden.ts";
import { unreadOf } from "../schema/unread.ts";
import { isRecord, type Json, type Path, type Record_ } from "../schema/value.ts";
import type { Language } from "../ui/code.tsx";
import { envReference } from "./vault.ts";

/** What is shown: an entity as it is, or as it would be written. */
export type Written = {
    /** The kind's path at the Admin API: `plugins`. */
    kind: string;
    entity: Record_;
    workspace: string;
    /** What it is made below: `["routes", "ID"]`. */
    below?: string[];
    /** How it is written. */
    method?: "POST" | "PUT" | "PATCH";
    /** Its options say only what somebody said, so that nothing among them is said on purpose. */
    isSparse?: boolean;
};

type View = {
    name: string;
    about: string;
    language: Language;
    text: (written: Written) => string;
    /** It is done to the Admin API, which refuses it where a file is all that counts. */
    writes?: true;
};

export const VIEWS: readonly View[] = [
    { name: "YAML", about: "As it stands in a kong.yml", language: "yaml", text: declared },
    { name: "JSON", about: "As the Admin API tells it", language: "json", text: ({ entity }) => JSON.stringify(entity, null, 2) },
    { name: "Admin API", about: "The call that writes it", language: "shell", text: call, writes: true },
    { name: "decK", about: "A file for decK, and the command for it", language: "shell", text: deck, writes: true },
];

/** What stands for a secret that is set and not shown, where no reference can. */
export const SECRET = "REPLACE_WITH_THE_SECRET";

/** What stands for the secret at a place. The options of plugins may be references to a vault; elsewhere one would be taken literally. */
const standIn = ([first, ...option]: Path): string => (first === "config" ? envReference(option) : SECRET);

/** What a file says of an entity: without what the gateway writes itself, without what is null and says nothing. */
export function told(entity: Record_, isSparse = false): Record_ {
    const { created_at: _made, updated_at: _changed, ...rest } = entity;
    const there = Object.entries(rest).filter(([, value]) => value !== null);
    return Object.fromEntries(there.map(([name, value]) => [name, isSparse ? veil(value, [name]) : strip(value, [name])]));
}

/** The same with something in the place of each secret that is not shown. */
function veil(value: Json, path: Path = []): Json {
    if (Array.isArray(value)) {
        return value.map((one, index) => veil(one, inList(path, index)));
    }
    if (isRecord(value)) {
        return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, veil(one, [...path, name])]));
    }
    return isStars(value) ? standIn(path) : (unreadOf(value) ?? value);
}

/** Of several secrets in a list, all but the first have a number. */
const inList = (path: Path, index: number): Path => (index === 0 ? path : [...path, String(index + 1)]);

function strip(value: Json, path: Path): Json {
    if (isStars(value)) {
        return standIn(path);
    }
    if (Array.isArray(value)) {
        return value.map((one, index) => strip(one, inList(path, index)));
    }
    if (isRecord(value)) {
        return Object.fromEntries(
            Object.entries(value)
                .filter(([, one]) => one !== null)
                .map(([name, one]) => [name, strip(one, [...path, name])]),
        );
    }
    return unreadOf(value) ?? value;
}

/** In a file, lists are called with an underscore. */
const listOf = (kind: string): string => kind.replace("-", "_");

/** A file with this alone. What it belongs to is named by its id, as files of Kong allow. */
export function declared({ kind, entity, below, isSparse }: Written): string {
    const one = told(entity, isSparse);
    const parent = below && below.length >= 2 ? { [singular(below[0]!)]: below[1]! } : {};
    const links = Object.fromEntries(
        Object.entries(one).map(([name, value]): [string, Json] => [name, isRecord(value) && Object.keys(value).join() === "id" ? value.id! : value]),
    );
    return stringify({ _format_version: "3.0", [listOf(kind)]: [{ ...links, ...parent }] });
}

const singular = (kind: string): string => kind.replace("-", "_").replace(/s$/, "");

/** The call of the Admin API, to be pasted into a shell. */
export function call({ kind, entity, workspace, below = [], method = "PUT", isSparse }: Written): string {
    // A change to nothing is a change.
    const { id, ...rest } = method === "PATCH" ? (veil(withoutTimes(entity)) as Record_) : told(entity, isSparse);
    const address = method === "POST" ? [...below, kind] : [kind, String(id ?? entity.name ?? "")];
    const body = JSON.stringify(rest, null, 2);
    return `curl -X ${method} "$ADMIN_API${inWorkspace(workspace, ...address)}" \\\n  --json ${quote(body)}`;
}

const withoutTimes = ({ created_at: _made, updated_at: _changed, ...rest }: Record_): Record_ => rest;

/** A text that a shell takes as it is. */
export const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

function deck(written: Written): string {
    const workspace = written.workspace === "default" ? "" : ` --workspace ${quote(written.workspace)}`;
    return `# Put this into a file kong.yml, and then: deck gateway apply${workspace} kong.yml\n${declared(written)}`;
}
