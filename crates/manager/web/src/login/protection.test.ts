import { describe, expect, it } from "vitest";

import { begin, type Draft, patch, say, sayNothing, whole } from "../schema/draft.ts";
import { readSchema } from "../schema/field.ts";
import type { Preset } from "./presets.ts";
import { choose, closeOthers, isPublic, lacking, letIn, makePublic, otherWays, refill, starting, suggestions, tell, unsecret, veiled, waysOf } from "./protection.ts";

const texts = { type: "array", elements: { type: "string" } };
const { fields } = readSchema({
    fields: [
        { issuer: { type: "string", required: true } },
        { client_id: texts },
        { client_secret: { ...texts, encrypted: true } },
        { client_auth: texts },
        { client_jwk: texts },
        { redirect_uri: texts },
        { scopes: { ...texts, default: ["openid"] } },
        { scopes_claim: { ...texts, default: ["scope"] } },
        { groups_claim: { ...texts, default: ["groups"] } },
        { groups_required: texts },
        { auth_methods: { ...texts, default: ["password", "authorization_code", "session", "bearer"] } },
        { leeway: { type: "number", default: 0 } },
        { lychgate_claims_sources: { ...texts, default: ["access_token"] } },
    ],
});
const preset = (id: string, issuer: string, names: string[], config: Preset["config"], claim: string[] = []): Preset => ({
    id,
    name: id,
    about: "",
    issuer,
    placeholders: names.map((name) => ({ name, label: name, example: null, pattern: null, default: null, about: null })),
    config,
    groups: { claim, about: "" },
    steps: [],
    notes: [],
    doc: null,
});
const server = preset("server", "https://{domain}/oauth2", ["domain"], { scopes: ["openid", "email"], scopes_claim: ["scp"], leeway: 60 });
const tenant = preset("tenant", "https://login/{tenant}", ["tenant"], { scopes: ["openid", "{client_id}/.default"] });

const config = (draft: Draft) => whole(draft).config;
const start = () => starting("a-plugin", "r1");
const METHODS = { auth_methods: ["authorization_code", "session"] };

describe("what the steps make", () => {
    const client = (draft: Draft) => tell(draft, fields, "client_id", ["abc"]);
    it.each([
        ["nothing chosen", start(), METHODS],
        ["a preset, not filled", choose(start(), fields, server, {}), { ...METHODS, scopes: ["openid", "email"], scopes_claim: ["scp"], leeway: 60 }],
        [
            "a preset, filled",
            choose(start(), fields, server, { domain: "d.example" }),
            { ...METHODS, issuer: "https://d.example/oauth2", scopes: ["openid", "email"], scopes_claim: ["scp"], leeway: 60 },
        ],
        [
            "another preset after it",
            choose(choose(start(), fields, server, { domain: "d.example" }), fields, tenant, { tenant: "t" }, server),
            { ...METHODS, issuer: "https://login/t", scopes: ["openid", "email"] },
        ],
        [
            "a preset that refers to the client",
            refill(client(choose(start(), fields, tenant, { tenant: "t" })), fields, tenant, { tenant: "t" }),
            { ...METHODS, issuer: "https://login/t", client_id: ["abc"], scopes: ["openid", "abc/.default"] },
        ],
        ["what is the default is not said", tell(tell(start(), fields, "scopes", ["openid"]), fields, "leeway", 0), METHODS],
        ["nothing where something would be", tell(start(), fields, "scopes", null), { ...METHODS, scopes: null }],
        ["programs", letIn(start(), fields, "programs", true), { auth_methods: ["authorization_code", "session", "bearer"] }],
        ["no programs again", letIn(letIn(start(), fields, "programs", true), fields, "programs", false), METHODS],
        ["programs alone", letIn(letIn(start(), fields, "programs", true), fields, "people", false), { auth_methods: ["bearer"] }],
        [
            "programs, where rules look elsewhere",
            letIn(tell(start(), fields, "lychgate_claims_sources", ["id_token"]), fields, "programs", true),
            { auth_methods: ["authorization_code", "session", "bearer"], lychgate_claims_sources: ["access_token", "id_token"] },
        ],
        [
            "a preset leaves what somebody chose",
            choose(letIn(tell(start(), fields, "leeway", 5), fields, "programs", true), fields, preset("p", "https://p", [], { ...METHODS, leeway: 60 }), {}),
            { auth_methods: ["authorization_code", "session", "bearer"], issuer: "https://p", leeway: 5 },
        ],
        [
            "a public client has no secret",
            makePublic(tell(start(), fields, "client_secret", ["s"]), fields, true),
            { ...METHODS, client_auth: ["none"] },
        ],
        ["a confidential one again", makePublic(makePublic(start(), fields, true), fields, false), METHODS],
        ["what does not exist is not said", tell(start(), fields, "no_such_option", "x"), METHODS],
    ] as [string, Draft, unknown][])("%s", (_, draft, expected) => {
        expect(config(draft)).toEqual(expected);
    });
});

