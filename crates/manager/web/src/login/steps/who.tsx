import { Radio, RadioGroup } from "react-aria-components";

import { Field_ } from "../../form/fields.tsx";
import { fieldOf } from "../../schema/field.ts";
import { equal } from "../../schema/value.ts";
import { Button } from "../../ui/button.tsx";
import { FieldGroup, Switch } from "../../ui/fields.tsx";
import { Notice } from "../../ui/marks.tsx";
import { Card } from "../../ui/page.tsx";
import { way } from "../headers.ts";
import { claimOf, CONSUMERS, type Demand, forgo, forgoAll, forgoConsumers, locksOut, offered, requiredOf } from "../passing.ts";
import { comes, optionOf, suggestions, tell, textsOf } from "../protection.ts";
import { strangersAt } from "../strangers.ts";
import type { Step } from "./step.ts";

const SAID: Record<Demand, { title: string; about: string }> = {
    domains: { title: "Domains", about: "Only accounts of certain domains pass: the claim hd of their ID token names one of them." },
    groups: { title: "Groups", about: "Only members of certain groups pass." },
    roles: { title: "Roles", about: "Only those with certain roles pass." },
    scopes: { title: "Scopes", about: "Only tokens with certain scopes pass." },
    audience: { title: "Audience", about: "Only tokens that were made for a certain audience pass." },
};

/** Who may pass: whoever is signed in, or less. It is decided by whoever is here, and never by default. */
export function WhoStep(step: Step) {
    const { draft, fields, form, preset, passing, pass } = step;
    const sources = fieldOf(fields, "lychgate_claims_sources");
    const issuer = optionOf(draft, "issuer");
    const strangers = typeof issuer === "string" ? strangersAt(issuer) : undefined;
    const demands = offered(passing, draft, fields).filter(
        (demand) => demand !== "domains" || strangers?.hasDomains === true || passing.demands.includes("domains"),
    );
    const choose = (whom: "anybody" | "some") => pass({ ...passing, whom }, whom === "anybody" ? forgoAll(draft, fields, preset) : draft);
    return (
        <>
            <Card>
                <div className="stack">
                    <FieldGroup label="Of those whom the provider signs in" id="f:passing" faults={form.faults.get("passing") ?? []}>
                        <RadioGroup
                            className="radios"
                            aria-label="Who may pass"
                            value={passing.whom ?? null}
                            onChange={(value) => choose(value === "some" ? "some" : "anybody")}
                            isReadOnly={form.isReadOnly}
                        >
                            <Radio value="anybody" className="radio">
                                <span className="dot" aria-hidden />
                                Anyone whom the provider signs in
                            </Radio>
                            <Radio value="some" className="radio">
                                <span className="dot" aria-hidden />
                                Only some of them
                            </Radio>
                        </RadioGroup>
                    </FieldGroup>
                    {strangers && passing.whom === "anybody" && (
                        <Notice mood="warn" title={`That is ${strangers.who}`}>
                            <p>Strangers pass, too. Demand something that only your people have{strangers.hasDomains ? ", such as their domain" : ""}.</p>
                        </Notice>
                    )}
                    {passing.whom === "anybody" && strangers === undefined && (
                        <p className="hint">Make sure that the provider signs in your own people alone, and that nobody can register there by themselves.</p>
                    )}
                </div>
            </Card>
            {demands.length > 0 && (
                <Card title={passing.whom === "some" ? "Only whoever meets all of this" : "Only tokens that meet all of this"}>
                    {comes(draft, fields, "programs") && comes(draft, fields, "people") && (
                        <p className="section-about">
                            What is demanded here is demanded of people and of programs alike{demands.includes("domains") ? ", but for domains" : ""}.
                        </p>
                    )}
                    <div className="demands">
                        {demands.map((demand) => (
                            <DemandPart key={demand} demand={demand} step={step} />
                        ))}
                        {passing.whom === "some" && <ConsumerPart {...step} />}
                    </div>
                    {passing.demands.some((demand) => demand !== "domains") && sources && (
                        <div className="fields apart">
                            <Field_ field={sources} path={["config", sources.name]} form={form} />
                        </div>
                    )}
                </Card>
            )}
        </>
    );
}

function DemandPart({ demand, step }: { demand: Demand; step: Step }) {
    const { draft, change, fields, form, preset, passing, pass } = step;
    const { title, about } = SAID[demand];
    const isOpen = passing.demands.includes(demand);
    const required = fieldOf(fields, requiredOf(demand));
    const claim = demand === "domains" ? undefined : fieldOf(fields, `${demand}_claim`);
    if (required === undefined) {
        return null;
    }
    const known = demand === "domains" ? [] : suggestions(demand, preset).filter((one) => !equal(one, claimOf(draft, fields, demand)));
    const [client = ""] = textsOf(draft, "client_id");
    const told = textsOf(draft, required.name);
    const turn = (on: boolean) => {
        const demands = passing.demands.filter((one) => one !== demand);
        pass({ ...passing, demands: on ? [...demands, demand] : demands }, on ? draft : forgo(draft, fields, demand, preset));
    };
    return (
        <div className="demand">
            <Switch
                label={title}
                about={demand === "groups" && preset?.groups ? `${about} ${preset.groups.about}` : about}
                value={isOpen}
                isReadOnly={form.isReadOnly}
                onChange={turn}
            />
            {isOpen && (
                <div className="fields">
                    <div className="stack">
                        <Field_
                            field={required}
                            path={["config", required.name]}
                            form={{ ...form, words: (path) => ({ ...form.words?.(path), label: `Required ${title.toLowerCase()}`, about: claim && "Each line is one possibility; of several words in a line, all are needed." }) }}
                        />
                        {demand === "audience" && locksOut(draft, fields) && (
                            <Notice mood="warn" title="Nobody signs in like this">
                                <p>The ID tokens of people are for the client ID, which is not among these, and they are looked into first.</p>
                            </Notice>
                        )}
                        {demand === "audience" && /^[^*]/.test(client) && !told.includes(client) && !form.isReadOnly && (
                            <div className="choices-below">
                                <Button className="small" onPress={() => change(tell(draft, fields, required.name, [...told.filter(Boolean), client]))}>
                                    Add the client ID, for which ID tokens are
                                </Button>
                            </div>
                        )}
                    </div>
                    {claim && (
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
                    )}
                </div>
            )}
        </div>
    );
}

/** Claims by which people are likely known as consumers. */
const NAMING = ["email", "preferred_username", "sub"];

/** Only those pass whom the gateway knows as consumers. */
function ConsumerPart({ draft, change, fields, form }: Step) {
    const [claims, ...others] = CONSUMERS.map((name) => fieldOf(fields, name));
    const isOn = Array.isArray(optionOf(draft, "consumer_claims"));
    if (claims === undefined) {
        return null;
    }
    const turn = (on: boolean) => change(on ? tell(draft, fields, "consumer_claims", [["email"]]) : forgoConsumers(draft, fields));
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
