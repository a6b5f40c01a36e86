import { expect, it } from "vitest";

import { begin, type Draft, patch, say, whole } from "../schema/draft.ts";
import { readSchema } from "../schema/field.ts";
import { finished } from "./finished.ts";
import { letIn, starting } from "./protection.ts";

const texts = { type: "array", elements: { type: "string" } };
const { fields } = readSchema({
    fields: [
        ...["client_id", "client_secret", "client_auth", "redirect_uri", "logout_redirect_uri", "groups_required"].map((name) => ({ [name]: texts })),
        { scopes: { ...texts, default: ["openid"] } },
        { auth_methods: { ...texts, default: ["password"] } },
        { leeway: { type: "number", default: 0 } },
    ],
});
const typed = (draft: Draft) =>
    [["client_id", ["c"]], ["client_secret", ["s"]], ["scopes", ["openid", "x"]], ["redirect_uri", ["https://a/"]], ["groups_required", ["a", ""]], ["leeway", 0]].reduce(
        (draft, [option, value]) => say(draft, ["config", option as string], value as never),
        draft,
    );
const programs = (draft: Draft) => letIn(letIn(draft, fields, "programs", true), fields, "people", false);

it("writes what people need, without blanks and defaults", () => {
    expect(whole(finished(typed(starting("a-plugin", "r1")), fields)).config).toEqual({
        auth_methods: ["authorization_code", "session"],
        client_id: ["c"],
        client_secret: ["s"],
        scopes: ["openid", "x"],
        redirect_uri: ["https://a/"],
        groups_required: ["a"],
    });
});

it("writes nothing of a client for programs alone", () => {
    expect(whole(finished(programs(typed(starting("a-plugin", "r1"))), fields)).config).toEqual({ auth_methods: ["bearer"], groups_required: ["a"] });
});

it("leaves what is there", () => {
    const loaded = { id: "p", config: { client_id: ["c"], redirect_uri: ["https://a/"], auth_methods: ["authorization_code", "session"] } };
    expect(patch(finished(programs(begin(loaded)), fields))).toEqual({ config: { auth_methods: ["bearer"] } });
});
