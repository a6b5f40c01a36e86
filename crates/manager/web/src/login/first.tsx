import type { ReactNode } from "react";

import { around } from "../form/around.tsx";
import { Field_ } from "../form/fields.tsx";
import type { Form } from "../form/form.ts";
import { type Field, fieldOf } from "../schema/field.ts";
import { HIDDEN } from "../schema/value.ts";
import { SecretField, TextField } from "../ui/fields.tsx";
import { textsOf, tell } from "./protection.ts";

/** A list of which there is mostly one, as one field. Where there are several already, all are shown. */
export function First({ option, fields, form, label, about, ghost, isRequired = true, onWritten }: {
    option: string;
    fields: Field[];
    form: Form;
    label: string;
    about?: ReactNode;
    ghost?: string;
    isRequired?: boolean;
    /** Told what was written, with the draft that says so. */
    onWritten?: (draft: Form["draft"]) => void;
}) {
    const field = fieldOf(fields, option);
    const path = ["config", option];
    const texts = textsOf(form.draft, option);
    if (field === undefined) {
        return null;
    }
    if (texts.length > 1) {
        return <Field_ field={field} path={path} form={form} />;
    }
    const isSet = texts[0] === HIDDEN;
    const change = (text: string) => {
        const draft = tell(form.draft, fields, option, text === "" ? loaded(form, option) : [text]);
        (onWritten ?? form.change)(draft);
    };
    const { faults, isReadOnly, id } = around({ field, path, form });
    const props = {
        ...(id === undefined ? {} : { id }),
        ...(isReadOnly === undefined ? {} : { isReadOnly }),
        label,
        about,
        faults: faults ?? [],
        value: isSet ? "" : (texts[0] ?? ""),
        onChange: change,
        isRequired,
    };
    const shown = isSet ? "Set; type to replace it" : ghost;
    return field.secret ? (
        <SecretField {...props} isSet={isSet} {...(ghost === undefined ? {} : { ghost })} />
    ) : (
        <TextField {...props} {...(shown === undefined ? {} : { ghost: shown })} />
    );
}

/** What is there, of which only so much is known that it is set; taking away what was typed leaves that. */
function loaded(form: Form, option: string) {
    const config = form.draft.loaded.config;
    const there = config !== null && typeof config === "object" && !Array.isArray(config) ? config[option] : undefined;
    return Array.isArray(there) && there[0] === HIDDEN ? there : null;
}
