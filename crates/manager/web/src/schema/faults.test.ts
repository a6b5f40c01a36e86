import { expect, it } from "vitest";

import { begin, say } from "./draft.ts";
import { elsewhere, faultsAt, flatten, isFaulty, standing } from "./faults.ts";

it("finds what is wrong by its path", () => {
    const faults = flatten({ name: "required field missing", config: { issuer: "expected a string", redis: { port: "too large" } } });
    expect(faultsAt(faults, ["name"])).toEqual(["required field missing"]);
    expect(faultsAt(faults, ["config", "redis", "port"])).toEqual(["too large"]);
    expect(isFaulty(faults, ["config", "redis"])).toBe(true);
    expect(isFaulty(faults, ["config", "scopes"])).toBe(false);
});

it("tells which element of a list is wrong", () => {
    const faults = flatten({ paths: [null, "should start with: /"], config: { headers: [{ name: "bad header" }] } });
    expect(faultsAt(faults, ["paths"])).toEqual(["no. 2: should start with: /"]);
    expect(faultsAt(faults, ["config", "headers"])).toEqual(["no. 1: name: bad header"]);
});

it("reads indexes that are written as names, which begin with one", () => {
    expect(faultsAt(flatten({ paths: { "2": "no path" } }), ["paths"])).toEqual(["no. 2: no path"]);
});

it("keeps what is wrong of the whole", () => {
    const faults = flatten({ "@entity": ["at least one of these fields must be non-empty: 'hosts'", "second"] });
    expect(faultsAt(faults, ["@entity"])).toEqual(["at least one of these fields must be non-empty: 'hosts'", "second"]);
    expect(elsewhere(faults, (path) => path === "name")).toHaveLength(1);
});

it("is over when the field says something else, and of the whole when anything does", () => {
    const faults = flatten({ name: "is taken already", config: { issuer: "no URL" }, "@entity": ["one of them is missing"] });
    const sent = say(begin(), ["name"], "app");
    expect([...standing(faults, sent, sent).keys()]).toEqual(["name", "config.issuer", "@entity"]);
    expect([...standing(faults, sent, say(sent, ["name"], "shop")).keys()]).toEqual(["config.issuer"]);
    expect([...standing(faults, sent, say(sent, ["config", "issuer"], "https://id.example")).keys()]).toEqual(["name"]);
});
