import { describe, expect, it } from "vitest";

import { faultOf, fill, filling, isFilled, notesOf, type Preset, presetOf, readIssuer } from "./presets.ts";

const hole = (name: string, more: Partial<Preset["placeholders"][number]> = {}) => ({
    name,
    label: name,
    example: null,
    pattern: null,
    default: null,
    about: null,
    ...more,
});
const preset = (id: string, issuer: string, placeholders: Preset["placeholders"] = [], config: Preset["config"] = {}): Preset => ({
    id,
    name: id,
    about: "",
    issuer,
    placeholders,
    config,
    groups: null,
    steps: [],
    notes: [],
    doc: null,
});

const server = preset("server", "https://{domain}/oauth2/{server}", [
    hole("domain", { pattern: "^[a-z0-9.-]+$", example: "dev.example.com" }),
    hole("server", { default: "default" }),
]);
const slash = preset("slash", "https://{domain}.auth.example/", [hole("domain", { pattern: "^[a-z]+$" })]);
const fixed = preset("fixed", "https://accounts.example");
const any = preset("any", "{issuer}", [hole("issuer", { pattern: "^https?://" })]);

describe("filling", () => {
    it.each([
        [{ domain: "dev.example.com" }, "https://dev.example.com/oauth2/default"],
        [{ domain: " dev.example.com ", server: "aus1" }, "https://dev.example.com/oauth2/aus1"],
        [{ domain: "https://dev.example.com/" }, "https://dev.example.com/oauth2/default"],
        [{}, "https://{domain}/oauth2/default"],
    ])("%j", (values, issuer) => {
        expect(fill(server.issuer, filling(server, values as Record<string, string>))).toBe(issuer);
    });

    it("fills lists and records, and leaves what is no text", () => {
        const values = { client_id: "abc" };
        expect(fill({ scopes: ["{client_id}/.default", "openid"], leeway: 60, deep: { x: "{client_id}" } }, values)).toEqual({
            scopes: ["abc/.default", "openid"],
            leeway: 60,
            deep: { x: "abc" },
        });
    });

    it("does not fill what was filled in", () => {
        expect(fill("{a}", { a: "{b}", b: "c" })).toBe("{b}");
    });

    it("tells what is missing or of the wrong form", () => {
        const [domain] = server.placeholders;
        expect(faultOf(domain!, {})).toBe("Missing, such as dev.example.com.");
        expect(faultOf(domain!, { domain: "https://dev/x" })).toMatch(/right form/);
        expect(faultOf(domain!, { domain: "http://dev" })).toMatch(/Any provider/);
        expect(faultOf(domain!, { domain: "dev-1-admin.okta.com" })).toMatch(/sign in at dev-1\.okta\.com\./);
        expect(faultOf(domain!, { domain: "dev" })).toBeUndefined();
        expect(isFilled(server, { domain: "dev" })).toBe(true);
        expect(isFilled(server, {})).toBe(false);
    });
});

describe("reading an issuer", () => {
    it.each([
        [server, "https://dev.example.com/oauth2/aus1", { domain: "dev.example.com", server: "aus1" }],
        [server, "https://dev.example.com/oauth2/aus1/.well-known/openid-configuration", { domain: "dev.example.com", server: "aus1" }],
        [server, "https://dev.example.com/oauth2/aus1/more", undefined],
        [server, "https://DEV/oauth2/aus1", undefined],
        [slash, "https://x.auth.example/", { domain: "x" }],
        [slash, "https://x.auth.example", { domain: "x" }],
        [fixed, "https://accounts.example", {}],
        [fixed, "https://accountsXexample", undefined],
        [any, "https://who.example/.well-known/openid-configuration", { issuer: "https://who.example/.well-known/openid-configuration" }],
        [any, "{vault://env/issuer}", undefined],
    ])("%s", (preset, issuer, values) => {
        expect(readIssuer(preset as Preset, issuer)).toEqual(values);
    });

    it.each([
        ["https://a.b/oauth2/c", "any"],
        ["https://x.server.example/oauth2/c", "server"],
        ["https://x.server.example/oauth2/c/.well-known/openid-configuration", "server"],
        ["https://x.auth.example/", "slash"],
        ["https://x.auth.example", "slash"],
        ["https://accounts.example", "fixed"],
        ["https://x.server.example/other", "any"],
        ["no issuer", undefined],
    ])("%s is of the preset %s, which knows its own", (issuer, id) => {
        const presets = [
            { ...server, match: "^https://[a-z.]+\\.server\\.example/" },
            { ...slash, match: "^https://[a-z]+\\.auth\\.example/?$" },
            { ...fixed, match: "^https://accounts\\.example$" },
            any,
        ];
        expect(presetOf(presets, issuer)?.preset.id).toBe(id);
    });
});

it("tells of signing out apart", () => {
    const notes = ["Keys change.", "Signing out ends there.", "More."];
    expect(notesOf({ ...any, notes })).toEqual({ signingOut: "Signing out ends there.", others: ["Keys change.", "More."] });
    expect(notesOf({ ...any, notes: ["More."] })).toEqual({ signingOut: undefined, others: ["More."] });
});
