import { describe, expect, it } from "vitest";

import type { Chain, Link } from "../api/chain.ts";
import { addressOf, matchOf, originOf, standingOf } from "./chain.ts";
import type { Entity } from "./entity.ts";
import { loginIn } from "./logins.ts";

const link = (rest: Partial<Link>): Link => ({
    id: "p",
    name: "some-plugin",
    instance_name: null,
    priority: 1,
    enabled: true,
    from: "route",
    consumer: null,
    consumer_group: null,
    applies: true,
    overridden_by: null,
    ...rest,
});
const chain = (...plugins: Link[]): Chain => ({ route: { id: "r" } as Entity, service: null, plugins });

describe("a plugin of a chain", () => {
    it("acts", () => {
        expect(standingOf(link({}), chain())).toEqual({ acts: true });
    });

    it("says whose takes its place", () => {
        const own = link({ id: "own", from: "service" });
        const all = link({ id: "all", from: "global", applies: false, overridden_by: "own" });
        expect(standingOf(all, chain(all, own))).toEqual({ acts: false, isOverridden: true, why: "The one of the service acts in its place" });
    });

    it("is disabled before it is anything else", () => {
        const off = link({ enabled: false, applies: false, overridden_by: "x" });
        expect(standingOf(off, chain(off))).toMatchObject({ acts: false, why: "Disabled" });
    });

    it("says when nobody passes for it", () => {
        expect(standingOf(link({ closes: true, applies: false }), chain())).toMatchObject({ acts: false, why: "The route is closed for it" });
    });

    it("tells where it comes from, if that is not the route", () => {
        expect(originOf(link({ from: "global" }))).toBe("For all requests");
        expect(originOf(link({ from: "service" }))).toBe("From the service");
        expect(originOf(link({}))).toBeUndefined();
    });

    it("is a login only where it asks everybody", () => {
        const names = new Set(["some-plugin"]);
        expect(loginIn([link({})], names)?.id).toBe("p");
        expect(loginIn([link({ applies: false, closes: true })], names)?.id).toBe("p");
        expect(loginIn([link({ name: "other" }), link({ enabled: false }), link({ consumer: { id: "c" } }), link({ applies: false })], names)).toBeUndefined();
    });
});

it("tells what a route looks at", () => {
    const route = { id: "r", protocols: ["https"], methods: null, hosts: [], paths: ["/a", "~/b"], headers: { version: ["1", "2"] } } as unknown as Entity;
    expect(matchOf(route)).toEqual([
        { what: "Protocol", values: ["https"] },
        { what: "Path", values: ["/a", "~/b"] },
        { what: "Header", values: ["version: 1 or 2"] },
    ]);
});

it("writes where requests go as an address", () => {
    expect(addressOf({ protocol: "https", host: "a.example", port: 443, path: null })).toBe("https://a.example");
    expect(addressOf({ protocol: "http", host: "::1", port: 8080, path: "/v1" })).toBe("http://[::1]:8080/v1");
});
