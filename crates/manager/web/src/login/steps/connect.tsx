import { Field_ } from "../../form/fields.tsx";
import { fieldOf } from "../../schema/field.ts";
import { Switch, TextField } from "../../ui/fields.tsx";
import { Notice } from "../../ui/marks.tsx";
import { Card } from "../../ui/page.tsx";
import { First } from "../first.tsx";
import { faultOf, fill, filling } from "../presets.ts";
import { isPublic, makePublic, refill } from "../protection.ts";
import { Register } from "../register.tsx";
import type { Step } from "./step.ts";

/** What the gateway has to know of the provider, and the provider of the gateway. */
export function ConnectStep(step: Step & { isTried: boolean; near: string | undefined }) {
    const { preset, values, write, draft, change, fields, form, isTried } = step;
    if (preset === undefined) {
        return <Notice mood="info" title="Choose a provider first." />;
    }
    const issuer = fill(preset.issuer, filling(preset, values));
    const scopes = fieldOf(fields, "scopes");
    const isOpen = isPublic(draft);
    return (
        <div className="connect">
            <Card title="For the gateway">
                <div className="stack">
                    {preset.placeholders.map((placeholder) => {
                        const { name, label, about, example } = placeholder;
                        const fault = isTried ? faultOf(placeholder, values) : undefined;
                        return (
                            <TextField
                                key={name}
                                id={`f:placeholder.${name}`}
                                label={label}
                                about={about}
                                isRequired={placeholder.default === null}
                                isReadOnly={form.isReadOnly}
                                ghost={placeholder.default ? `default: ${placeholder.default}` : (example ?? "")}
                                faults={fault === undefined ? [] : [fault]}
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
                    {scopes && <Field_ field={scopes} path={["config", "scopes"]} form={form} />}
                </div>
            </Card>
            <Register {...step} />
        </div>
    );
}
