import { expect, it } from "vitest";

import { workspaceOf } from "./workspace.ts";

it.each([
    ["a", "b", "a"],
    [undefined, "b", "b"],
    [undefined, null, "default"],
    ["", "", "default"],
])("is in what the address says, or said last: %j, %j", (said, kept, workspace) => {
    expect(workspaceOf(said, kept)).toBe(workspace);
});
