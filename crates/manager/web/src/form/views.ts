import { stringify } from "yaml";

import { inWorkspace } from "../api/client.ts";
import { HIDDEN, isRecord, type Json, type Record_ } from "../schema/value.ts";
import type { Language } from "../ui/code.tsx";

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
};

export const VIEWS: readonly { name: string; about: string; language: Language; text: (written: Written) => string }[] = [
    { name: "YAML", about: "As it stands in a kong.yml", language: "yaml", text: declared },
    { name: "JSON", about: "As the Admin API tells it", language: "json", text: ({ entity }) => JSON.stringify(entity, null, 2) },
    { name: "Admin API", about: "The call that writes it", language: "shell", text: call },
    { name: "decK", about: "A file for decK, and the command for it", language: "shell", text: deck },
];

/** What stands for a secret that is set and not shown. */
const SECRET = "REPLACE_WITH_THE_SECRET";

/** What a file says of an entity: without what the gateway writes itself, without what is null. */
export function told(entity: Record_): Record_ {
    const { created_at: _made, updated_at: _changed, ...rest } = entity;
    return strip(rest) as Record_;
}

function strip(value: Json): Json {
    if (value === HIDDEN) {
        return SECRET;
    }
    if (Array.isArray(value)) {
        return value.map(strip);
    }
    if (isRecord(value)) {
        return Object.fromEntries(
            Object.entries(value)
                .filter(([, one]) => one !== null)
                .map(([name, one]) => [name, strip(one)]),
        );
    }
    return value;
}

/** In a file, lists are called with an underscore. */
const listOf = (kind: string): string => kind.replace("-", "_");

/** A file with this alone. What it belongs to is named by its id, as files of Kong allow. */
export function declared({ kind, entity, below }: Written): string {
    const one = told(entity);
    const parent = below && below.length >= 2 ? { [singular(below[0]!)]: below[1]! } : {};
    const links = Object.fromEntries(
        Object.entries(one).map(([name, value]): [string, Json] => [name, isRecord(value) && Object.keys(value).join() === "id" ? value.id! : value]),
    );
    return stringify({ _format_version: "3.0", [listOf(kind)]: [{ ...links, ...parent }] });
}

const singular = (kind: string): string => kind.replace("-", "_").replace(/s$/, "");

/** The call of the Admin API, to be pasted into a shell. */
export function call({ kind, entity, workspace, below = [], method = "PUT" }: Written): string {
    const { id, ...rest } = strip(withoutTimes(entity)) as Record_;
    const address = method === "POST" ? [...below, kind] : [kind, String(id ?? entity.name ?? "")];
    const body = JSON.stringify(method === "PUT" ? rest : { ...rest }, null, 2);
    return `curl -X ${method} "$ADMIN_API${inWorkspace(workspace, ...address)}" \\\n  --json ${quote(body)}`;
}

const withoutTimes = ({ created_at: _made, updated_at: _changed, ...rest }: Record_): Record_ => rest;

/** A text that a shell takes as it is. */
export const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

function deck(written: Written): string {
    const workspace = written.workspace === "default" ? "" : ` --workspace ${quote(written.workspace)}`;
    return `# Put this into a file kong.yml, and then: deck gateway apply${workspace} kong.yml\n${declared(written)}`;
}
