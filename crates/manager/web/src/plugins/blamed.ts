import type { Faults } from "../schema/faults.ts";
import type { Field } from "../schema/field.ts";

/**
 * What is wrong of the options together names the first that it is about: `client_alg: …`, or `session_cookie_*: …` for
 * several with one beginning. It then stands at that option, where somebody can mend it.
 */
export function blamed(faults: Faults, fields: Field[]): Faults {
    const placed = new Map<string, string[]>();
    for (const [path, said] of faults) {
        for (const one of said) {
            const option = path === "config" ? named(one, fields) : undefined;
            const at = option === undefined ? path : `config.${option}`;
            placed.set(at, [...(placed.get(at) ?? []), one]);
        }
    }
    return placed;
}

function named(fault: string, fields: Field[]): string | undefined {
    const [, name, isBeginning] = /^([a-z][a-z0-9_]*)(\*?):/.exec(fault) ?? [];
    return name === undefined ? undefined : fields.find((field) => (isBeginning ? field.name.startsWith(name) : field.name === name))?.name;
}
