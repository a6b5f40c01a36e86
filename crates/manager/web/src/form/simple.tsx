import { Dices } from "lucide-react";
import { useRef, useState } from "react";

import { said } from "../schema/draft.ts";
import { isStars, starsSay, typedOf } from "../schema/hidden.ts";
import { at, HIDDEN, type Json } from "../schema/value.ts";
import { Button, CopyButton } from "../ui/button.tsx";
import { SecretField, Switch, TextField } from "../ui/fields.tsx";
import { around, ghost, type Placed } from "./around.tsx";
import { drawSecret } from "./draw.ts";
import { clear, set } from "./form.ts";

/** Fields whose texts have several lines. */
const LONG = /cert$|^cert|key$|_jwk$|pem$|body|template|script|public_key|private_key/;

const asText = (value: Json | undefined): string => (value === null || value === undefined ? "" : String(value));

export function TextualField(placed: Placed) {
    const { field, form } = placed;
    return field.auto && form.isNew && !form.isReadOnly ? <DrawnField {...placed} /> : <WrittenField {...placed} />;
}

function WrittenField(placed: Placed) {
    const { field, path, form } = placed;
    const value = said(form.draft, path);
    // What was a secret once stays one while it is typed.
    const wasStars = useRef(false);
    wasStars.current ||= isStars(value);
    const isLong = field.isText === true || (LONG.test(field.name) && field.oneOf === undefined && isLongText(field.name));
    const shown = {
        ...around(placed),
        value: typedOf(value),
        ghost: starsSay(value, form.isReadOnly) ?? ghost(placed),
        // What is taken away again leaves a secret that is kept as it was.
        onChange: (text: string) =>
            text !== "" ? set(form, path, text) : at(form.draft.loaded, path) === HIDDEN ? set(form, path, HIDDEN) : clear(form, path, field),
    };
    return (field.secret || wasStars.current) && !isLong ? <SecretField {...shown} /> : <TextField {...shown} isLong={isLong} />;
}

/** What the gateway would make up, and never show: it is drawn here, so that somebody sees it once. */
function DrawnField(placed: Placed) {
    const { path, form } = placed;
    const text = asText(said(form.draft, path));
    const { about, ...rest } = around(placed);
    return (
        <div className="drawn">
            <TextField
                {...rest}
                value={text}
                onChange={(text) => set(form, path, text === "" ? null : text)}
                about={<>{about} It was drawn here: copy it now, or write another. What is secret is not shown again.</>}
            />
            <div className="actions">
                <Button className="small" onPress={() => set(form, path, drawSecret())}>
                    <Dices size={14} aria-hidden /> Draw
                    <span className="visually-hidden"> {rest.label}</span>
                </Button>
                {text !== "" && <CopyButton text={text} />}
            </div>
        </div>
    );
}

/** A name like `key` is long in a certificate and short in a credential. */
const isLongText = (name: string): boolean => name !== "key" && !name.endsWith("_key_id");

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
