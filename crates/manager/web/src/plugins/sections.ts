import type { Field } from "../schema/field.ts";
import { labelOf } from "../schema/words.ts";
import type { Aliases } from "./aliases.ts";
import type { Layout } from "./layout.ts";

/** A field, several that are one table, or some members of a record: those that are looked for. */
export type Item =
    | { kind: "field"; field: Field }
    | { kind: "table"; title: string; columns: Field[] }
    | { kind: "members"; field: Field; members: Field[] };

export type Section = { id: string; title: string; about?: string | undefined; items: Item[] };

/** The options of a plugin in their sections. What no section names is never lost: it stands in one of its own. */
export function arrange(layout: Layout | null, fields: Field[]): Section[] {
    if (layout === null) {
        return [{ id: "options", title: "Options", items: fields.map(alone) }];
    }
    const named = new Set(layout.sections.flatMap(({ options }) => options));
    const rest = fields.filter(({ name }) => !named.has(name));
    const sections = layout.sections.map(({ id, title, about, options }) => ({
        id,
        title,
        about,
        items: together(layout, options.flatMap((name) => fields.find((field) => field.name === name) ?? [])),
    }));
    const others = rest.length > 0 ? [{ id: "others", title: "Other options", items: rest.map(alone) }] : [];
    return [...sections, ...others].filter(({ items }) => items.length > 0);
}

const alone = (field: Field): Item => ({ kind: "field", field });

/** Fields that are columns of one table become it, where the first of them stands. */
function together(layout: Layout, fields: Field[]): Item[] {
    const placed = new Set<string>();
    return fields.flatMap((field): Item[] => {
        if (placed.has(field.name)) {
            return [];
        }
        const table = layout.tables.find(({ columns }) => columns.includes(field.name));
        const columns = table?.columns.flatMap((name) => fields.find((one) => one.name === name) ?? []) ?? [];
        if (table === undefined || columns.length < 2) {
            return [alone(field)];
        }
        columns.forEach(({ name }) => placed.add(name));
        return [{ kind: "table", title: table.title, columns }];
    });
}

export const fieldsOf = (item: Item): Field[] => (item.kind === "table" ? item.columns : [item.field]);

/** The section in which an option stands. */
export const sectionOf = (sections: Section[], option: string): Section | undefined =>
    sections.find(({ items }) => items.some((item) => fieldsOf(item).some(({ name }) => name === option)));

/** Whether all words that are looked for stand in what is known of an item: its names, older ones too, labels and descriptions. */
export function isFound(item: Item, layout: Layout | null, query: string, aliases: Aliases = new Map()): boolean {
    const known = fieldsOf(item).map((field) => [describe(field, layout), ...(aliases.get(field.name) ?? [])].join(" "));
    return stands(query, [...known, item.kind === "table" ? item.title : ""].join(" "));
}

const stands = (query: string, text: string): boolean =>
    query
        .toLowerCase()
        .split(/\s+/)
        .every((word) => text.toLowerCase().includes(word));

function describe(field: Field, layout: Layout | null): string {
    const below = [...field.fields, ...(field.elements ? [field.elements] : [])].map((one) => describe(one, null));
    return [itself(field, layout), ...below].join(" ");
}

/** What is known of a field itself. */
function itself({ name, description, oneOf }: Field, layout: Layout | null): string {
    const words = layout?.words[name];
    return [name, labelOf(name), words?.label, words?.about, description, ...(oneOf ?? [])].filter(Boolean).join(" ");
}

/** The sections with what is found in them alone; of a record that is not meant itself, its members that are. */
export function search(sections: Section[], layout: Layout | null, query: string, aliases?: Aliases): Section[] {
    const narrow = (item: Item): Item => {
        const own = item.kind === "field" ? itself(item.field, layout) : "";
        if (item.kind !== "field" || stands(query, own)) {
            return item;
        }
        const members = item.field.fields.filter((field) => stands(query, `${own} ${describe(field, null)}`));
        return members.length > 0 ? { kind: "members", field: item.field, members } : item;
    };
    return keep(sections, (item) => isFound(item, layout, query, aliases)).map((section) => ({ ...section, items: section.items.map(narrow) }));
}

/** The sections with some of their items; those without any go. */
export const keep = (sections: Section[], wanted: (item: Item) => boolean): Section[] =>
    sections.map((section) => ({ ...section, items: section.items.filter(wanted) })).filter(({ items }) => items.length > 0);

/** How many items there are in sections. */
export const countOf = (sections: Section[]): number => sections.reduce((sum, { items }) => sum + items.length, 0);
