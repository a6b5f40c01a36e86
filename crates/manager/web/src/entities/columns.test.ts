import { describe, expect, it } from "vitest";

import { faultOfTags, found, nextSort, orderOf, readOrder, saidColumns, scopesOf, shownColumns, sorted, tagsIn, tagsOfText, textOf, withoutTag, withTag } from "./columns.ts";
import type { Entity } from "./entity.ts";
import { kindAt } from "./kinds.ts";

const services = kindAt("services")!;
const plugins = kindAt("plugins")!;
const names = (reference: string, id: string) => `${reference} ${id}`;

const entity = (id: string, rest: object): Entity => ({ id, ...rest }) as Entity;

const LIST = [
    entity("1", { name: "b10", port: 80, tags: ["x"] }),
    entity("2", { name: "b9", port: 8080, tags: null }),
    entity("3", { name: null, port: 443, host: "A.example" }),
];

describe("an order", () => {
    const ids = (sort: string) => sorted(services, LIST, readOrder(services, sort), names).map(({ id }) => id);

    it("puts numbers in words where people do, and what says nothing at the end", () => {
        expect(ids("name")).toEqual(["2", "1", "3"]);
        expect(ids("-name")).toEqual(["1", "2", "3"]);
    });

    it("compares numbers as numbers", () => {
        expect(ids("port")).toEqual(["1", "3", "2"]);
        expect(ids("-port")).toEqual(["2", "3", "1"]);
    });

    it("is the gateway's, where the address names no column", () => {
        expect(readOrder(services, "nothing")).toBeUndefined();
        expect(readOrder(services, undefined)).toBeUndefined();
        expect(ids("nothing")).toEqual(["1", "2", "3"]);
    });

    it("is by the first column where nobody chose, unless more is loaded later", () => {
        expect(orderOf(services, undefined, true)).toEqual({ field: "name", isDown: false });
        expect(orderOf(services, "-port", true)).toEqual({ field: "port", isDown: true });
        expect(orderOf(services, undefined, false)).toBeUndefined();
    });

    it("goes up, down, and away", () => {
        expect(nextSort(undefined, "name")).toBe("name");
        expect(nextSort({ field: "name", isDown: false }, "name")).toBe("-name");
        expect(nextSort({ field: "name", isDown: true }, "name")).toBeUndefined();
        expect(nextSort({ field: "port", isDown: true }, "name")).toBe("name");
    });
});

describe("the columns", () => {
    it("are those that are not optional, unless the address says others", () => {
        expect(shownColumns(services, undefined).map(({ field }) => field)).not.toContain("created_at");
        expect(shownColumns(services, "created_at,name").map(({ field }) => field)).toEqual(["name", "created_at"]);
        expect(shownColumns(services, "nothing")).toEqual(shownColumns(services, undefined));
    });

    it("are said in the address only where they are others", () => {
        const usual = shownColumns(services, undefined);
        const fields = usual.map(({ field }) => field);
        expect(saidColumns(services, new Set(fields), usual)).toBeUndefined();
        expect(saidColumns(services, new Set(["name", "tags"]), usual)).toBe("name,tags");
        expect(saidColumns(services, new Set(), usual)).toBeUndefined();
        // Where there is room for fewer, all of them are a choice.
        expect(saidColumns(services, new Set(fields), usual.slice(0, 2))).toBe(fields.join(","));
    });

    it("tell what a plugin applies to", () => {
        const scope = plugins.columns.find(({ field }) => field === "@scope")!;
        const narrowed = entity("p", { name: "x", route: { id: "r" }, service: null, consumer: { id: "c" } });
        expect(scopesOf(narrowed)).toEqual([
            { field: "route", id: "r" },
            { field: "consumer", id: "c" },
        ]);
        expect(textOf(scope, narrowed, names)).toBe("routes r, consumers c");
        expect(textOf(scope, entity("p", { name: "x", route: null }), names)).toBe("All requests");
    });
});

it("finds by any column and by id, whatever the case", () => {
    const ids = (text: string) => found(services, LIST, text, names).map(({ id }) => id);
    expect(ids("B1")).toEqual(["1"]);
    expect(ids("a.EXAMPLE")).toEqual(["3"]);
    expect(ids("2")).toEqual(["2"]);
    expect(ids("nothing like it")).toEqual([]);
});

describe("tags", () => {
    it("narrow one by one, at most five", () => {
        expect(withTag(undefined, "a")).toBe("a");
        expect(withTag("a", "b")).toBe("a,b");
        expect(withTag("a", "a")).toBe("a");
        expect(withTag("a,b,c,d,e", "f")).toBe("a,b,c,d,e");
    });

    it("with a comma or a slash would ask for something else", () => {
        expect(withTag("a", "b,c")).toBe("a");
        expect(withTag("a", "b/c")).toBe("a");
    });

    it("are several where a comma stands between them", () => {
        expect(tagsOfText(" a, b,,a ")).toEqual(["a", "b"]);
        expect(faultOfTags("a,b,c", ["d", "e", "a"])).toBeUndefined();
        expect(faultOfTags("a,b,c", ["d", "e", "f"])).toContain("at most 5");
        expect(faultOfTags(undefined, ["a/b"])).toContain("slash");
    });

    it("are taken away again", () => {
        expect(withoutTag("a,b", "a")).toBe("b");
        expect(withoutTag("a", "a")).toBeUndefined();
        expect(tagsIn(undefined)).toEqual([]);
    });
});
