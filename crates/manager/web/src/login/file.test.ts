import { expect, it } from "vitest";

import { pluginFile } from "./file.ts";

const plugin = { id: "p", name: "a-plugin", enabled: false, route: { id: "r" }, service: null, config: { secret: "***" }, created_at: 1 };
const REST = '    enabled: false\n    config:\n      secret: "{vault://env/secret}"\n';

it.each([
    [{ list: "routes", entity: { id: "r", name: "api" } }, "    route: api\n"],
    [{ list: "routes", entity: { id: "r", name: null } }, "    route: r\n"],
    [{ list: "services", entity: { id: "s", name: "app" } }, "    service: app\n"],
    [{ list: "plugins" }, ""],
] as const)("names its place: %j", (place, where) => {
    expect(pluginFile(place as Parameters<typeof pluginFile>[0], plugin)).toBe(`plugins:\n  - name: a-plugin\n${where}${REST}`);
});
