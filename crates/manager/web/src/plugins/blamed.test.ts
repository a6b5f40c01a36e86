import { expect, it } from "vitest";

import { readSchema } from "../schema/field.ts";
import { blamed } from "./blamed.ts";

const { fields } = readSchema({ fields: [{ client_alg: { type: "string" } }, { session_cookie_name: { type: "string" } }] });

it.each([
    ["client_alg: none of ours", "config.client_alg"],
    ["session_cookie_*: a bad name", "config.session_cookie_name"],
    ["no_such_option: what", "config"],
    ["something is wrong", "config"],
])("%s", (fault, path) => {
    expect([...blamed(new Map([["config", [fault]]]), fields)]).toEqual([[path, [fault]]]);
});

it("leaves what has its place, and joins what meets there", () => {
    const faults = new Map([
        ["config.client_alg", ["expected one of"]],
        ["config", ["client_alg: twice"]],
        ["name", ["taken"]],
    ]);
    expect([...blamed(faults, fields)]).toEqual([
        ["config.client_alg", ["expected one of", "client_alg: twice"]],
        ["name", ["taken"]],
    ]);
});
