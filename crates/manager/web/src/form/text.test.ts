import { describe, expect, it } from "vitest";

import { begin, changedPaths, patch, say } from "../schema/draft.ts";
import { readSchema } from "../schema/field.ts";
import { asText, unreadable } from "./as-text.tsx";
import { readText, readYaml, strangersIn, written } from "./text.ts";

const loaded = { id: "1", name: "x", config: { issuer: "a", redis: { port: 1 } }, service: { id: "s" } };

describe("a text of a draft", () => {
    it("says what it says, and leaves what it leaves out", () => {
        const read = readText(begin(loaded), "name: y\nconfig:\n  redis:\n    port: 2\n");
        expect(read.isRead && patch(read.draft)).toEqual({ name: "y", config: { redis: { port: 2 } } });
    });

    it("names another entity as a whole", () => {
        const read = readText(begin(loaded), "service: {id: t}");
        expect(read.isRead && patch(read.draft)).toEqual({ service: { id: "t" } });
    });

    it("reads JSON too", () => {
        const read = readText(begin(loaded), '{"name": "z \\"quoted\\" שלום"}');
        expect(read.isRead && patch(read.draft)).toEqual({ name: 'z "quoted" שלום' });
    });

    it.each(["a: [", "a: 1\na: 2", "\tb: 1", "&a [*a]"])("tells where %j cannot be read", (text) => {
        const read = readText(begin(loaded), text);
        expect(read.isRead).toBe(false);
    });

    it.each([
        ["name: x\nconfig: [", /^Line 2, column \d+: /],
        ['{"name": "x",\n "config": }\n}', /^Line \d, column \d+: /],
    ])("tells line and column of %j", (text, place) => {
        expect(unreadable({ ...asText(begin(loaded), []), text })).toMatch(place);
    });

    it("is written in either form, and says the same", () => {
        for (const form of ["yaml", "json"] as const) {
            const read = readText(begin(loaded), written(loaded, form));
            expect(read.isRead && patch(read.draft)).toEqual({});
            expect(unreadable(asText(begin(loaded), [], form))).toBeUndefined();
        }
    });

    it("is no list", () => {
        expect(readText(begin(loaded), "- a").isRead).toBe(false);
        expect(readText(begin(loaded), "").isRead).toBe(false);
    });

    it("is not filled by what refers to itself many times over", () => {
        const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefgh"
            .split("")
            .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${"abcdefgh"[index]}`).join(",")}]`)
            .join("\n")}`;
        expect(readYaml(bomb).isRead).toBe(false);
    });
});

describe("a name in a text that no field is called by", () => {
    const { fields } = readSchema({
        fields: [
            { name: { type: "string" } },
            { config: { type: "record", fields: [{ issuer: { type: "string" } }, { headers: { type: "map" } }] } },
            { list: { type: "array", elements: { type: "record", fields: [{ port: { type: "integer" } }] } } },
        ],
    });

    it("is told with its line", () => {
        const text = "name: x\nfoo: 1\nconfig:\n  issuer: a\n  bar: 2\n  headers: {any: thing}\nlist:\n  - port: 1\n    baz: 3\n";
        expect(strangersIn(text, fields, {})).toEqual([
            { path: "foo", line: 2 },
            { path: "config.bar", line: 5 },
            { path: "list.baz", line: 9 },
        ]);
        expect(strangersIn(text, fields, { foo: 0, config: { bar: 0 } })).toEqual([{ path: "list.baz", line: 9 }]);
    });

    it("goes from the draft when it goes from the text", () => {
        const draft = say(say(begin({ name: "x" }), ["foo"], 1), ["name"], "y");
        const { text, begun } = asText(draft, fields);
        expect(text).toContain("foo: 1");
        const read = readText(begun, text.replace("foo: 1", ""));
        expect(read.isRead && changedPaths(read.draft)).toEqual([["name"]]);
    });
});
