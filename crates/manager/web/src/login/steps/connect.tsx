import { Field_ } from "../../form/fields.tsx";
import { fieldOf } from "../../schema/field.ts";
import { Button } from "../../ui/button.tsx";
import { FieldGroup, Switch, TextField } from "../../ui/fields.tsx";
import { Notice } from "../../ui/marks.tsx";
import { Card } from "../../ui/page.tsx";
import { First } from "../first.tsx";
import { fill, filling } from "../presets.ts";
import { closeOthers, comes, isPublic, letIn, makePublic, needsClient, otherWays, refill } from "../protection.ts";
import { Register } from "../register.tsx";
import type { Step } from "./step.ts";

/** What the gateway has to know of the provider, and the provider of the gateway. */
export function ConnectStep(step: Step & { near: string | undefined }) {
    const { preset, values, write, draft, change, fields, form } = step;
    if (preset === undefined) {
        return <Notice mood="info" title="Choose a provider first." />;
    }
    const issuer = fill(preset.issuer, filling(preset, values));
    const scopes = fieldOf(fields, "scopes");
    const isOpen = isPublic(draft);
    const others = otherWays(draft, fields);
    const isClient = needsClient(draft, fields);
    const isPerson = comes(draft, fields, "people");
    // What is wrong with the issuer stands where it is written.
    const [last] = preset.placeholders.slice(-1);
    const faultsOf = (name: string) => [
        ...(form.faults.get(`placeholder.${name}`) ?? []),
        ...(name === last?.name ? (form.faults.get("config.issuer") ?? []) : []),
    ];
    return (
        <div className="connect">
            <Card title="For the gateway">
                <div className="stack">
                    <FieldGroup label="Who comes here" id="f:config.auth_methods" faults={form.faults.get("config.auth_methods") ?? []}>
                        <Switch
                            label="People, with a browser"
                            about="They are sent to the provider to sign in, and stay signed in by a cookie."
                            value={isPerson}
                            isReadOnly={form.isReadOnly}
                            onChange={(on) => change(letIn(draft, fields, "people", on))}
                        />
                        <Switch
                            label="Programs, with an access token"
                            about="They send it as Authorization: Bearer."
                            value={comes(draft, fields, "programs")}
                            isReadOnly={form.isReadOnly}
                            onChange={(on) => change(letIn(draft, fields, "programs", on))}
                        />
                    </FieldGroup>
                    {others.length > 0 && (
                        <Notice mood="warn" title="Other ways in are open, too">
                            <p>
                                <code>{others.join(", ")}</code>
                            </p>
                            {!form.isReadOnly && (
                                <Button className="small" onPress={() => change(closeOthers(draft, fields))}>
                                    Close them
                                </Button>
                            )}
                        </Notice>
                    )}
                    {preset.placeholders.map((placeholder) => {
                        const { name, label, about, example } = placeholder;
                        return (
                            <TextField
                                key={name}
                                id={`f:placeholder.${name}`}
                                label={label}
                                about={about}
                                isRequired={placeholder.default === null}
                                isReadOnly={form.isReadOnly}
                                ghost={placeholder.default ? `default: ${placeholder.default}` : (example ?? "")}
                                faults={faultsOf(name)}
                                value={values[name] ?? ""}
                                onChange={(value) => write({ ...values, [name]: value })}
                            />
                        );
                    })}
                    {preset.issuer !== "{issuer}" && (
                        <p className="becomes">
                            <span className="hint">Issuer</span>
                            <output dir="ltr">
                                <code>{issuer}</code>
                            </output>
                        </p>
                    )}
                    {preset.placeholders.length === 0 &&
                        faultsOf("").map((fault) => (
                            <p key={fault} className="fault">
                                {fault}
                            </p>
                        ))}
                    {isClient && (
                        <>
                            <First
                                option="client_id"
                                fields={fields}
                                form={form}
                                label="Client ID"
                                about="Who the gateway is to the provider. It is shown there when the application is registered."
                                onWritten={(draft) => change(refill(draft, fields, preset, values))}
                            />
                            {!isOpen && (
                                <First
                                    option="client_secret"
                                    fields={fields}
                                    form={form}
                                    label="Client secret"
                                    about="It is written and never shown again. It may be a reference to a vault: {vault://…}."
                                />
                            )}
                            <Switch
                                label="A public client, without a secret"
                                about="Rarely wanted: whoever knows the client ID can redeem codes then, and only PKCE is in the way."
                                value={isOpen}
                                isReadOnly={form.isReadOnly}
                                onChange={(on) => change(makePublic(draft, fields, on))}
                            />
                        </>
                    )}
                    {isClient && scopes && <Field_ field={scopes} path={["config", "scopes"]} form={form} />}
                </div>
            </Card>
            {isPerson && <Register {...step} />}
        </div>
    );
}
