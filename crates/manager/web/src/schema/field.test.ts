import { expect, it } from "vitest";

import { readSchema } from "./field.ts";

it("hides what proves something, and not what Kong seals all the same", () => {
    const texts = { type: "array", elements: { type: "string" } };
    const { fields } = readSchema({
        fields: [
            { client_id: { ...texts, encrypted: true, lychgate: { secret: false } } },
            { client_secret: { ...texts, encrypted: true } },
            { refused: { type: "string", encrypted: true, lychgate: { support: "refused" } } },
            { scopes: texts },
        ],
    });
    expect(fields.map(({ name, secret }) => [name, secret])).toEqual([
        ["client_id", false],
        ["client_secret", true],
        ["refused", true],
        ["scopes", false],
    ]);
    expect(fields[2]?.support).toBe("refused");
});
