import { expect, it } from "vitest";

import type { NodeInfo } from "../api/node.ts";
import { mayOf } from "./may.ts";

const node = (database: string) => ({ configuration: { database } }) as NodeInfo;

it.each([
    ["admin", "sqlite", true, true, undefined],
    ["admin", "off", false, true, /declarative file/],
    ["read-only", "sqlite", false, false, /for reading/],
    ["read-only", "off", false, false, /for reading/],
] as const)("tells what %s may at %s, and why not", (role, database, write, draft, why) => {
    const may = mayOf({ role }, node(database));
    expect([may.write, may.draft]).toEqual([write, draft]);
    expect(may.whyNot?.said ?? "").toMatch(why ?? /^$/);
});

it("lets nobody write until all is known", () => {
    expect(mayOf(undefined, node("sqlite"))).toMatchObject({ write: false, draft: false });
    expect(mayOf({ role: "admin" }, undefined)).toMatchObject({ write: false, draft: false });
});
