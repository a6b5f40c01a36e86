import type { FieldFaults } from "../api/problem.ts";
import { type Draft, said, whole } from "./draft.ts";
import { equal, keyOf, type Path } from "./value.ts";

/** What is wrong, by path; what is wrong of an element stands at its list, with its place in words. */
export type Faults = ReadonlyMap<string, string[]>;

export const NONE: Faults = new Map();

/** The gateway's tree of faults as a list by paths. What is wrong of the whole has the path `@entity`. */
export function flatten(fields: FieldFaults): Faults {
    const faults = new Map<string, string[]>();
    const add = (path: Path, said: string) => {
        const key = keyOf(path);
        faults.set(key, [...(faults.get(key) ?? []), said]);
    };
    const walk = (path: Path, fault: unknown, place: string) => {
        if (typeof fault === "string") {
            add(path, place + fault);
        } else if (Array.isArray(fault)) {
            fault.forEach((one, index) => {
                const isWhole = path.at(-1) === "@entity";
                walk(path, one, isWhole ? place : `${place}${ordinal(index)}: `);
            });
        } else if (typeof fault === "object" && fault !== null) {
            for (const [name, below] of Object.entries(fault)) {
                const isIndex = /^\d+$/.test(name);
                // What is wrong of a record as a whole is said of the record.
                if (name === "@entity") {
                    [below].flat().forEach((one) => walk(path, one, place));
                    continue;
                }
                walk(
                    isIndex || place !== "" ? path : [...path, name],
                    below,
                    isIndex ? `${place}${ordinal(Number(name) - 1)}: ` : place === "" ? "" : `${place}${name}: `,
                );
            }
        }
    };
    for (const [name, fault] of Object.entries(fields)) {
        walk([name], fault, "");
    }
    return faults;
}

/** What is wrong at a path itself. */
export const faultsAt = (faults: Faults, path: Path): string[] => faults.get(keyOf(path)) ?? [];

/** What is still wrong of a draft since it was sent: of what says something else now, nothing is known. */
export function standing(faults: Faults, sent: Draft, now: Draft): Faults {
    const isAsSent = (path: string) => (path === "@entity" ? equal(whole(sent), whole(now)) : equal(said(sent, path.split(".")), said(now, path.split("."))));
    return new Map([...faults].filter(([path]) => isAsSent(path)));
}

/** Whether something is wrong at or below a path. */
export function isFaulty(faults: Faults, path: Path): boolean {
    const key = keyOf(path);
    return [...faults.keys()].some((one) => one === key || one.startsWith(`${key}.`));
}

/** What is wrong where no field shows it. */
export function elsewhere(faults: Faults, shown: (path: string) => boolean): [string, string[]][] {
    return [...faults].filter(([path]) => !shown(path));
}

const ordinal = (index: number): string => `no. ${index + 1}`;
