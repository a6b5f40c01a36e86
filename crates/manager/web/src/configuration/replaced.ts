import { HIDDEN, isRecord, type Json, type Record_ } from "../schema/value.ts";

/** What becomes of the entities of one kind when another file is put in place of the one in force. */
export type Replaced = {
    /** Their list in a file: `services`. */
    kind: string;
    before: number;
    after: number;
    /** What is in force and not in the text, by name. */
    gone: string[];
};

/** Lists of records that are part of one entity, and no entities. */
const PARTS = new Set(["config", "sources", "destinations"]);

/** What people know an entity by. An id is left out: the gateway gives one to each that a file gives none. */
const NAMES = ["instance_name", "name", "username", "custom_id", "target", "prefix", "group"];

/** Kind by kind, what a text would leave of what is in force; the kinds of the one in force first. */
export function replacedBy(inForce: Json, text: Json): Replaced[] {
    const [before, after] = [namesIn(inForce), namesIn(text)];
    return [...new Set([...before.keys(), ...after.keys()])].map((kind) => {
        const [were, are] = [before.get(kind) ?? [], after.get(kind) ?? []];
        return { kind, before: were.length, after: are.length, gone: without(were, are) };
    });
}

/** Whether of some kind nothing would be left. */
export const isWiped = (replaced: readonly Replaced[]): boolean => replaced.some(({ before, after }) => before > 0 && after === 0);

/** What is in one list and not in the other, where each takes away but one of its name. */
function without(names: readonly string[], others: readonly string[]): string[] {
    const left = [...others];
    return names.filter((name) => {
        const at = left.indexOf(name);
        if (at !== -1) {
            left.splice(at, 1);
        }
        return at === -1;
    });
}

/** The names of all entities of a file by their kinds, wherever they are nested. */
function namesIn(file: Json): Map<string, string[]> {
    const found = new Map<string, string[]>();
    const walk = (record: Record_) => {
        Object.entries(record)
            .filter(([kind]) => !kind.startsWith("_") && !PARTS.has(kind))
            .forEach(([kind, list]) => {
                const entities = Array.isArray(list) ? list.filter(isRecord) : [];
                if (entities.length > 0) {
                    found.set(kind, [...(found.get(kind) ?? []), ...entities.map(nameIn)]);
                    entities.forEach(walk);
                }
            });
    };
    if (isRecord(file)) {
        walk(file);
    }
    return found;
}

function nameIn(entity: Record_): string {
    const name = NAMES.map((one) => entity[one]).find((one) => typeof one === "string" && one !== "" && one !== HIDDEN);
    return typeof name === "string" ? name : "one without a name";
}
