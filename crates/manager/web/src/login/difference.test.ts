import { expect, it } from "vitest";

import { parting } from "./difference.ts";

it.each([
    ["https://a.com/", "https://a.com", "https://a.com", "/", ""],
    ["abc", "abd", "ab", "c", "d"],
    ["", "x", "", "", "x"],
    ["same", "same", "same", "", ""],
    ["né", "nè", "n", "é", "è"],
    ["🙂a", "🙃a", "", "🙂a", "🙃a"],
])("%s and %s part", (one, other, same, rest, rests) => {
    expect(parting(one, other)).toEqual({ same, rests: [rest, rests] });
});
