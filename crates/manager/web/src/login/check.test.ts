import { expect, it } from "vitest";

import { type Finding, known, summary } from "./check.ts";

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
