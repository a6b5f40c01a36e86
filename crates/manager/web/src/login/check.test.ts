import { afterEach, expect, it, vi } from "vitest";

import { Problem } from "../api/problem.ts";
import { check, checkedOf, type Finding, known, outcomeOf, summary, typedConfig, unknown, whyNot } from "./check.ts";

afterEach(() => void vi.unstubAllGlobals());

it.each([
    [{ issuer: "x", client_secret: ["***"] }, { issuer: "x" }],
    [{ client_secret: ["s"], redis: { password: "***", host: "r" } }, { client_secret: ["s"] }],
    [{ client_jwk: [{ k: "***" }], scopes: null }, { scopes: null }],
])("checks what is known of %j", (config, expected) => {
    expect(known(config)).toEqual(expected);
});

it("counts what was found", () => {
    const findings = (["ok", "ok", "fail", "warn", "skip"] as const).map((status) => ({ status }) as Finding);
    expect(summary({ verdict: "fail", issuer: null, findings })).toBe("1 failed, 1 to look at, 2 in order, 1 skipped.");
    expect(summary({ verdict: "ok", issuer: null, findings: findings.slice(0, 2) })).toBe("2 in order.");
});

it("checks a plugin as it is kept until something is changed, and says what it goes without then", () => {
    const config = { issuer: "x", client_secret: ["***"], redis: { password: "***" } };
    expect(checkedOf("p1", false, config)).toEqual({ plugin: "p1" });
    expect(checkedOf("p1", true, config)).toEqual({ config: { issuer: "x" } });
    expect(checkedOf(undefined, false, config)).toEqual({ config: { issuer: "x" } });
    expect(unknown(config)).toEqual(["client_secret", "redis"]);
});

it.each([
    [new Problem("forbidden", "no", 403), true, /role/],
    [new Problem("not-found", "Not found", 404), true, /deleted/],
    [new Problem("not-found", "Not found", 404), false, /no plugin has yet/],
    [new Problem("busy", "later", 429), true, /few seconds/],
    [new Problem("faults", "issuer: no URL", 400), false, /^issuer: no URL$/],
    ["odd", true, /^odd$/],
])("says why there is no report: %s, kept: %j", (problem, isKept, said) => {
    expect(whyNot(problem, isKept)).toMatch(said);
});

it.each([
    ["skipped", { report: undefined, problem: null, isStale: false }],
    ["passed", { report: { verdict: "warn" }, problem: null, isStale: false }],
    ["failed", { report: { verdict: "fail" }, problem: null, isStale: false }],
    ["skipped", { report: { verdict: "ok" }, problem: null, isStale: true }],
    ["unknown", { report: undefined, problem: new Error("away"), isStale: false }],
] as const)("tells what became of it: %s", (outcome, checking) => {
    expect(outcomeOf(checking as never)).toBe(outcome);
});

it.each([
    [{ issuer: " https://x ", client: "", secret: "" }, { issuer: "https://x", auth_methods: ["bearer"] }],
    [
        { issuer: "https://x", client: " c", secret: " s" },
        { issuer: "https://x", auth_methods: ["authorization_code", "session"], client_id: ["c"], client_secret: [" s"] },
    ],
])("makes options of what is typed: %j", (typed, config) => {
    expect(typedConfig(typed)).toEqual(config);
});

it.each([
    ["default", { plugin: "staff" }, false, "/api/openid-connect/check", { plugin: "staff" }],
    ["team a", { config: { issuer: "x" } }, true, "/api/team%20a/openid-connect/check", { config: { issuer: "x" }, sign_in: true }],
] as const)("asks the gateway in the workspace %s", async (workspace, checked, isSigningIn, path, body) => {
    const asked = vi.fn(async () => new Response(JSON.stringify({ verdict: "ok", issuer: "x", findings: [] })));
    vi.stubGlobal("fetch", asked);
    await check(workspace, checked, isSigningIn, new AbortController().signal);
    expect(asked).toHaveBeenCalledWith(path, expect.objectContaining({ method: "POST", body: JSON.stringify(body) }));
});
