import { expect, it } from "vitest";

import type { Chain, Link } from "../api/chain.ts";
import { loginAbove } from "./above.ts";

const link = (id: string, from: Link["from"], more: Partial<Link> = {}): Link => ({
    id,
    name: "a-login",
    instance_name: null,
    priority: 1,
    enabled: true,
    from,
    consumer: null,
    consumer_group: null,
    applies: true,
    overridden_by: null,
    ...more,
});

it.each([
    ["none", [], undefined],
    ["the service's", [link("g", "global"), link("s", "service")], "s"],
    ["that of everything", [link("g", "global")], "g"],
    ["the route's own is not above it", [link("r", "route")], undefined],
    ["one that is switched off does nothing", [link("s", "service", { enabled: false }), link("g", "global")], "g"],
    ["one of a consumer asks nobody else", [link("s", "service", { consumer: { id: "c" } })], undefined],
    ["another plugin", [link("x", "service", { name: "another" })], undefined],
])("%s", (_, plugins, id) => {
    expect(loginAbove({ plugins } as unknown as Chain, "a-login")?.id).toBe(id);
});

it("is not known where the gateway tells no chain", () => {
    expect(loginAbove(null, "a-login")).toBeUndefined();
});