describe("what is there already", () => {
    const loaded = { id: "p1", name: "a-plugin", config: { issuer: "https://d.example/oauth2", client_secret: ["***"], scopes: ["openid"] } };

    it("changes by what was changed alone", () => {
        const draft = tell(tell(begin(loaded), fields, "issuer", "https://e.example"), fields, "client_secret", ["***"]);
        expect(patch(draft)).toEqual({ config: { issuer: "https://e.example" } });
    });

    it("loses its secret where the client becomes public", () => {
        const draft = makePublic(begin(loaded), fields, true);
        expect(patch(draft)).toEqual({ config: { client_auth: ["none"], client_secret: null } });
        expect(isPublic(draft)).toBe(true);
    });
});

describe("the ways in", () => {
    const open = begin({ name: "a-plugin" });
    it("are all of the default where nobody said which", () => {
        expect(waysOf(open, fields)).toEqual(["password", "authorization_code", "session", "bearer"]);
        expect(otherWays(open, fields)).toEqual(["password"]);
        expect(waysOf(sayNothing(open, ["config", "auth_methods"]), fields)).toEqual([]);
    });

    it("are said frankly as soon as one is chosen", () => {
        expect(config(letIn(open, fields, "programs", false))).toEqual({ auth_methods: ["password", "authorization_code", "session"] });
        expect(config(closeOthers(open, fields))).toEqual({ auth_methods: ["authorization_code", "session", "bearer"] });
    });
});

describe("an issuer that is there", () => {
    const there = (issuer: string) => begin({ name: "a-plugin", config: { issuer, client_id: ["abc"] } });
    it.each([
        ["https://d.example/oauth2/", { domain: "d.example" }, "https://d.example/oauth2/"],
        ["https://d.example/oauth2/.well-known/openid-configuration", { domain: "d.example" }, "https://d.example/oauth2/.well-known/openid-configuration"],
        ["https://d.example/oauth2", { domain: "e.example" }, "https://e.example/oauth2"],
    ])("%s, with %j, is %s", (issuer, values, expected) => {
        expect(config(refill(there(issuer), fields, server, values))).toMatchObject({ issuer: expected });
    });
});

it("suggests the provider's claims first, each once", () => {
    expect(suggestions("scopes", server)).toEqual([["scp"], ["scope"]]);
    expect(suggestions("groups", preset("g", "", [], {}, ["x:groups"]))).toEqual([["x:groups"], ["groups"]]);
    expect(suggestions("groups", undefined)).toEqual([["groups"]]);
});

describe("what is lacking", () => {
    const all = say(say(say(say(start(), ["config", "issuer"], "i"), ["config", "client_id"], ["c"]), ["config", "client_secret"], ["s"]), ["config", "redirect_uri"], ["r"]);
    it.each([
        ["nothing", all, []],
        ["all", start(), ["issuer", "client_id", "client_secret", "redirect_uri"]],
        ["no secret of a public client", makePublic(all, fields, true), []],
        ["no client of programs", letIn(letIn(start(), fields, "people", false), fields, "programs", true), ["issuer"]],
        ["nobody who comes", letIn(all, fields, "people", false), ["auth_methods"]],
        ["a client ID that is empty", say(all, ["config", "client_id"], [""]), ["client_id"]],
    ] as [string, Draft, string[]][])("%s", (_, draft, options) => {
        expect(lacking(draft, fields).map(({ option }) => option)).toEqual(options);
    });
});

it("keeps no secret, and shows none", () => {
    const draft = tell(tell(start(), fields, "client_secret", ["s3cret"]), fields, "client_id", ["abc"]);
    expect(JSON.stringify([...unsecret(draft, fields).changes])).not.toContain("s3cret");
    expect(whole(unsecret(draft, fields)).config).toMatchObject({ client_id: ["abc"] });
    expect(veiled(draft, fields, () => "$SECRET").config).toMatchObject({ client_secret: ["$SECRET"], client_id: ["abc"] });
    const named = tell(draft, fields, "client_secret", ["{vault://file/s}"]);
    expect(veiled(named, fields, () => "$SECRET").config).toMatchObject({ client_secret: ["{vault://file/s}"] });
});
