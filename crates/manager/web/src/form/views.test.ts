import { describe, expect, it } from "vitest";

import { call, declared } from "./views.ts";

const entity = { id: "p1", name: "x", service: null, created_at: 1, config: { header: null, key: "***", list: ["***", "it's"] } };
const written = { kind: "plugins", workspace: "default", entity };

describe("a call", () => {
    it("leaves out what is null, and quotes for the shell", () => {
        expect(call(written)).toBe(
            `curl -X PUT "$ADMIN_API/plugins/p1" \\\n  --json '${JSON.stringify({ name: "x", config: { key: "REPLACE_WITH_THE_SECRET", list: ["REPLACE_WITH_THE_SECRET", "it's"] } }, null, 2).replace("it's", "it'\\''s")}'`,
        );
    });

    it("says what is nothing on purpose", () => {
        expect(call({ ...written, isSparse: true })).toContain('"header": null');
        expect(call({ ...written, isSparse: true })).not.toContain("service");
        expect(call({ ...written, method: "PATCH" })).toContain('"service": null');
    });

    it("makes a new one below another", () => {
        expect(call({ ...written, workspace: "team a", method: "POST", below: ["routes", "r/1"] })).toContain(
            '"$ADMIN_API/team%20a/routes/r%2F1/plugins"',
        );
    });
});

it("names in a file what it belongs to by its id", () => {
    const file = declared({ ...written, entity: { ...entity, route: { id: "r1" } } });
    expect(file).toContain("route: r1");
    expect(file).not.toContain("header");
    expect(declared({ ...written, isSparse: true })).toContain("header: null");
});
