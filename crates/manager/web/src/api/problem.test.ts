import { expect, it } from "vitest";

import { flatten } from "../schema/faults.ts";
import { problemOf } from "./problem.ts";

it.each([
    [400, { code: 2, message: "schema violation (name: x)", fields: { name: "x" } }, "faults", { name: ["x"] }],
    [400, { code: 2, message: "m", fields: { config: { "@entity": ["only one of a, b"], redis: { port: "too large" } }, "@entity": ["needs a host"] } }, "faults", { config: ["only one of a, b"], "config.redis.port": ["too large"], "@entity": ["needs a host"] }],
    [409, { code: 5, message: "UNIQUE violation detected on '{name=\"a\"}'", fields: { name: "a" } }, "conflict", { name: ["a is taken already"] }],
    [400, { code: 3, message: "primary key violation", fields: { id: "1" } }, "conflict", { id: ["is taken already"] }],
    [400, { code: 4, message: "an existing 'routes' entity references this 'services' entity", fields: { "@referenced_by": "routes" } }, "conflict", {}],
    [400, { code: 4, message: "the foreign key …", fields: { service: { id: "1" } } }, "conflict", { service: ["is not there any more"] }],
    [400, { code: 13, message: "foreign key unresolved", fields: { service: { name: "cannot be resolved" } } }, "faults", { service: ["none is called so"] }],
    [404, { code: 6, message: "not found", fields: { id: "1" } }, "not-found", {}],
    [405, { code: 12, message: "cannot create" }, "forbidden", {}],
    [412, { code: "admin.changed_meanwhile", message: "m" }, "changed", {}],
    [403, { code: "admin.read_only", message: "m" }, "forbidden", {}],
    [403, { message: "m" }, "forbidden", {}],
    [503, {}, "failed", {}],
    [500, "no JSON", "failed", {}],
    [418, { code: "toString" }, "failed", {}],
])("reads %i %j by its code", (status, body, kind, faults) => {
    const problem = problemOf(status, body);
    expect(problem.kind).toBe(kind);
    expect(Object.fromEntries(flatten(problem.fields))).toEqual(faults);
});

it("says what to do", () => {
    expect(problemOf(405, { code: 12 }).remedy).toMatch(/patch/);
    expect(problemOf(400, { code: 4, fields: { "@referenced_by": "routes" } }).message).toBe("It is still named by routes.");
    expect(problemOf(400, { code: 2, message: "as told" }).message).toBe("as told");
    expect(problemOf(400, { message: "Workspace is not empty" })).toMatchObject({ message: "Workspace is not empty", remedy: undefined });
});
