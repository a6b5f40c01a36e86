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
    ["a scheme of another name, and underscores", { upstream_access_token_header: "x_token:basic" }, ["X-Token: Basic <access token>", SUB]],
    ["what Kong's examples call none", { upstream_access_token_header: "nil", credential_claim: null }, []],
    [
        "all tokens and answers",
        {
            upstream_access_token_header: "a",
            upstream_access_token_jwk_header: "b",
            upstream_id_token_header: "c",
            upstream_id_token_jwk_header: "d",
            upstream_refresh_token_header: "e",
            upstream_user_info_header: "f",
            upstream_user_info_jwt_header: "g",
            upstream_introspection_header: "h",
            upstream_introspection_jwt_header: "i",
            upstream_session_id_header: "j",
            credential_claim: null,
        },
        [
            "A: <access token>",
            "B: <key of the access token, base64 of JSON>",
            "C: <ID token>",
            "D: <key of the ID token, base64 of JSON>",
            "E: <refresh token>",
            "F: <userinfo, base64 of JSON>",
            "G: <userinfo, as it was signed>",
            "H: <introspection, base64 of JSON>",
            "I: <introspection, as it was signed>",
            "J: <id of the session>",
        ],
    ],
    [
        "consumers, and who goes on without one",
        { upstream_access_token_header: null, consumer_claims: [["email"]], anonymous: "guest" },
        [
            "X-Consumer-Id: <id of the consumer>",
            "X-Consumer-Username: <its username>",
            "X-Consumer-Custom-Id: <its custom ID>",
            "X-Anonymous-Consumer: <true, where nobody has signed in>",
            SUB,
        ],
    ],
    ["the session", { upstream_access_token_header: null, session_request_headers: ["id", "idling-timeout"] }, [SUB, "Session-Id: <id of the session>", "Session-Idling-Timeout: <idling timeout of the session>"]],
    [
        "of two for one header the later",
        { upstream_access_token_header: "x-a", upstream_headers: [{ header: "X_A", path: ["email"] }], credential_claim: null },
        ["X-A: <email>"],
    ],
    ["no record without a way", { upstream_access_token_header: null, upstream_headers: [{ header: "x-a", path: [] }] }, [SUB]],
    [
        "claims by their way",
        { upstream_headers: [{ header: "x-roles", path: ["realm_access", "roles"] }], upstream_access_token_header: null },
        ["X-Roles: <realm_access → roles>", SUB],
    ],
    ["groups", { authenticated_groups_claim: ["groups"], upstream_access_token_header: null, credential_claim: ["oid"] }, ["X-Credential-Identifier: <oid>", "X-Authenticated-Groups: <groups>"]],
])("tells %s", (_, config, expected) => {
    expect(told(config)).toEqual(expected);
});
