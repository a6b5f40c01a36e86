import { expect, it } from "vitest";

import type { Record_ } from "../schema/value.ts";
import { isWiped, replacedBy } from "./replaced.ts";

const inForce: Record_ = {
    _format_version: "3.0",
    services: [{ name: "shop", routes: [{ name: "orders", plugins: [{ name: "cors", config: { lists: [{ name: "no entity" }] } }] }, { name: "carts" }] }],
    consumers: [{ username: "ann", keyauth_credentials: [{ key: "***" }] }],
    plugins: [{ name: "cors" }],
};

it("tells of a file with nothing in it that everything goes, nested or not", () => {
    const replaced = replacedBy(inForce, { _format_version: "3.0" });
    expect(replaced).toEqual([
        { kind: "services", before: 1, after: 0, gone: ["shop"] },
        { kind: "routes", before: 2, after: 0, gone: ["orders", "carts"] },
        { kind: "plugins", before: 2, after: 0, gone: ["cors", "cors"] },
        { kind: "consumers", before: 1, after: 0, gone: ["ann"] },
        { kind: "keyauth_credentials", before: 1, after: 0, gone: ["one without a name"] },
    ]);
    expect(isWiped(replaced)).toBe(true);
});

it.each([
    ["the same", inForce, [], false],
    ["one fewer of a name", { ...inForce, plugins: [] }, ["cors"], false],
    ["a kind less", { ...inForce, consumers: [] }, ["ann", "one without a name"], true],
    ["another name", { ...inForce, services: [{ name: "store", routes: [{ name: "orders", plugins: [{ name: "cors" }] }, { name: "carts" }] }] }, ["shop"], false],
    ["a list in no list", [inForce], ["shop", "orders", "carts", "cors", "cors", "ann", "one without a name"], true],
])("names what goes: %s", (_, text, gone, wiped) => {
    const replaced = replacedBy(inForce, text as never);
    expect(replaced.flatMap((one) => one.gone)).toEqual(gone);
    expect(isWiped(replaced)).toBe(wiped);
});

it("tells of kinds that come", () => {
    expect(replacedBy({}, { routes: [{ id: "r" }] })).toEqual([{ kind: "routes", before: 0, after: 1, gone: [] }]);
});
