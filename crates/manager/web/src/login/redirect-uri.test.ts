import { describe, expect, it } from "vitest";

import type { Record_ } from "../schema/value.ts";
import { faultOfRedirect, reached } from "./redirect-uri.ts";

const route = (hosts: string[] | null, paths: string[] | null, protocols: string[] = ["https"]) => ({ hosts, paths, protocols });

describe("the addresses of a route", () => {
    it.each<[string, Record_, string[], number, RegExp?]>([
        ["host and path", route(["shop.example.com"], ["/orders"]), ["https://shop.example.com/orders"], 0],
        ["no path", route(["shop.example.com"], null), ["https://shop.example.com/"], 0],
        ["several", route(["a.com", "b.com"], ["/x", "/y"]), ["https://a.com/x", "https://a.com/y", "https://b.com/x", "https://b.com/y"], 1],
        ["both schemes", route(["a.com"], ["/"], ["http", "https"]), ["https://a.com/"], 1],
        ["http alone, behind what speaks https", route(["a.com"], ["/"], ["http"]), ["https://a.com/"], 1],
        ["this machine, both schemes", route(["localhost:8000"], ["/"], ["http", "https"]), ["http://localhost:8000/"], 0],
        ["this machine, https alone", route(["localhost:8443"], ["/"]), ["https://localhost:8443/"], 0],
        ["capital letters", route(["Shop.Example.com"], null), ["https://shop.example.com/"], 0],
        ["a port", route(["a.com:8443"], ["/"]), ["https://a.com:8443/"], 0],
        ["any host", route(null, ["/api"]), [], 1],
        ["a pattern of hosts", route(["*.example.com"], ["/api"]), [], 1],
        ["a pattern and a host", route(["*.example.com", "a.com"], ["/api"]), ["https://a.com/api"], 0],
        ["a pattern of paths", route(["a.com"], ["~/api/\\d+"]), [], 1],
        ["a pattern and a path", route(["a.com"], ["~/api/\\d+", "/x"]), ["https://a.com/x"], 0],
        ["no browser", route(["a.com"], null, ["grpcs"]), [], 1],
        ["no GET", { ...route(["a.com"], ["/"]), methods: ["POST"] }, ["https://a.com/"], 0, /Add GET/],
        ["a header", { ...route(["a.com"], ["/"]), headers: { "x-tenant": ["a"] } }, ["https://a.com/"], 0, /x-tenant/],
        ["an expression", { expression: 'http.path == "/"', protocols: ["https"] }, [], 2],
    ])("%s", (_, route, uris, doubts, barred?: RegExp) => {
        const found = reached(route);
        expect(found.uris).toEqual(uris);
        expect(found.doubts).toHaveLength(doubts);
        expect(found.barred ?? "").toMatch(barred ?? /^$/);
    });

    it("are where the gateway listens, for a route that takes any host", () => {
        expect(reached(route(null, ["/api"], ["http", "https"]), "http://localhost:8000").uris).toEqual(["http://localhost:8000/api"]);
        expect(reached(route(["a.com"], ["/api"]), "http://localhost:8000").uris).toEqual(["https://a.com/api"]);
        expect(reached(route(null, ["/api"]), "http://localhost:8000").uris).toEqual([]);
    });

    it.each([
        [route(null, ["/api"]), "https://app.example.com/api"],
        [route(["*.shop.com"], ["/api"]), "https://app.shop.com/api"],
        [route(["shop.*"], null), "https://shop.example.com/"],
        [route(["shop.*:8443"], null), "https://shop.example.com:8443/"],
        [route(null, ["~/x"]), "https://app.example.com/"],
    ])("have an example", (route, example) => {
        expect(reached(route).example).toBe(example);
    });
});

describe("a redirect URI", () => {
    it.each([
        ["https://shop.example.com/orders", route(["shop.example.com"], ["/orders"]), undefined],
        ["https://shop.example.com/orders/callback", route(["shop.example.com"], ["/orders"]), undefined],
        ["https://SHOP.example.com/orders", route(["shop.example.com"], ["/orders"]), undefined],
        ["https://shop.example.com:8443/orders", route(["shop.example.com"], ["/orders"]), undefined],
        ["https://x.example.com/", route(["*.example.com"], null), undefined],
        ["https://anything.com/api", route(null, ["/api"]), undefined],
        ["https://a.com/deep", route(["a.com"], ["~/d.*"]), undefined],
        ["https://a.com/deep", route(["a.com"], ["/orders", "~/d\\w+$"]), undefined],
        ["https://a.com/deep", route(["a.com"], ["/orders", "~/(?i-u)D"]), undefined],
        ["https://a.com/", route(["a.com:443"], null), undefined],
        ["https://a.com:8443/", route(["*.com:8443"], null), undefined],
        ["https://x.a.com/", route(["x.a.*"], null), undefined],
        ["http://[::1]:8000/", route(["::1"], null, ["http"]), undefined],
        ["http://localhost:8000/", route(null, null, ["http", "https"]), undefined],
        ["https://a.com/", route(["a.com"], null, ["http"]), undefined],
        ["{vault://env/uri}", route(["a.com"], null), undefined],
        ["https://a.com/%2F", route(["a.com"], null), undefined],
        ["https://a.com/", { ...route(["a.com"], null), methods: ["POST", "GET"], headers: {} }, undefined],
        ["https://a.com/", { ...route(["a.com"], null), methods: ["POST", "PUT"] }, /takes POST, PUT alone.* Add GET/],
        ["https://a.com/", { ...route(["a.com"], null), headers: { "x-tenant": ["a"] } }, /only requests with x-tenant/],
        ["/orders", route(["a.com"], null), /whole address/],
        ["ftp://a.com/", route(["a.com"], null), /begins with/],
        ["https://a.com/#x", route(["a.com"], null), /behind a #/],
        ["https://b.com/", route(["a.com"], null), /does not take the host b\.com/],
        ["https://example.com/", route(["*.example.com"], null), /does not take the host/],
        ["https://a.com/other", route(["a.com"], ["/orders"]), /does not cover \/other/],
        ["https://a.com/other", route(["a.com"], ["/orders", "~/d.*"]), /does not cover \/other/],
        ["https://a.com:8443/", route(["a.com:443"], null), /does not take the host a\.com:8443/],
        ["https://a.com/ b", route(["a.com"], null), /whole address/],
        ["https://*.a.com/", route(["*.a.com"], null), /star/],
        ["https://a.com//b", route(["a.com"], null), /empty part/],
        ["https://a.com/%41", route(["a.com"], null), /needless encoding/],
        ["https://a.com/%2f", route(["a.com"], null), /needless encoding/],
        ["http://a.com/", route(["a.com"], null, ["http"]), /Plain http is for this machine alone/],
        ["http://localhost:8000/", route(null, null), /https alone/],
    ])("%s", (uri, route, fault) => {
        const found = faultOfRedirect(uri, route);
        if (fault === undefined) {
            expect(found).toBeUndefined();
        } else {
            expect(found).toMatch(fault);
        }
    });
});
