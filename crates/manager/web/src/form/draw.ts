import { type Draft, whole } from "../schema/draft.ts";
import type { Faults } from "../schema/faults.ts";
import type { Field } from "../schema/field.ts";
import type { Record_ } from "../schema/value.ts";

/** Bytes of chance in a secret: 192 bits, which are 32 letters. */
export const CHANCE = 24;

/** A secret of these bytes, in letters that stand in any header and address (RFC 4648, section 5). */
export const secretOf = (bytes: Uint8Array): string =>
    btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** A secret of chance. */
export const drawSecret = (): string => secretOf(crypto.getRandomValues(new Uint8Array(CHANCE)));

/** What the gateway would make up, and show once at most: of a credential, that is all that proves it. */
const unseen = (fields: readonly Field[]): Field[] => fields.filter(({ name, auto, type }) => auto && type === "string" && name !== "id");

/** Such secrets for a new one, so that somebody sees them once. */
export const drawn = (fields: readonly Field[], draw: () => string): Record_ => Object.fromEntries(unseen(fields).map(({ name }) => [name, draw()]));

/** Those that were taken away: saved so, the gateway would make up what nobody ever sees. */
export function undrawn(fields: readonly Field[], draft: Draft): Faults {
    const record = whole(draft);
    return new Map(unseen(fields).flatMap(({ name }) => ((record[name] ?? "") === "" ? [[name, ["write one or draw one: what the gateway makes up itself, nobody may ever see"]]] : [])));
}
