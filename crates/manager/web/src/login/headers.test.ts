import { expect, it } from "vitest";

import { headers } from "./headers.ts";

const told = (config: Parameters<typeof headers>[0]) => headers(config).map(({ name, value }) => `${name}: ${value}`);
const SUB = "X-Credential-Identifier: <sub>";

it.each([
    ["the defaults", {}, ["Authorization: Bearer <access token>", SUB]],
    ["no access token", { upstream_access_token_header: null }, [SUB]],
    ["another header", { upstream_access_token_header: "x-token" }, ["X-Token: <access token>", SUB]],
    [
        "claims in pairs; what has no partner is not sent",
        { upstream_headers_claims: ["email", "name"], upstream_headers_names: ["x-email"] },
        ["Authorization: Bearer <access token>", "X-Email: <email>", SUB],
    ],
    [
        "claims by their way",
        { upstream_headers: [{ header: "x-roles", path: ["realm_access", "roles"] }], upstream_access_token_header: null },
        ["X-Roles: <realm_access → roles>", SUB],
    ],
    ["groups", { authenticated_groups_claim: ["groups"], upstream_access_token_header: null, credential_claim: ["oid"] }, ["X-Authenticated-Groups: <groups>", "X-Credential-Identifier: <oid>"]],
])("tells %s", (_, config, expected) => {
    expect(told(config)).toEqual(expected);
});
