import { expect, it } from "vitest";

import { envReference, isReference, variablesIn } from "./vault.ts";

it.each([
    [["client_secret"], "{vault://env/client-secret}", ["CLIENT_SECRET"]],
    [["redis", "password"], "{vault://env/redis-password}", ["REDIS_PASSWORD"]],
])("refers to a variable for %j", (option, reference, variables) => {
    expect(envReference(option)).toBe(reference);
    expect(isReference(reference)).toBe(true);
    expect(variablesIn(`a: ${reference}\nb: ${reference}`)).toEqual(variables);
});

it("takes nothing else for a reference", () => {
    expect(isReference("s3cret")).toBe(false);
    expect(variablesIn("a: {vault://file/secret}\nb: $CLIENT_SECRET")).toEqual([]);
});
