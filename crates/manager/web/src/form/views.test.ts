import { describe, expect, it } from "vitest";

import { call, declared } from "./views.ts";

const entity = { id: "p1", name: "x", service: null, created_at: 1, config: { header: null, key: "***", list: ["***", "it's"] } };
const written = { kind: "plugins", workspace: "default", entity };

describe("a call", () => {
    it("leaves out what is null, and quotes for the shell", () => {
        expect(call(written)).toBe(
            `curl -X PUT "$ADMIN_API/plugins/p1" \\\n  --json '${JSON.stringify({ name: "x", config: { key: "{vault://env/key}", list: ["{vault://env/list}", "it's"] } }, null, 2).replace("it's", "it'\\''s")}'`,
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

it("puts references in the place of secrets where they are read, each with a name of its own", () => {
    const secrets = { name: "x", key: "***", config: { client_secret: ["***", "***"], redis: { password: "***" } } };
    for (const isSparse of [true, false]) {
        const file = declared({ ...written, entity: secrets, isSparse });
        for (const line of ["key: REPLACE_WITH_THE_SECRET", '- "{vault://env/client-secret}"', '- "{vault://env/client-secret-2}"', 'password: "{vault://env/redis-password}"']) {
            expect(file).toContain(line);
        }
    }
});
