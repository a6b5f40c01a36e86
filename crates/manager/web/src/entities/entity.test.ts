import { expect, it } from "vitest";

import { nameOf } from "./entity.ts";
import { kindAt } from "./kinds.ts";

const id = "0123456789ab";

it.each([
    ["services", { id, name: "a" }, "a"],
    ["services", { id, name: null }, "01234567"],
    ["plugins", { id, name: "key-auth", instance_name: "mine" }, "mine"],
    ["consumers", { id, username: null, custom_id: "c" }, "c"],
    // Stars are nobody's name.
    ["services", { id, name: "***" }, "01234567"],
])("calls one of %s by what people know it by", (path, entity, name) => {
    expect(nameOf(kindAt(path), entity)).toBe(name);
});
