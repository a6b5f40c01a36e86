import { useState } from "react";

import { said } from "../schema/draft.ts";
import { HIDDEN, type Json } from "../schema/value.ts";
import { SecretField, Switch, TextField } from "../ui/fields.tsx";
import { around, ghost, type Placed } from "./around.tsx";
import { clear, set } from "./form.ts";

/** Fields whose texts have several lines. */
const LONG = /cert$|^cert|key$|_jwk$|pem$|body|template|script|public_key|private_key/;

const asText = (value: Json | undefined): string => (value === null || value === undefined ? "" : String(value));

export function TextualField(placed: Placed) {
    const { field, path, form } = placed;
    const value = said(form.draft, path);
    const change = (text: string) => (text === "" ? clear(form, path, field) : set(form, path, text));
    if (field.secret && !field.isText && !LONG.test(field.name)) {
        const isSet = value === HIDDEN;
        return (
            <SecretField
                {...around(placed)}
                isSet={isSet}
                ghost={ghost(placed)}
                value={isSet ? "" : asText(value)}
                // What is taken away again leaves what is set as it was.
                onChange={(text) => (text === "" && form.draft.loaded && !form.isNew ? set(form, path, loadedAt(placed)) : change(text))}
            />
        );
    }
    const isHidden = value === HIDDEN;
    return (
        <TextField
            {...around(placed)}
            value={isHidden ? "" : asText(value)}
            // What is taken away again leaves a secret as it was.
            onChange={(text) => (text === "" && field.secret && !form.isNew ? set(form, path, loadedAt(placed)) : change(text))}
            ghost={isHidden ? "Set; type to replace it" : ghost(placed)}
            isLong={field.isText === true || (LONG.test(field.name) && field.oneOf === undefined && field.type === "string" && isLongText(field.name))}
        />
    );
}

/** A name like `key` is long in a certificate and short in a credential. */
const isLongText = (name: string): boolean => name !== "key" && !name.endsWith("_key_id");

function loadedAt({ path, form }: Placed): Json {
    return path.reduce<Json>((value, name) => {
        const below = value !== null && typeof value === "object" && !Array.isArray(value) ? value[name] : null;
        return below ?? null;
    }, form.draft.loaded);
}

export function NumberField(placed: Placed) {
    const { field, path, form } = placed;
    const value = said(form.draft, path);
    // What is typed stays as it is typed until it is a number: `1.` is on its way to one.
    const [typed, type] = useState<string>();
    const shown = typed !== undefined && readNumber(typed) === (value ?? null) ? typed : asText(value);
    return (
        <TextField
            {...around(placed)}
            inputMode={field.type === "integer" ? "numeric" : "decimal"}
            value={shown}
            onChange={(text) => {
                type(text);
                const number = readNumber(text);
                return number === null ? clear(form, path, field) : set(form, path, number);
            }}
            ghost={ghost(placed)}
        />
    );
}

/** A number, nothing, or what was typed: the gateway says what is wrong with that. */
function readNumber(text: string): Json {
    const trimmed = text.trim();
    if (trimmed === "") {
        return null;
    }
    const number = Number(trimmed);
    return Number.isFinite(number) ? number : text;
}

export function SwitchField(placed: Placed) {
    const { field, path, form } = placed;
    const value = said(form.draft, path) ?? field.default ?? false;
    return <Switch {...around(placed)} value={value === true} onChange={(on) => set(form, path, on)} />;
}
