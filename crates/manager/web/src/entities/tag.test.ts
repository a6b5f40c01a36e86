import { expect, it } from "vitest";

import { faultOfTag } from "./tag.ts";

it("takes any word for a tag, and nothing that would join several", () => {
    for (const tag of ["blue", "two words", "größe", "a-b_c.d:e"]) {
        expect(faultOfTag(tag)).toBeUndefined();
    }
    expect(faultOfTag("bad,tag")).toContain("comma");
    expect(faultOfTag("bad/tag")).toContain("slash");
    expect(faultOfTag("bad\u0007tag")).toContain("control");
});
