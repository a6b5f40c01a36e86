import { Eye, EyeOff } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import {
    Button as AriaButton,
    FieldError,
    Input,
    Label,
    ListBox,
    ListBoxItem,
    Popover,
    Select as AriaSelect,
    SelectValue,
    Switch as AriaSwitch,
    Text,
    TextArea,
    TextField as AriaTextField,
    ToggleButton,
} from "react-aria-components";

import { starsSay } from "../schema/hidden.ts";
import { HIDDEN } from "../schema/value.ts";

/** What every field has beside its value. */
export type Around = {
    label: string;
    /** What it is for, below it. */
    about?: ReactNode;
    /** What is wrong with it. */
    faults?: string[];
    /** Marks beside the label: changed, deprecated. */
    marks?: ReactNode;
    isRequired?: boolean;
    isReadOnly?: boolean;
    /** What finds it on the page. */
    id?: string;
};

type Texts = Around & {
    value: string;
    onChange: (value: string) => void;
    /** What stands there if nothing is written. */
    ghost?: string;
    isLong?: boolean;
    type?: "text" | "password" | "search" | "url";
    autoFocus?: boolean;
    inputMode?: "numeric" | "decimal";
};

export function TextField({ label, about, faults = [], marks, ghost, isLong, type = "text", id, inputMode, ...props }: Texts) {
    return (
        <AriaTextField {...props} id={id} type={type} isInvalid={faults.length > 0} className="field" validationBehavior="aria">
            <Head label={label} marks={marks} isRequired={props.isRequired} />
            {isLong ? (
                <TextArea className="input" placeholder={ghost} rows={4} dir="auto" spellCheck={false} />
            ) : (
                <Input className="input" placeholder={ghost} dir="auto" spellCheck={false} autoComplete={type === "password" ? "new-password" : "off"} inputMode={inputMode} />
            )}
            <Below about={about} faults={faults} />
        </AriaTextField>
    );
}

/** A secret, of which only what is being typed can be looked at. */
export function SecretField({ isSet = false, ...props }: Texts & { /** Whether one is kept. */ isSet?: boolean }) {
    const [isShown, show] = useState(false);
    const ghost = isSet ? starsSay(HIDDEN, props.isReadOnly) : props.ghost;
    return (
        <div className="secret">
            <TextField {...props} {...(ghost === undefined ? {} : { ghost })} type={isShown ? "text" : "password"} />
            <ToggleButton className="icon-button" aria-label={`Show ${props.label}`} isSelected={isShown} onChange={show}>
                {isShown ? <EyeOff size={16} aria-hidden /> : <Eye size={16} aria-hidden />}
            </ToggleButton>
        </div>
    );
}

export type Choice = { id: string; name: string; about?: string; isDisabled?: boolean };

export function Select({
    label,
    about,
    faults = [],
    marks,
    value,
    onChange,
    choices,
    ghost = "Choose",
    id,
    isReadOnly,
    ...props
}: Around & { value: string | null; onChange: (value: string) => void; choices: Choice[]; ghost?: string }) {
    return (
        <AriaSelect
            {...props}
            id={id}
            isDisabled={isReadOnly ?? false}
            selectedKey={value}
            onSelectionChange={(key) => key !== null && onChange(String(key))}
            isInvalid={faults.length > 0}
            className="field"
            placeholder={ghost}
            validationBehavior="aria"
        >
            <Head label={label} marks={marks} isRequired={props.isRequired} />
            <AriaButton className="input select">
                <SelectValue />
                <span aria-hidden>▾</span>
            </AriaButton>
            <Below about={about} faults={faults} />
            <Popover className="popover">
                <ListBox className="listbox">
                    {choices.map((choice) => (
                        <ListBoxItem key={choice.id} id={choice.id} textValue={choice.name} isDisabled={choice.isDisabled ?? false} className="option">
                            <Text slot="label">{choice.name}</Text>
                            {choice.about && <Text slot="description">{choice.about}</Text>}
                        </ListBoxItem>
                    ))}
                </ListBox>
            </Popover>
        </AriaSelect>
    );
}

export function Switch({
    label,
    about,
    faults = [],
    marks,
    value,
    onChange,
    isReadOnly,
    id,
}: Around & { value: boolean; onChange: (value: boolean) => void }) {
    const described = useId();
    return (
        <div className="field" id={id}>
            <div className="switch-row">
                <AriaSwitch
                    className="switch"
                    isSelected={value}
                    onChange={onChange}
                    isReadOnly={isReadOnly ?? false}
                    aria-describedby={described}
                >
                    <span className="track" aria-hidden />
                    {label}
                </AriaSwitch>
                {marks}
            </div>
            <div id={described} className="below">
                {faults.map((fault) => (
                    <p key={fault} className="fault">
                        {fault}
                    </p>
                ))}
                {about && <p className="hint">{about}</p>}
            </div>
        </div>
    );
}

/** A field of several parts, such as a list. Its name is said of the whole, unless a part has the very same one. */
export function FieldGroup({ label, about, faults = [], marks, id, isRequired, name, children }: Around & { name?: string; children: ReactNode }) {
    const [named, described] = [useId(), useId()];
    return (
        <div
            className="field"
            id={id}
            role="group"
            {...(name === undefined ? { "aria-labelledby": named } : { "aria-label": name })}
            aria-describedby={described}
        >
            <span className="label">
                <span id={named}>{label}</span>
                {isRequired && <span className="required"> required</span>}
                {marks}
            </span>
            {children}
            <div id={described} className="below">
                {faults.map((fault) => (
                    <p key={fault} className="fault">
                        {fault}
                    </p>
                ))}
                {about && <p className="hint">{about}</p>}
            </div>
        </div>
    );
}

function Head({ label, marks, isRequired }: { label: string; marks?: ReactNode; isRequired?: boolean | undefined }) {
    return (
        <span className="label">
            <Label>{label}</Label>
            {isRequired && <span className="required"> required</span>}
            {marks}
        </span>
    );
}

function Below({ about, faults }: { about?: ReactNode; faults: string[] }) {
    return (
        <div className="below">
            {faults.length > 0 && <FieldError className="fault">{faults.join("; ")}</FieldError>}
            {about && (
                <Text slot="description" className="hint">
                    {about}
                </Text>
            )}
        </div>
    );
}
