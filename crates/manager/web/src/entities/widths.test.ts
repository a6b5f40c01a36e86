import { describe, expect, it } from "vitest";

import { shownColumns } from "./columns.ts";
import { kindAt } from "./kinds.ts";
import { fitting, leastWidth, widthsOf } from "./widths.ts";

const services = shownColumns(kindAt("services")!, undefined);
const fields = (rem: number, ordered?: string) => fitting(services, rem, ordered).map(({ field }) => field);

describe("the columns of a list", () => {
    it("are all there where there is room", () => {
        expect(fields(leastWidth(services))).toEqual(services.map(({ field }) => field));
    });

    it("give way where there is none, what matters least first", () => {
        expect(fields(60)).toEqual(["name", "host", "path", "enabled", "tags"]);
        expect(fields(42)).toEqual(["name", "host", "enabled"]);
        expect(fields(10)).toEqual(["name"]);
    });

    it("stay where the list is in their order", () => {
        expect(fields(60, "updated_at")).toContain("updated_at");
        expect(fields(10, "port")).toEqual(["name", "port"]);
    });

    it("share what is left, and the first gets most", () => {
        const wide = leastWidth(services) + 20;
        const widths = widthsOf(services, wide);
        const sum = (list: number[]) => list.reduce((sum, one) => sum + one, 0);
        expect(sum(widths) - sum(widthsOf(services, 0))).toBeCloseTo(20);
        expect(widths[0]).toBe(Math.max(...widths));
        expect(widths.at(-1)).toBe(widthsOf(services, 0).at(-1));
    });
});
