import { expect, it } from "vitest";

import { strangersAt } from "./strangers.ts";

it.each([
    ["https://accounts.google.com", true],
    ["https://accounts.google.com/.well-known/openid-configuration", true],
    ["https://login.microsoftonline.com/common/v2.0", true],
    ["https://login.microsoftonline.com/organizations/v2.0", true],
    ["https://login.microsoftonline.com/consumers/v2.0", true],
    ["https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0", true],
    ["https://login.microsoftonline.com/3fa85f64-5717-4562-b3fc-2c963f66afa6/v2.0", false],
    ["https://gitlab.com/", true],
    ["https://gitlab.example.com", false],
    ["https://accounts.google.com.example", false],
    ["https://sso.example.com/realms/staff", false],
])("strangers sign in at %s: %s", (issuer, isOpen) => {
    expect(strangersAt(issuer) !== undefined).toBe(isOpen);
});
