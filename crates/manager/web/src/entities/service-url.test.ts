import { expect, it } from "vitest";

import { faultOfUrl, readUrl, urlOf } from "./service-url.ts";

it("reads a URL into its parts, with the port that goes without saying", () => {
    expect(readUrl("https://shop.example:9443/v1")).toEqual({ protocol: "https", host: "shop.example", port: 9443, path: "/v1" });
    expect(readUrl(" http://shop.example ")).toEqual({ protocol: "http", host: "shop.example", port: 80, path: null });
    expect(readUrl("https://shop.example/")).toMatchObject({ port: 443, path: null });
    expect(readUrl("http://[::1]:8080")).toMatchObject({ host: "[::1]", port: 8080 });
});

it("takes nothing for one that a service cannot hold", () => {
    for (const text of ["", "shop.example", "ftp://shop.example", "http://", "http://a:b@shop.example", "http://shop.example?a=b", "http://shop.example#x"]) {
        expect(readUrl(text)).toBeUndefined();
    }
});

it("makes the URL of the parts again", () => {
    for (const text of ["https://shop.example:9443/v1", "http://shop.example", "https://shop.example"]) {
        expect(urlOf({ ...readUrl(text)! })).toBe(text);
    }
    expect(urlOf({ host: "shop.example" })).toBe("http://shop.example");
    expect(urlOf({ host: "shop.example", protocol: "https" })).toBe("https://shop.example:80");
    expect(urlOf({ protocol: "http" })).toBeUndefined();
});

it("says what is wrong with what is none", () => {
    expect(faultOfUrl(" https://shop.example/v1 ")).toBeUndefined();
    for (const text of ["orders.internal:8080", "orders", "ftp://shop.example"]) {
        expect(faultOfUrl(text)).toContain("begins with http://");
    }
    for (const text of ["http://", "http://a:b@shop.example", "https://shop.example?a=b"]) {
        expect(faultOfUrl(text)).toContain("without a user");
    }
});
