import { expect, it } from "vitest";

import { CHANCE, secretOf } from "./draw.ts";

it("makes letters of chance that stand anywhere", () => {
    expect(secretOf(new Uint8Array([0, 16, 131, 255, 254, 253]))).toBe("ABCD__79");
    const all = Array.from({ length: 256 }, (_, first) => secretOf(new Uint8Array(CHANCE).fill(first)));
    expect(all.every((secret) => /^[A-Za-z0-9_-]{32}$/.test(secret))).toBe(true);
    expect(new Set(all).size).toBe(256);
});
