import { expect, it } from "vitest";

import { called, grouped, niceName } from "./names.ts";

it.each([
    ["openid-something", "OpenID Something"],
    ["magic-auth", "Magic Authentication"],
    ["acl", "ACL"],
    ["ip-filter", "IP Filter"],
    ["oauth2-thing", "OAuth 2.0 Thing"],
    ["our_own--plugin", "Our Own Plugin"],
])("calls %s %s", (name, nice) => {
    expect(niceName(name)).toBe(nice);
});

it("groups by what the names say, and loses none", () => {
    const groups = grouped(["zebra", "b-auth", "a-auth", "x-log"]);
    expect(groups).toEqual([
        { title: "Authentication", names: ["a-auth", "b-auth"] },
        { title: "Logging and metrics", names: ["x-log"] },
        { title: "Other", names: ["zebra"] },
    ]);
});

it.each([
    ["openid-something", "open id", true],
    ["openid-something", "OpenID", true],
    ["openid-something", "authentication", true],
    ["x-log", "metrics log", true],
    ["x-log", "authentication", false],
    ["x-log", "", true],
])("%s is called by %j: %s", (name, query, isCalled) => {
    expect(called(name, query)).toBe(isCalled);
});
