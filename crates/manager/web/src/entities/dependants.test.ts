import { expect, it } from "vitest";

import { countOf, dependantsIn, inWords, pluralOf } from "./dependants.ts";
import type { Entity } from "./entity.ts";
import { type Kind, kindAt } from "./kinds.ts";

const [routes, plugins, groups, consumers] = ["routes", "plugins", "consumer_groups", "consumers"].map((path) => kindAt(path)!);
const at = (kind: Kind) => ({ workspace: "default", kind });
const list = (count: number, offset?: string) => ({
    data: Array.from({ length: count }, (_, index) => ({ id: `${index}-0000-0000`, name: `n${index}` }) as Entity),
    next: null,
    ...(offset && { offset }),
});

it("counts what depends on something, and leaves out what is not there", () => {
    const found = dependantsIn([
        { place: at(routes!), goes: false, list: list(7) },
        { place: at(plugins!), goes: true, list: list(0) },
    ]);
    expect(found).toMatchObject([{ kind: routes, goes: false, isBond: false, isMore: false }]);
    expect(inWords(found[0]!)).toBe("7 routes");
});

it("does not say that all were counted where there are more", () => {
    const [found] = dependantsIn([{ place: at(routes!), goes: false, list: list(3, "next") }]);
    expect(inWords(found!)).toBe("more than 3 routes");
});

it("tells bonds from what goes", () => {
    const [place, members] = dependantsIn([
        { place: at(groups!), goes: true, isBond: true, list: list(1) },
        { place: at(consumers!), goes: true, isBond: true, list: list(2) },
    ]);
    expect(inWords(place!)).toBe("its place in 1 consumer group");
    expect(inWords(members!)).toBe("the membership of 2 consumers");
});

it("has words for one and for many", () => {
    expect(countOf(kindAt("services")!, 1)).toBe("1 gateway service");
    expect(countOf(kindAt("ca_certificates")!, 2)).toBe("2 CA certificates");
    expect(pluralOf(kindAt("snis")!)).toBe("SNIs");
});
