import { expect, it } from "vitest";

import { placeAfter } from "./list-keys.ts";

it("leads from nowhere to the first, and never past an end", () => {
    expect(placeAfter("j", -1, 3)).toBe(0);
    expect(placeAfter("j", 2, 3)).toBe(2);
    expect(placeAfter("k", 0, 3)).toBe(0);
    expect(placeAfter("k", 2, 3)).toBe(1);
    expect(placeAfter("End", 0, 3)).toBe(2);
    expect(placeAfter("q", 0, 3)).toBeUndefined();
});
