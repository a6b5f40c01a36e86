import { expect, it } from "vitest";

import { readSchema } from "../schema/field.ts";
import { dangersOf, flagged } from "./danger.ts";
import type { Layout } from "./layout.ts";

const layout: Layout = {
    sections: [],
    minimum: [],
    tables: [],
    words: {},
    dangers: [
        { option: "ssl_verify", value: false, says: "anybody can listen" },
        { option: "methods", value: "password", says: "passwords pass here" },
        { option: "check", value: "any", says: "others count" },
        { option: "redis.ssl_verify", value: false, says: "anybody can read sessions" },
    ],
    refused: [],
    inert: [],
};
const { fields } = readSchema({
    fields: [
        { ssl_verify: { type: "boolean", default: true } },
        { methods: { type: "set", elements: { type: "string" }, default: ["password", "session"] } },
        { check: { type: "string", default: "strict" } },
        { redis: { type: "record", fields: [{ ssl_verify: { type: "boolean", default: true } }] } },
    ],
});

it.each([
    ["ssl_verify", false, 1],
    ["ssl_verify", true, 0],
    ["ssl_verify", undefined, 0],
    ["methods", ["session", "password"], 1],
    ["methods", ["session"], 0],
    ["methods", null, 0],
    ["check", "any", 1],
    ["other", "any", 0],
] as const)("%s: %j has %i dangers", (option, value, count) => {
    expect(dangersOf(layout, option, value as never)).toHaveLength(count);
});

it("finds what is dangerous by default, and says that nobody chose it", () => {
    expect(flagged(layout, fields, {})).toMatchObject([{ option: "methods", isDefault: true }]);
    expect(flagged(layout, fields, { methods: ["session"], ssl_verify: false })).toMatchObject([{ option: "ssl_verify", isDefault: false }]);
    expect(flagged(layout, fields, { methods: ["password"] })).toMatchObject([{ isDefault: false }]);
    expect(flagged(layout, fields, { methods: null })).toEqual([]);
    expect(flagged(layout, fields, { methods: null, redis: { ssl_verify: false } })).toMatchObject([{ option: "redis.ssl_verify", isDefault: false }]);
});
