import { expect, it } from "vitest";

import { placeFile } from "./file.ts";

const plugin = { id: "p", name: "a-plugin", route: { id: "r" }, service: null, config: { x: 1 }, created_at: 1 };

it.each([
    [{ list: "routes", entity: { id: "r", name: "api" } }, "routes:\n  - name: api\n    plugins:\n      - id: p\n"],
    [{ list: "routes", entity: { id: "r", name: null } }, "routes:\n  - id: r\n    plugins:\n      - id: p\n"],
    [{ list: "services", entity: { id: "s", name: "app" } }, "services:\n  - name: app\n    plugins:\n      - id: p\n"],
    [{ list: "plugins" }, "plugins:\n  - id: p\n"],
] as const)("%j", (place, text) => {
    const file = placeFile(place as Parameters<typeof placeFile>[0], [plugin]);
    expect(file).toContain(text);
    expect(file).not.toContain("route:");
});
