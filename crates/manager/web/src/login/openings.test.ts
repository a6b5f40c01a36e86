import { expect, it } from "vitest";

import { readSchema } from "../schema/field.ts";
import type { Record_ } from "../schema/value.ts";
import { open, openings } from "./openings.ts";

const texts = { type: "array", elements: { type: "string" } };
const { fields } = readSchema({
    fields: [{ issuer: { type: "string" } }, { auth_methods: { ...texts, default: ["bearer", "session"] } }, { audience_required: texts }, { scopes_required: texts }, { groups_required: texts }],
});
const PEOPLE = { auth_methods: ["session"] };
const left = (config: Parameters<typeof openings>[1]) => openings(fields, config).map(({ option, isDefault }) => `${option}${isDefault ? " by default" : ""}`);

it.each([
    ["all ways, by default", {}, ["auth_methods by default"]],
    ["people alone", PEOPLE, []],
    ["programs", { auth_methods: ["bearer"] }, ["auth_methods"]],
    ["programs with an audience", { auth_methods: ["bearer"], audience_required: ["api"] }, []],
    ["programs with a scope", { auth_methods: ["bearer"], scopes_required: ["s"] }, []],
    ["programs with a blank audience", { auth_methods: ["bearer"], audience_required: [" "] }, ["audience_required", "auth_methods"]],
    ["an empty list", { ...PEOPLE, groups_required: [] }, ["groups_required"]],
    ["null is nothing said", { ...PEOPLE, groups_required: null }, []],
    ["a star", { ...PEOPLE, issuers_allowed: ["*"] }, ["issuers_allowed"]],
    ["strangers", { ...PEOPLE, issuer: "https://accounts.google.com" }, ["issuer"]],
    ["strangers, of whom something is demanded", { ...PEOPLE, issuer: "https://accounts.google.com", domains: ["d.example"] }, []],
    ["strangers, known as consumers", { ...PEOPLE, issuer: "https://accounts.google.com", consumer_claims: [["email"]] }, []],
])("%s", (_, config, options) => {
    expect(left(config)).toEqual(options);
});

it.each([
    ["no way that looks there", ["authorization_code", "session"], ["ssl_verify"]],
    ["passwords", ["password"], ["password_param_type", "ssl_verify"]],
    ["tokens, be it only to ask about them", ["introspection"], ["bearer_token_param_type", "ssl_verify"]],
    ["the default", undefined, ["bearer_token_param_type", "ssl_verify"]],
    ["what is no list", "{vault://env/ways}", ["bearer_token_param_type", "password_param_type", "ssl_verify"]],
])("a danger is there by a way that is open: %s", (_, ways, options) => {
    const dangers = ["bearer_token_param_type", "password_param_type", "ssl_verify"].map((option) => ({ option, value: "query", says: "", isDefault: true }));
    const config: Record_ = ways === undefined ? {} : { auth_methods: ways };
    expect(open(dangers, fields, config).map(({ option }) => option)).toEqual(options);
});
