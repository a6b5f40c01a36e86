import { describe, expect, it } from "vitest";

import { begin, type Draft, say, sayNothing, whole } from "../schema/draft.ts";
import { readSchema } from "../schema/field.ts";
import { forgo, forgoAll, locksOut, offered, type Passing, passingFaults, passingOf, withoutBlanks } from "./passing.ts";
import type { Preset } from "./presets.ts";
import { letIn, starting } from "./protection.ts";

const texts = { type: "array", elements: { type: "string" } };
const { fields } = readSchema({
    fields: [
        { auth_methods: { ...texts, default: ["password", "bearer"] } },
        ...["groups", "roles", "scopes", "audience"].flatMap((name) => [{ [`${name}_required`]: texts }, { [`${name}_claim`]: { ...texts, default: [name === "audience" ? "aud" : name] } }]),
        { domains: texts },
        { client_id: texts },
        { lychgate_claims_sources: { ...texts, default: ["access_token"] } },
        { consumer_claims: texts },
        { consumer_by: { ...texts, default: ["username"] } },
        { consumer_optional: { type: "boolean", default: false } },
        { claims_forbidden: texts },
    ],
});
const people = starting("a-plugin", "r1");
const both = letIn(people, fields, "programs", true);
const having = (draft: Draft, config: Record<string, unknown>) =>
    Object.entries(config).reduce(
        (draft, [option, value]) => (value === null ? sayNothing(draft, ["config", option]) : say(draft, ["config", option], value as never)),
        draft,
    );
const some = (...demands: Passing["demands"]): Passing => ({ whom: "some", demands });
const anybody: Passing = { whom: "anybody", demands: [] };

describe("what was decided", () => {
    it.each([
        ["nothing of a new one", people, true, { whom: undefined, demands: [] }],
        ["nobody is kept out", begin({ config: {} }), false, anybody],
        ["groups", begin({ config: { groups_required: ["a"], domains: ["d"] } }), false, some("domains", "groups")],
        ["consumers", begin({ config: { consumer_claims: [["email"]] } }), false, some()],
        ["consumers, if there are any", begin({ config: { consumer_claims: [["email"]], consumer_optional: true } }), false, anybody],
        ["claims that nobody may have", begin({ config: { claims_forbidden: ["x"] } }), false, some()],
        ["an empty list", begin({ config: { groups_required: [] } }), false, anybody],
    ] as [string, Draft, boolean, Passing][])("%s", (_, draft, isNew, passing) => {
        expect(passingOf(draft, isNew)).toEqual(passing);
    });
});

describe("what is wrong", () => {
    it.each([
        ["nothing was decided", { whom: undefined, demands: [] }, people, ["passing"]],
        ["anybody is a decision", anybody, people, []],
        ["some, and nothing is demanded", some(), people, ["passing"]],
        ["an empty list", some("groups"), people, ["config.groups_required"]],
        ["a list of blanks", some("groups"), having(people, { groups_required: ["", " "] }), ["config.groups_required"]],
        ["a list", some("groups"), having(people, { groups_required: ["a b"] }), []],
        ["no claim", some("groups"), having(people, { groups_required: ["a"], groups_claim: null }), ["config.groups_claim"]],
        ["domains have no claim", some("domains"), having(people, { domains: ["d"] }), []],
        ["a consumer is enough", some(), having(people, { consumer_claims: [["email"]] }), []],
        ["programs, anybody", anybody, both, ["passing"]],
        ["programs, with an audience", { whom: "anybody", demands: ["audience"] }, having(both, { audience_required: ["api"] }), []],
        ["programs, with a scope", some("scopes"), having(both, { scopes_required: ["s"] }), []],
        ["programs, with groups alone", some("groups"), having(both, { groups_required: ["a"] }), ["passing"]],
        ["programs, with an audience that is not written", { whom: "anybody", demands: ["audience"] }, both, ["config.audience_required"]],
        ["what is not offered is not judged", { whom: "anybody", demands: ["groups"] }, people, []],
    ] as [string, Passing, Draft, string[]][])("%s", (_, passing, draft, paths) => {
        expect([...passingFaults(passing, draft, fields).keys()]).toEqual(paths);
    });
});

it("offers no demand to anybody but of the tokens of programs", () => {
    expect(offered(anybody, people, fields)).toEqual([]);
    expect(offered(anybody, both, fields)).toEqual(["scopes", "audience"]);
    expect(offered(some(), people, fields)).toHaveLength(5);
    expect(offered({ whom: undefined, demands: [] }, both, fields)).toEqual([]);
});

it("forgoes what is demanded, down to what the preset says of the claim", () => {
    const preset = { config: { groups_claim: ["g"] } } as unknown as Preset;
    const draft = having(both, { groups_required: ["a"], groups_claim: ["x"], audience_required: ["api"], domains: ["d"], consumer_claims: [["email"]], claims_forbidden: ["f"] });
    expect(whole(forgo(draft, fields, "groups", preset)).config).toMatchObject({ groups_claim: ["g"], domains: ["d"] });
    const { auth_methods: _ways, ...left } = whole(forgoAll(draft, fields, undefined)).config as Record<string, unknown>;
    expect(left).toEqual({ audience_required: ["api"], claims_forbidden: ["f"] });
});

it("writes no blank lines", () => {
    const draft = having(people, { groups_required: ["a", " ", ""], roles_required: [""] });
    expect(whole(withoutBlanks(draft, fields)).config).toEqual({ auth_methods: ["authorization_code", "session"], groups_required: ["a"] });
});

it.each([
    ["no audience", both, {}, false],
    ["another audience, in the ID token", both, { audience_required: ["api"], lychgate_claims_sources: ["id_token", "access_token"] }, true],
    ["the client as well", both, { audience_required: ["api", "c"], lychgate_claims_sources: ["id_token"], client_id: ["c"] }, false],
    ["access tokens first", both, { audience_required: ["api"], lychgate_claims_sources: ["access_token", "id_token"] }, false],
    ["the default", both, { audience_required: ["api"] }, false],
    ["another claim", both, { audience_required: ["api"], audience_claim: ["client_id"], lychgate_claims_sources: ["id_token"] }, false],
    ["programs alone", letIn(both, fields, "people", false), { audience_required: ["api"], lychgate_claims_sources: ["id_token"] }, false],
] as [string, Draft, Record<string, unknown>, boolean][])("an audience keeps people out: %s", (_, draft, config, isOut) => {
    expect(locksOut(having(draft, config), fields)).toBe(isOut);
});
