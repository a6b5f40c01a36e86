import { isRecord, type Json } from "../schema/value.ts";
import { brief } from "../schema/words.ts";
import { niceName } from "../plugins/names.ts";
import { readCertificate } from "./certificate.ts";
import type { Entity } from "./entity.ts";
import type { Column, Kind } from "./kinds.ts";
import { faultOfTag } from "./tag.ts";

/** What others are called, by their kind and id. */
export type Names = (reference: string, id: string) => string;

/** The fields of a plugin that say what it applies to, and the kinds that they name. */
export const SCOPES: Readonly<Record<string, string>> = {
    route: "routes",
    service: "services",
    consumer: "consumers",
    consumer_group: "consumer_groups",
};

/** The kinds that foreign keys in lists name, by field. */
const LINKS: Readonly<Record<string, string>> = { ...SCOPES, certificate: "certificates", set: "key-sets", upstream: "upstreams" };

export const linkOf = (field: string): string => LINKS[field] ?? `${field}s`;

/** The id that a foreign key holds. */
export const idIn = (value: Json | undefined): string | undefined =>
    isRecord(value) && typeof value.id === "string" ? value.id : undefined;

/** What an entity says in a column. What begins with `@` is not a field, but found out. */
export function valueOf(column: Column, entity: Entity): Json | undefined {
    switch (column.field) {
        case "@subject":
            return readCertificate(entity.cert)?.subject;
        case "@expires":
            return readCertificate(entity.cert)?.expires;
        default:
            return entity[column.field];
    }
}

/** What a plugin applies to: fields and ids, or nothing if it is every request. */
export const scopesOf = (entity: Entity): { field: string; id: string }[] =>
    Object.keys(SCOPES).flatMap((field) => {
        const id = idIn(entity[field]);
        return id === undefined ? [] : [{ field, id }];
    });

/** What stands in a cell, as a text: for finding and sorting. */
export function textOf(column: Column, entity: Entity, names: Names): string {
    const value = valueOf(column, entity);
    switch (column.shown) {
        case "scope": {
            const scopes = scopesOf(entity).map(({ field, id }) => names(SCOPES[field]!, id));
            return scopes.length === 0 ? "All requests" : scopes.join(", ");
        }
        case "link": {
            const id = idIn(value);
            return id === undefined ? "" : names(linkOf(column.field), id);
        }
        case "plugin":
            return niceName(String(value ?? ""));
        case "switch":
            return value === false ? "Disabled" : "Enabled";
        default:
            return brief(value);
    }
}

/** The columns that are shown: as the address says (`name,tags`), or else those that are not optional. */
export function shownColumns(kind: Kind, chosen: string | undefined): Column[] {
    const wanted = chosen?.split(",");
    const shown = kind.columns.filter((column) => (wanted ? wanted.includes(column.field) : !column.isOptional));
    return shown.length > 0 ? shown : kind.columns.filter((column) => !column.isOptional);
}

/** The same for the address: nothing, where it is what is shown anyway. */
export function saidColumns(kind: Kind, fields: ReadonlySet<string>, usual: readonly Column[]): string | undefined {
    const isUsual = kind.columns.every((column) => fields.has(column.field) === usual.includes(column));
    const chosen = kind.columns.filter(({ field }) => fields.has(field));
    return isUsual || chosen.length === 0 ? undefined : chosen.map(({ field }) => field).join(",");
}

/** Those in which something contains this text, whatever its case. An id is found as well. */
export function found(kind: Kind, entities: readonly Entity[], text: string, names: Names): Entity[] {
    const wanted = text.trim().toLocaleLowerCase();
    const contains = (said: string) => said.toLocaleLowerCase().includes(wanted);
    return entities.filter(
        (entity) =>
            contains(entity.id) ||
            (typeof entity.name === "string" && contains(entity.name)) ||
            kind.columns.some((column) => column.shown !== "moment" && contains(textOf(column, entity, names))),
    );
}

export type Order = { field: string; isDown: boolean };

/** `name`, or `-name` for the other way round. */
export function readOrder(kind: Kind, sort: string | undefined): Order | undefined {
    const isDown = sort?.startsWith("-") ?? false;
    const field = isDown ? sort!.slice(1) : sort;
    return kind.columns.some((column) => column.field === field) ? { field: field!, isDown } : undefined;
}

/** The order of a list: as the address says, or else by the first column, as long as nothing more of it is loaded later. */
export const orderOf = (kind: Kind, sort: string | undefined, isAtOnce: boolean): Order | undefined =>
    readOrder(kind, sort) ?? (isAtOnce && kind.columns[0] ? { field: kind.columns[0].field, isDown: false } : undefined);

/** What a press on a heading makes of the order: up, down, and as it is where nobody chose. */
export function nextSort(order: Order | undefined, field: string): string | undefined {
    if (order?.field !== field) {
        return field;
    }
    return order.isDown ? undefined : `-${field}`;
}

const WORDS = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** In this order; what says nothing stands at the end, whichever way. */
export function sorted(kind: Kind, entities: readonly Entity[], order: Order | undefined, names: Names): Entity[] {
    const column = order && kind.columns.find(({ field }) => field === order.field);
    if (!order || !column) {
        return [...entities];
    }
    const keyed = entities.map((entity) => {
        const value = valueOf(column, entity);
        return { entity, key: typeof value === "number" ? value : textOf(column, entity, names) };
    });
    const sign = order.isDown ? -1 : 1;
    keyed.sort(({ key: one }, { key: other }) => {
        if (one === "" || other === "") {
            return Number(one === "") - Number(other === "");
        }
        return sign * (typeof one === "number" && typeof other === "number" ? one - other : WORDS.compare(String(one), String(other)));
    });
    return keyed.map(({ entity }) => entity);
}

/** The tags that a list is narrowed to. */
export const tagsIn = (tags: string | undefined): string[] => tags?.split(",").filter(Boolean) ?? [];

/** How many tags the gateway narrows to at once. */
export const MOST_TAGS = 5;

/** What is typed into the filter, as the tags that it means: `a,b` is both, as at the Admin API. */
export const tagsOfText = (text: string): string[] => [...new Set(text.split(",").map((tag) => tag.trim()).filter(Boolean))];

/** Why a list is not narrowed to these too; nothing, if it can be. */
export function faultOfTags(tags: string | undefined, more: readonly string[]): string | undefined {
    const fault = more.map(faultOfTag).find((fault) => fault !== undefined);
    const isMany = new Set([...tagsIn(tags), ...more]).size > MOST_TAGS;
    return fault ?? (isMany ? `at most ${MOST_TAGS} tags can be asked for at once` : undefined);
}

/** With this tag too. A tag with a comma or a slash cannot be asked for. */
export function withTag(tags: string | undefined, tag: string): string | undefined {
    const now = tagsIn(tags);
    const isNew = tag !== "" && !now.includes(tag) && faultOfTag(tag) === undefined && now.length < MOST_TAGS;
    return isNew ? [...now, tag].join(",") : tags;
}

export const withoutTag = (tags: string | undefined, tag: string): string | undefined =>
    tagsIn(tags).filter((one) => one !== tag).join(",") || undefined;
