import { expect, it } from "vitest";

import { begin, say } from "../schema/draft.ts";
import { readSchema } from "../schema/field.ts";
import { CHANCE, drawn, secretOf, undrawn } from "./draw.ts";

it("makes letters of chance that stand anywhere", () => {
    expect(secretOf(new Uint8Array([0, 16, 131, 255, 254, 253]))).toBe("ABCD__79");
    const all = Array.from({ length: 256 }, (_, first) => secretOf(new Uint8Array(CHANCE).fill(first)));
    expect(all.every((secret) => /^[A-Za-z0-9_-]{32}$/.test(secret))).toBe(true);
    expect(new Set(all).size).toBe(256);
});

it("draws what is never shown again, and misses it when it is taken away", () => {
    const { fields } = readSchema({
        fields: [
            { id: { type: "string", auto: true } },
            { created_at: { type: "integer", auto: true } },
            { key: { type: "string", auto: true } },
            { secret: { type: "string", encrypted: true } },
        ],
    });
    const record = drawn(fields, () => "of chance");
    expect(record).toEqual({ key: "of chance" });
    const draft = begin(record);
    expect(undrawn(fields, draft).size).toBe(0);
    expect([...undrawn(fields, say(draft, ["key"], null)).keys()]).toEqual(["key"]);
    expect([...undrawn(fields, say(draft, ["key"], "")).keys()]).toEqual(["key"]);
});
