import { expect, it } from "vitest";

import { readAliases } from "./aliases.ts";

it.each([
    [{ fields: [{ config: { fields: [], shorthand_fields: [{ old: { deprecation: { replaced_with: [{ path: ["new"] }, { path: ["deep", "x"] }] } } }] } }] }, { new: ["old"], deep: ["old"] }],
    [{ fields: [{ config: { shorthand_fields: [{ a: { deprecation: { replaced_with: [{ path: ["new"] }] } } }, { b: { deprecation: { replaced_with: [{ path: ["new"] }] } } }] } }] }, { new: ["a", "b"] }],
    [{ fields: [{ config: { shorthand_fields: [{ gone: { deprecation: { message: "no effect" } } }] } }] }, {}],
    [{ fields: [{ protocols: {} }] }, {}],
    [undefined, {}],
])("older names in %j", (schema, aliases) => {
    expect(Object.fromEntries(readAliases(schema))).toEqual(aliases);
});
