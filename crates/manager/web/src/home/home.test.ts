import { expect, it } from "vitest";

import type { Entity } from "../entities/entity.ts";
import { countIn } from "./home.tsx";

it("counts as far as it is known", () => {
    const data = [{ id: "1" }] as Entity[];
    expect(countIn({ data, next: null }, false)).toBe("1");
    expect(countIn({ data, next: null, offset: "x" }, true)).toBe("1+");
    expect(countIn(undefined, false)).toBe("–");
    expect(countIn(undefined, true)).toBe("?");
});
