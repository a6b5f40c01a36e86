import { expect, it } from "vitest";

import { windowOf } from "./short-list.tsx";

it.each([
    [3, undefined, [0, 3]],
    [300, undefined, [0, 10]],
    [300, 0, [0, 50]],
    [300, 50, [50, 100]],
    [120, 100, [100, 120]],
    // Some were deleted meanwhile.
    [90, 100, [89, 90]],
    [0, 50, [0, 0]],
])("shows a part of %i from %j on", (count, from, shown) => {
    expect(windowOf(count, from)).toEqual(shown);
});
