import { expect, it } from "vitest";

import { say } from "../../schema/draft.ts";
import { readSchema } from "../../schema/field.ts";
import type { Preset } from "../presets.ts";
import { letIn, starting, tell } from "../protection.ts";
import { faultsIn, fieldFor, furthest, type Judged } from "./faults.ts";
import { stepOf, STEPS } from "./step.ts";

const texts = { type: "array", elements: { type: "string" } };
const { fields } = readSchema({
    fields: [
        { issuer: { type: "string" } },
        ...["client_id", "client_secret", "client_auth", "redirect_uri", "logout_redirect_uri", "audience_required", "audience_claim", "upstream_headers_claims", "upstream_headers_names"].map((name) => ({ [name]: texts })),
        { auth_methods: { ...texts, default: ["password"] } },
    ],
});
const preset = { id: "p", placeholders: [{ name: "host", label: "Host", example: null, pattern: "^[a-z.]+$", default: null, about: null }], config: {} } as unknown as Preset;
const bare: Judged = {
    preset,
    values: {},
    passing: { whom: undefined, demands: [] },
    draft: starting("a-plugin", "r1"),
    fields,
    route: { hosts: ["a.com"], paths: ["/"], protocols: ["https"] },
};
const full: Judged = {
    ...bare,
    values: { host: "h" },
    draft: [["issuer", "https://h"], ["client_id", ["c"]], ["client_secret", ["s"]], ["redirect_uri", ["https://a.com/"]]].reduce(
        (draft, [option, value]) => say(draft, ["config", option as string], value as never),
        bare.draft,
    ),
};
const connect = (judged: Judged) => [...faultsIn("connect", judged).keys()];

it.each([
    ["nothing is written", bare, ["placeholder.host", "config.client_id", "config.client_secret", "config.redirect_uri"]],
    ["a placeholder of the wrong form", { ...full, values: { host: "H!" } }, ["placeholder.host"]],
    ["all is there", full, []],
    ["a redirect URI to elsewhere", { ...full, draft: tell(full.draft, fields, "redirect_uri", ["https://b.com/"]) }, ["config.redirect_uri"]],
    ["after signing out, anywhere", { ...full, draft: tell(full.draft, fields, "logout_redirect_uri", ["https://b.com/"]) }, []],
    ["after signing out, no address", { ...full, draft: tell(full.draft, fields, "logout_redirect_uri", ["bye"]) }, ["config.logout_redirect_uri"]],
    ["programs alone need no client", { ...full, draft: letIn(letIn(say(bare.draft, ["config", "issuer"], "https://h"), fields, "people", false), fields, "programs", true) }, []],
] as [string, Judged, string[]][])("to connect: %s", (_, judged, paths) => {
    expect(connect(judged)).toEqual(paths);
});

it.each([
    ["no provider", { ...bare, preset: undefined }, "provider"],
    ["nothing written", bare, "connect"],
    ["not decided who may pass", full, "who"],
    ["decided", { ...full, passing: { whom: "anybody", demands: [] } }, "review"],
] as [string, Judged, string][])("nobody gets further than what is missing: %s", (_, judged, step) => {
    expect(STEPS[furthest(judged)]!.id).toBe(step);
});

it.each([
    [null, null, 0],
    [["email"], ["x-email"], 0],
    [["email", "name"], ["x-email"], 1],
    [["email"], ["x-email", "x-name"], 1],
    [["", "name"], ["x-email", "x-name"], 1],
    [["email", ""], ["x-email", ""], 0],
])("claims %j in headers %j have %i faults", (claims, names, count) => {
    const draft = tell(tell(full.draft, fields, "upstream_headers_claims", claims), fields, "upstream_headers_names", names);
    expect(faultsIn("upstream", { ...full, draft }).size).toBe(count);
});

it.each([
    ["issuer", "connect"],
    ["auth_methods", "connect"],
    ["logout_redirect_uri", "connect"],
    ["groups_required", "who"],
    ["lychgate_claims_sources", "who"],
    ["domains", "who"],
    ["consumer_by", "who"],
    ["upstream_headers_claims", "upstream"],
    ["authenticated_groups_claim", "upstream"],
    ["upstream_session_id_header", undefined],
    ["credential_claim", undefined],
    ["session_secret", undefined],
])("%s is written in the step %s", (option, step) => {
    expect(stepOf(option)).toBe(step);
});

it("leads to where an issuer is made", () => {
    expect(fieldFor("issuer", preset)).toBe("placeholder.host");
    expect(fieldFor("scopes", preset)).toBe("config.scopes");
});
