import { expect, it } from "vitest";

import { readSchema } from "../schema/field.ts";
import { presetSays } from "./preset-says.ts";
import type { Preset } from "./presets.ts";

const { fields } = readSchema({ fields: [{ leeway: { type: "number", default: 0, description: "Seconds of doubt." } }, { scopes: { type: "array", elements: { type: "string" } } }] });
const preset = { config: { leeway: 60, scopes: ["openid"] } } as unknown as Preset;

it.each([
    ["what the preset says", preset, { leeway: 60, scopes: ["openid"] }, [{ option: "leeway", about: "Seconds of doubt." }]],
    ["not what somebody changed", preset, { leeway: 5 }, []],
    ["not what is left out", preset, {}, []],
    ["nothing without a preset", undefined, { leeway: 60 }, []],
])("explains %s", (_, preset, config, says) => {
    expect(presetSays(preset, config, fields, null)).toEqual(says);
});
