import { expect, it } from "vitest";

import { readSchema } from "../schema/field.ts";
import { kindAt } from "./kinds.ts";
import { shapeOf, standingAt } from "./shape.ts";
import { toldBy } from "./told.ts";

const { fields } = readSchema({
    fields: [
        { id: { type: "string", auto: true } },
        { upstream: { type: "foreign", reference: "upstreams", required: true } },
        { retries: { type: "integer", default: 5 } },
        { host: { type: "string", required: true } },
        { name: { type: "string" } },
        { tags: { type: "set", lychgate: { support: "inert" } } },
        { deep: { type: "record", fields: [{ a: { type: "string", lychgate: { support: "refused" } } }, { b: { type: "integer", default: 1 } }] } },
    ],
});
const names = (list: { name: string }[]) => list.map(({ name }) => name);

it("shows what is important first, in its order, and all the rest behind it", () => {
    const { first, rest } = shapeOf(kindAt("services")!, fields);
    expect(names(first)).toEqual(["name", "host", "tags"]);
    expect(names(rest)).toEqual(["upstream", "retries", "deep"]);
});

it("does not ask below what something is that stands there already", () => {
    const { first, rest } = shapeOf(kindAt("targets")!, fields);
    expect(names([...first, ...rest])).not.toContain("upstream");
});

it("tells what is not supported, except of tags, which find things here", () => {
    expect(standingAt(fields, ["deep", "a"])).toBe("refused");
    expect(standingAt(fields, ["deep", "b"])).toBeUndefined();
    expect(standingAt(fields, ["tags"])).toBeUndefined();
});

it("tells what an entity says that is not so anyway", () => {
    const entity = { id: "1", host: "h", retries: 5, name: "", deep: { a: "x", b: 1 }, tags: ["t"] };
    expect(toldBy(fields, entity, ["retries"]).map(({ path }) => path.join("."))).toEqual(["retries", "host", "deep.a"]);
});
