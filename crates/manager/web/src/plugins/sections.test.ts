import { describe, expect, it } from "vitest";

import { readSchema } from "../schema/field.ts";
import type { Layout } from "./layout.ts";
import { arrange, fieldsOf, search, sectionOf } from "./sections.ts";

const { fields } = readSchema({
    fields: [
        { issuer: { type: "string", description: "Who vouches for people." } },
        { session_cookie_name: { type: "string", description: "Its name." } },
        { remember: { type: "boolean", description: "Whether a second cookie outlasts the browser." } },
        { header_names: { type: "array", elements: { type: "string" } } },
        { header_values: { type: "array", elements: { type: "string" } } },
        { redis: { type: "record", fields: [{ password: { type: "string", description: "It is told to the server." } }] } },
        { forgotten: { type: "string" } },
    ],
});
const layout: Layout = {
    sections: [
        { id: "provider", title: "Provider", options: ["issuer", "no_such_option"] },
        { id: "session", title: "Session", options: ["session_cookie_name", "remember", "header_values", "header_names", "redis"] },
    ],
    minimum: ["issuer"],
    tables: [{ title: "Headers", columns: ["header_names", "header_values"] }],
    words: { issuer: { label: "Identity provider" } },
    dangers: [],
    refused: [],
    inert: [],
};
const sections = arrange(layout, fields);
const names = (query: string): string[] =>
    search(sections, layout, query).flatMap(({ items }) => items.flatMap((item) => fieldsOf(item).map(({ name }) => name)));

describe("sections", () => {
    it("hold each option once, also those that no section names", () => {
        const all = sections.flatMap(({ items }) => items.flatMap((item) => fieldsOf(item).map(({ name }) => name)));
        expect([...all].sort()).toEqual(fields.map(({ name }) => name).sort());
        expect(sectionOf(sections, "forgotten")?.id).toBe("others");
    });

    it("make one table of lists that belong together", () => {
        const [table] = sections[1]!.items.filter((item) => item.kind === "table");
        expect(table).toMatchObject({ title: "Headers", columns: [{ name: "header_names" }, { name: "header_values" }] });
    });

    it("are one where there is no layout", () => {
        expect(arrange(null, fields).map(({ items }) => items.length)).toEqual([fields.length]);
    });
});

describe("the search", () => {
    it.each([
        ["cookie", ["session_cookie_name", "remember"]],
        ["COOKIE browser", ["remember"]],
        ["identity", ["issuer"]],
        ["header", ["header_names", "header_values"]],
        ["password", ["redis"]],
        ["nothing of the kind", []],
    ])("%s", (query, found) => {
        expect(names(query)).toEqual(found);
    });

    it("knows older names", () => {
        const aliases = new Map([["issuer", ["idp_url"]]]);
        expect(search(sections, layout, "idp_url")).toEqual([]);
        expect(search(sections, layout, "idp_url", aliases).flatMap(({ items }) => items)).toHaveLength(1);
    });

    it("knows what stands in records, and what people call an option", () => {
        expect(names("told server")).toEqual(["redis"]);
        expect(names("provider identity")).toEqual(["issuer"]);
    });

    it("shows of a record the members that are meant, and all if it is meant itself", () => {
        const items = (query: string) => search(sections, layout, query).flatMap(({ items }) => items);
        expect(items("password")).toMatchObject([{ kind: "members", field: { name: "redis" }, members: [{ name: "password" }] }]);
        expect(items("redis password")).toMatchObject([{ kind: "members", members: [{ name: "password" }] }]);
        expect(items("redis")).toMatchObject([{ kind: "field", field: { name: "redis" } }]);
    });
});
