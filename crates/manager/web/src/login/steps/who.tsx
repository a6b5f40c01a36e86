import { useState } from "react";

import { Field_ } from "../../form/fields.tsx";
import { fieldOf } from "../../schema/field.ts";
import { Button } from "../../ui/button.tsx";
import { Switch } from "../../ui/fields.tsx";
import { Card } from "../../ui/page.tsx";
import { way } from "../headers.ts";
import { type Demand, forgo, isDemanded, letPrograms, letsPrograms, optionOf, suggestions, tell, textsOf } from "../protection.ts";
import { type Step } from "./step.ts";
import { equal } from "../../schema/value.ts";

const DEMANDS: readonly { demand: Demand; title: string; about: string }[] = [
    { demand: "groups", title: "Groups", about: "Only members of certain groups pass." },
    { demand: "roles", title: "Roles", about: "Only those with certain roles pass." },
    { demand: "scopes", title: "Scopes", about: "Only tokens with certain scopes pass." },
    { demand: "audience", title: "Audience", about: "Only tokens that were made for a certain audience pass." },
];

/** Who may pass: whoever is signed in, or less. */
export function WhoStep(step: Step) {
    const { draft, change, fields, form } = step;
    const sources = fieldOf(fields, "lychgate_claims_sources");
    const isNarrow = DEMANDS.some(({ demand }) => isDemanded(draft, demand));
    return (
        <>
            <Card title={isNarrow ? "Only whoever meets all of this" : "Anyone who can sign in"}>
                <div className="demands">
                    {DEMANDS.map((one) => (
                        <DemandPart key={one.demand} {...one} step={step} />
                    ))}
                    <ConsumerPart {...step} />
                </div>
                {isNarrow && sources && (
                    <div className="fields apart">
                        <Field_ field={sources} path={["config", sources.name]} form={form} />
                    </div>
                )}
            </Card>
            <Card title="Programs">
                <Switch
                    label="Programs may pass with an access token"
                    about="They send it as Authorization: Bearer. Then demand an audience or a scope as well: the provider gives tokens for other services, too."
                    value={letsPrograms(draft)}
                    isReadOnly={form.isReadOnly}
                    onChange={(on) => change(letPrograms(draft, fields, on))}
                />
            </Card>
        </>
    );
}

function DemandPart({ demand, title, about, step }: { demand: Demand; title: string; about: string; step: Step }) {
    const { draft, change, fields, form, preset } = step;
    const [isOpen, open] = useState(isDemanded(draft, demand));
    const required = fieldOf(fields, `${demand}_required`);
    const claim = fieldOf(fields, `${demand}_claim`);
    if (required === undefined || claim === undefined) {
        return null;
    }
    const now = textsOf(draft, claim.name);
    const counting = now.length > 0 ? now : Array.isArray(claim.default) ? claim.default.map(String) : [];
    const known = suggestions(demand, preset).filter((one) => !equal(one, counting));
    return (
        <div className="demand">
            <Switch
                label={title}
                about={demand === "groups" && preset?.groups ? `${about} ${preset.groups.about}` : about}
                value={isOpen}
                isReadOnly={form.isReadOnly}
                onChange={(on) => {
                    open(on);
                    if (!on) {
                        change(forgo(draft, fields, demand, preset));
                    }
                }}
            />
            {isOpen && (
                <div className="fields">
                    <Field_
                        field={required}
                        path={["config", required.name]}
                        form={{ ...form, words: (path) => ({ ...form.words?.(path), label: `Required ${title.toLowerCase()}`, about: "Each line is one possibility; of several words in a line, all are needed." }) }}
                    />
                    <div className="stack">
                        <Field_
                            field={claim}
                            path={["config", claim.name]}
                            form={{ ...form, words: (path) => ({ ...form.words?.(path), label: "In the claim", about: "Its name; for one inside another, the names from the outside in, a line each." }) }}
                        />
                        {known.length > 0 && !form.isReadOnly && (
                            <div className="choices-below" role="group" aria-label={`Claims that may name ${title.toLowerCase()}`}>
                                {known.map((one) => (
                                    <Button key={one.join("\n")} className="small" onPress={() => change(tell(draft, fields, claim.name, one))}>
                                        Use <code>{way(one)}</code>
                                    </Button>
                                ))}
                            </div>
                        )}
                    </div>
                </div>
            )}
        </div>
    );
}

/** Claims by which people are likely known as consumers. */
const NAMING = ["email", "preferred_username", "sub"];

/** Only those pass whom the gateway knows as consumers. */
function ConsumerPart({ draft, change, fields, form }: Step) {
    const names = ["consumer_claims", "consumer_by", "consumer_optional"];
    const [claims, ...others] = names.map((name) => fieldOf(fields, name));
    const isOn = Array.isArray(optionOf(draft, "consumer_claims"));
    if (claims === undefined) {
        return null;
    }
    const turn = (on: boolean) =>
        change(
            on
                ? tell(draft, fields, "consumer_claims", [["email"]])
                : names.reduce((draft, name) => tell(draft, fields, name, (fieldOf(fields, name)?.default ?? null) as never), draft),
        );
    return (
        <div className="demand">
            <Switch
                label="Consumers"
                about="Only those pass whom a claim names as a consumer of this gateway. Plugins such as limits then know them by that name."
                value={isOn}
                isReadOnly={form.isReadOnly}
                onChange={turn}
            />
            {isOn && (
                <div className="fields">
                    <div className="stack">
                        <Field_ field={claims} path={["config", claims.name]} form={form} />
                        <div className="choices-below" role="group" aria-label="Claims that may name a consumer">
                            {NAMING.map((name) => (
                                <Button
                                    key={name}
                                    className="small"
                                    isDisabled={form.isReadOnly}
                                    onPress={() => change(tell(draft, fields, claims.name, [[name]]))}
                                >
                                    Use <code>{name}</code>
                                </Button>
                            ))}
                        </div>
                    </div>
                    {others.map((field) => field && <Field_ key={field.name} field={field} path={["config", field.name]} form={form} />)}
                </div>
            )}
        </div>
    );
}
