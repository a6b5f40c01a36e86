import { expect, it } from "vitest";

import { readSchema } from "../schema/field.ts";
import { byLayout } from "./by-layout.ts";
import type { Layout } from "./layout.ts";

const { fields } = readSchema({
    fields: [
        { plain: { type: "string" } },
        { later: { type: "string", lychgate: { support: "refused" } } },
        { idle: { type: "record", lychgate: { support: "inert" }, fields: [{ member: { type: "string" } }] } },
        { deep: { type: "record", fields: [{ member: { type: "string", lychgate: { support: "refused" } } }] } },
    ],
});
const layout: Layout = { sections: [], minimum: [], tables: [], words: { plain: { label: "Plain" } }, dangers: [], refused: ["plain", "mode=x"], inert: [] };

it.each([
    ["config.plain", "refused", undefined],
    ["config.later", "refused", "refused"],
    ["config.idle", "inert", "inert"],
    ["config.idle.member", "inert", "inert"],
    ["config.deep.member", "refused", "refused"],
    ["config.deep", undefined, undefined],
    ["enabled", undefined, undefined],
])("%s is %s by the layout, %s by the schema alone", (path, withLayout, without) => {
    expect(byLayout(layout, fields).standing?.(path)).toBe(withLayout);
    expect(byLayout(null, fields).standing?.(path)).toBe(without);
});

it("refuses single values, and tells dangers that no value tells by itself", () => {
    const left = [{ option: "plain", value: [], says: "Open.", isDefault: false }];
    const form = byLayout(layout, fields, left);
    expect(form.refuses?.("config.mode", "x")).toBe(true);
    expect(form.refuses?.("config.mode", "y")).toBe(false);
    expect(form.danger?.("config.plain", null)).toBe("Open.");
    expect(form.danger?.("config.later", null)).toBeUndefined();
});
