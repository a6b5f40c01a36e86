import { expect, it } from "vitest";

import { readSchema } from "../schema/field.ts";
import { credentialKinds, kindOfCredential } from "./credentials.ts";

it("finds what consumers have that has no list of its own", () => {
    const endpoints = [
        "/consumers/{consumers}",
        "/consumers/{consumers}/badge",
        "/consumers/{consumers}/badge/{badge_credentials}",
        "/consumers/{consumers}/plugins/{plugins}",
        "/consumers/{consumers}/consumer_groups/{consumer_groups}",
        "/badges/{badge_credentials}/consumer",
    ];
    expect(credentialKinds(endpoints)).toEqual([{ path: "badge", schema: "badge_credentials" }]);
});

it("lists a credential by its schema", () => {
    const schema = readSchema({
        fields: [
            { id: { type: "string", auto: true } },
            { consumer: { type: "foreign", reference: "consumers" } },
            { secret: { type: "string", encrypted: true } },
            { number: { type: "string", unique: true } },
            { tags: { type: "set", elements: { type: "string" } } },
        ],
    });
    const kind = kindOfCredential({ path: "badge", schema: "badge_credentials" }, schema);
    expect(kind).toMatchObject({ path: "badge", title: "Badge", key: "number", within: "consumers", schema: "badge_credentials" });
    expect(kind.columns.map(({ field }) => field)).toEqual(["number", "tags", "created_at"]);
});
