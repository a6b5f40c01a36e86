import { afterEach, expect, it, vi } from "vitest";

import { check, type Finding, known, summary } from "./check.ts";

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

it.each([
    ["default", { plugin: "staff" }, false, "/api/openid-connect/check", { plugin: "staff" }],
    ["team a", { config: { issuer: "x" } }, true, "/api/team%20a/openid-connect/check", { config: { issuer: "x" }, sign_in: true }],
] as const)("asks the gateway in the workspace %s", async (workspace, checked, isSigningIn, path, body) => {
    const asked = vi.fn(async () => new Response(JSON.stringify({ verdict: "ok", issuer: "x", findings: [] })));
    vi.stubGlobal("fetch", asked);
    await check(workspace, checked, isSigningIn);
    expect(asked).toHaveBeenCalledWith(path, expect.objectContaining({ method: "POST", body: JSON.stringify(body) }));
});
