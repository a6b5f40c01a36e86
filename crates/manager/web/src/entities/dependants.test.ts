import { expect, it } from "vitest";

import { countOf, dependantsIn, inWords, pluralOf } from "./dependants.ts";
import type { Entity } from "./entity.ts";
import { kindAt } from "./kinds.ts";

const [routes, plugins, groups, consumers] = ["routes", "plugins", "consumer_groups", "consumers"].map((path) => kindAt(path)!);
const list = (count: number, offset?: string) => ({
    data: Array.from({ length: count }, (_, index) => ({ id: `${index}-0000-0000`, name: `n${index}` }) as Entity),
    next: null,
    ...(offset && { offset }),
});

it("counts what depends on something, names a few, and leaves out what is not there", () => {
    const found = dependantsIn([
        { kind: routes!, goes: false, list: list(7) },
        { kind: plugins!, goes: true, list: list(0) },
    ]);
    expect(found).toEqual([
        { kind: routes, goes: false, isBond: false, count: 7, isMore: false, names: ["n0", "n1", "n2", "n3", "n4"] },
    ]);
    expect(inWords(found[0]!)).toBe("7 routes");
});

it("does not say that all were counted where there are more", () => {
    const [found] = dependantsIn([{ kind: routes!, goes: false, list: list(3, "next") }]);
    expect(inWords(found!)).toBe("more than 3 routes");
});

it("tells bonds from what goes", () => {
    const [place, members] = dependantsIn([
        { kind: groups!, goes: true, isBond: true, list: list(1) },
        { kind: consumers!, goes: true, isBond: true, list: list(2) },
    ]);
    expect(inWords(place!)).toBe("its place in 1 consumer group");
    expect(inWords(members!)).toBe("the membership of 2 consumers");
});

it("has words for one and for many", () => {
    expect(countOf(kindAt("services")!, 1)).toBe("1 gateway service");
    expect(countOf(kindAt("ca_certificates")!, 2)).toBe("2 CA certificates");
    expect(pluralOf(kindAt("snis")!)).toBe("SNIs");
});
