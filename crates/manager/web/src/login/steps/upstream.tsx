import { Field_ } from "../../form/fields.tsx";
import { PairedTable } from "../../form/paired.tsx";
import { whole } from "../../schema/draft.ts";
import { fieldOf } from "../../schema/field.ts";
import { isRecord, type Json } from "../../schema/value.ts";
import { Button } from "../../ui/button.tsx";
import { Code } from "../../ui/code.tsx";
import { Switch } from "../../ui/fields.tsx";
import { Card } from "../../ui/page.tsx";
import { headers } from "../headers.ts";
import { optionOf, suggestions, tell, textsOf } from "../protection.ts";
import type { Step } from "./step.ts";

const CLAIMS = "upstream_headers_claims";
const NAMES = "upstream_headers_names";

/** Claims that services mostly ask for, and a header for each. */
const USUAL: readonly (readonly [claim: string, header: string])[] = [
    ["email", "X-User-Email"],
    ["name", "X-User-Name"],
    ["preferred_username", "X-Username"],
    ["sub", "X-User-Id"],
];

/** What the service behind the gateway is told about whoever passed. */
export function UpstreamStep({ draft, change, fields, form, preset }: Step) {
    // What the table is for is said above it.
    const columns = [CLAIMS, NAMES].flatMap((name) => fieldOf(fields, name) ?? []).map((field) => ({ ...field, description: undefined }));
    const config = whole(draft).config;
    const told = textsOf(draft, CLAIMS);
    const add = (claim: string, header: string) => {
        const claims = [...told, claim];
        const names = [...textsOf(draft, NAMES), header];
        change(tell(tell(draft, fields, CLAIMS, claims), fields, NAMES, names));
    };
    const [groups = ["groups"]] = suggestions("groups", preset);
    const tokens = ["upstream_access_token_header", "upstream_id_token_header", "upstream_user_info_header"].flatMap((name) => fieldOf(fields, name) ?? []);
    const byWay = fieldOf(fields, "upstream_headers");
    const usual = USUAL.filter(([claim]) => !told.includes(claim));
    return (
        <div className="connect">
            <div>
                <Card title="Claims">
                    <div className="stack">
                        {columns.length === 2 && <PairedTable title="A header for each claim" columns={columns} below={["config"]} form={{ ...form, words: shortly }} />}
                        {usual.length > 0 && !form.isReadOnly && (
                            <div className="choices-below" role="group" aria-label="Claims that services often ask for">
                                {usual.map(([claim, header]) => (
                                    <Button key={claim} className="small" onPress={() => add(claim, header)}>
                                        Add <code>{claim}</code>
                                    </Button>
                                ))}
                            </div>
                        )}
                        <Switch
                            label="Groups in X-Authenticated-Groups"
                            about={`Read from the claim ${groups.join(" → ")}; other plugins know the groups then, too.`}
                            value={Array.isArray(optionOf(draft, "authenticated_groups_claim"))}
                            isReadOnly={form.isReadOnly}
                            onChange={(on) => change(tell(draft, fields, "authenticated_groups_claim", on ? groupsClaim(draft, groups) : null))}
                        />
                        {byWay && isTold(optionOf(draft, byWay.name)) && <Field_ field={byWay} path={["config", byWay.name]} form={form} />}
                    </div>
                </Card>
                <Card title="Tokens">
                    <div className="stack">
                        {tokens.map((field) => (
                            <Field_ key={field.name} field={field} path={["config", field.name]} form={{ ...form, words: shortly }} />
                        ))}
                    </div>
                </Card>
            </div>
            <Card title="Preview">
                <p className="section-about">
                    The gateway takes these headers out of what clients send, also where it has nothing to say in them, and all that name consumers
                    and groups.
                </p>
                <Code
                    language="shell"
                    label="Headers of a request to the service"
                    text={headers(isRecord(config) ? config : {})
                        .map(({ name, value }) => `${name}: ${value}`)
                        .join("\n")}
                />
            </Card>
        </div>
    );
}

/** The claim that the rules look at counts for the service, too. */
function groupsClaim(draft: Step["draft"], byPreset: string[]): string[] {
    const claim = textsOf(draft, "groups_claim");
    return claim.length > 0 ? claim : byPreset;
}

const isTold = (value: Json | undefined): boolean => Array.isArray(value) && value.length > 0;

/** What the options are called where it is clear that they are headers for the service. */
const SHORT: Record<string, string> = {
    [CLAIMS]: "Claim",
    [NAMES]: "Header",
    upstream_access_token_header: "Access token in the header",
    upstream_id_token_header: "ID token in the header",
    upstream_user_info_header: "Userinfo in the header",
};

const shortly = (path: string) => {
    const label = SHORT[path.replace("config.", "")];
    return label === undefined ? undefined : { label };
};
