import { expect, it } from "vitest";

import { deletingOf } from "./delete-dialog.tsx";
import type { Dependant } from "./dependants.ts";

const one = (goes: boolean) => ({ goes }) as Dependant;

it.each([
    ["waiting", undefined, false],
    ["at-once", [], false],
    ["by-name", [one(true)], false],
    ["in-the-way", [one(true), one(false)], false],
    ["by-name", undefined, true],
    ["by-name", [], true],
    ["in-the-way", [one(false)], true],
])("is deleted %s", (deleting, dependants, isUncounted) => {
    expect(deletingOf(dependants, isUncounted)).toBe(deleting);
});
