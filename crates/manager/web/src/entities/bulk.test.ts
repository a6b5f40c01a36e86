import { describe, expect, it } from "vitest";

import { allTags, hasHidden, hiddenIn, plan } from "./bulk.ts";
import type { Entity } from "./entity.ts";

const on = { id: "1", enabled: true, tags: ["a"] } as Entity;
const off = { id: "2", enabled: false, tags: null } as Entity;

describe("a plan", () => {
    it("leaves alone what is so already, and says why", () => {
        expect(plan([on, off], { does: "disable" })).toEqual([
            { entity: on, call: "PATCH", body: { enabled: false } },
            { entity: off, call: undefined, why: "is disabled already" },
        ]);
        expect(plan([on, off], { does: "enable" }).map(({ call }) => call)).toEqual([undefined, "PATCH"]);
    });

    it("adds a tag to those that are there", () => {
        expect(plan([on, off], { does: "tag", tag: "b" })).toEqual([
            { entity: on, call: "PATCH", body: { tags: ["a", "b"] } },
            { entity: off, call: "PATCH", body: { tags: ["b"] } },
        ]);
        expect(plan([on], { does: "tag", tag: "a" })[0]!.call).toBeUndefined();
    });

    it("takes a tag from those that have it", () => {
        expect(plan([on, off], { does: "untag", tag: "a" })).toEqual([
            { entity: on, call: "PATCH", body: { tags: [] } },
            { entity: off, call: undefined, why: "has no such tag" },
        ]);
    });

    it("deletes all", () => {
        expect(plan([on, off], { does: "delete" }).map(({ call }) => call)).toEqual(["DELETE", "DELETE"]);
    });
});

it("knows the tags of all, each once", () => {
    expect(allTags([{ id: "3", tags: ["b", "a"] } as Entity, on, off])).toEqual(["a", "b"]);
});

it("knows what was not shown, however deep", () => {
    expect(hasHidden({ config: { client_secret: ["***"] } })).toBe(true);
    expect(hasHidden({ name: "***not", list: [1, null] })).toBe(false);
    expect(hasHidden(undefined)).toBe(false);
    expect(hiddenIn({ key: "***", name: "a", config: { client_secret: ["b", "***"], redis: { password: "***" } } })).toEqual([
        "key",
        "config.client_secret",
        "config.redis.password",
    ]);
});
