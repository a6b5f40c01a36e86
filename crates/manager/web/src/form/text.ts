import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, stringify } from "yaml";

import { type Draft, say } from "../schema/draft.ts";
import { type Field, fieldOf } from "../schema/field.ts";
import { at, isRecord, type Json, keyOf, type Path, type Record_ } from "../schema/value.ts";

/** How a text is written. It is read as YAML either way, of which JSON is a part. */
export type TextForm = "yaml" | "json";

export const written = (record: Record_, form: TextForm = "yaml"): string =>
    form === "json" ? `${JSON.stringify(record, null, 2)}\n` : stringify(record, { lineWidth: 0 });

export type ReadDraft = { isRead: true; draft: Draft } | { isRead: false; why: string };

/** The draft that says what a text of YAML says, of which JSON is a part. What the text leaves out stays. */
export function readText(draft: Draft, text: string): ReadDraft {
    const read = readYaml(text);
    if (!read.isRead) {
        return read;
    }
    const { value } = read;
    if (!isRecord(value)) {
        return { isRead: false, why: "A list or a single value is no entity: names and values are expected, such as “name: app”." };
    }
    return { isRead: true, draft: sayAll(draft, [], value) };
}

export type ReadYaml = { isRead: true; value: Json } | { isRead: false; why: string };

/** What a text says, or where it cannot be read. */
export function readYaml(text: string): ReadYaml {
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
    const [error] = document.errors;
    if (error) {
        const { line, col } = lines.linePos(error.pos[0]);
        return { isRead: false, why: `Line ${line}, column ${col}: ${error.message}` };
    }
    try {
        // What refers to itself many times over would fill the memory.
        return { isRead: true, value: document.toJS({ maxAliasCount: 50 }) as Json };
    } catch (error) {
        return { isRead: false, why: error instanceof Error ? error.message : String(error) };
    }
}

/** A name in a text that is none of a field, and the line where it stands. */
export type Stranger = { path: string; line: number };

/** Names in a text that no field is called by. What is there already under such a name, the gateway knows. */
export function strangersIn(text: string, fields: readonly Field[], loaded: Record_): Stranger[] {
    const lines = new LineCounter();
    const found: Stranger[] = [];
    const walk = (node: unknown, fields: readonly Field[], path: Path) => {
        for (const { key, value } of isMap(node) ? node.items : []) {
            const below = [...path, isScalar(key) ? String(key.value) : String(key)];
            const field = fieldOf([...fields], below.at(-1)!);
            if (field === undefined && at(loaded, below) === undefined) {
                found.push({ path: keyOf(below), line: lines.linePos((key as Node).range?.[0] ?? 0).line });
            }
            if (field?.type === "record" && field.fields.length > 0) {
                walk(value, field.fields, below);
            }
            if (field?.elements?.type === "record" && field.elements.fields.length > 0 && isSeq(value)) {
                value.items.forEach((item) => walk(item, field.elements!.fields, below));
            }
        }
    };
    walk(parseDocument(text, { lineCounter: lines, prettyErrors: false }).contents, fields, []);
    return found;
}

function sayAll(draft: Draft, below: Path, record: Record_): Draft {
    return Object.entries(record).reduce((said, [name, value]) => {
        const path = [...below, name];
        return isRecord(value) && Object.keys(value).length > 0 && !isReference(value)
            ? sayAll(said, path, value)
            : say(said, path, value);
    }, draft);
}

/** Another entity is named as a whole. */
const isReference = (record: Record_): boolean => Object.keys(record).join() === "id";
