import { expect, it } from "vitest";

import { begin, patch, say, sayNothing } from "../schema/draft.ts";
import { readSchema } from "../schema/field.ts";
import type { Json } from "../schema/value.ts";
import { lean, thinned } from "./written.ts";

const { fields } = readSchema({
    fields: [
        { verify: { type: "boolean", default: true } },
        { leeway: { type: "number", default: 0 } },
        { name: { type: "string" } },
        { redis: { type: "record", required: true, fields: [{ port: { type: "integer", default: 6379 } }] } },
    ],
});
const loaded = thinned({ id: "p", config: { verify: true, leeway: 60, name: null, redis: { port: 6379 } } }, fields);

it("begins with what somebody said", () => {
    expect(loaded).toEqual({ id: "p", config: { leeway: 60 } });
});

it.each([
    ["a switch that was turned", "verify", false, { config: { verify: false } }],
    ["a switch that was turned back", "verify", true, {}],
    ["the default, where something else was said", "leeway", 0, { config: { leeway: 0 } }],
    ["a text that was taken away again", "name", null, {}],
    ["a member that is the default", "redis.port", 6379, {}],
    ["a member that is not", "redis.port", 1, { config: { redis: { port: 1 } } }],
] as [string, string, Json, unknown][])("saves of %s what differs", (_, option, value, expected) => {
    expect(patch(lean(say(begin(loaded), ["config", ...option.split(".")], value), fields))).toEqual(expected);
});

it("saves that nothing is to stand where something would by default, and what is no option", () => {
    const draft = say(sayNothing(begin(loaded), ["config", "verify"]), ["enabled"], false);
    expect(patch(lean(draft, fields))).toEqual({ config: { verify: null }, enabled: false });
});
