import { Plus, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Input } from "react-aria-components";

import { said } from "../schema/draft.ts";
import { isStars, starsSay, typedOf, withoutEmpty, withoutLine } from "../schema/hidden.ts";
import { at, equal, type Json } from "../schema/value.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { FieldGroup } from "../ui/fields.tsx";
import { around, ghost, type Placed } from "./around.tsx";
import { clear, set } from "./form.ts";

/** Texts or numbers, a line each. The first line is always there, so that the usual case of one is a plain field. */
export function ListField(placed: Placed) {
    const { field, path, form } = placed;
    const { label, isReadOnly = false, ...rest } = around(placed);
    const value = said(form.draft, path);
    const told: Json[] = Array.isArray(value) ? value : [];
    // Empty lines are those of whoever types: they say nothing, and are not saved.
    const [typed, type] = useState<Json[]>([]);
    const shown = typed.length > 0 && equal(withoutEmpty(typed), told) ? typed : told;
    const lines: Json[] = shown.length > 0 ? shown : [null];
    const inputs = useRef<(HTMLInputElement | null)[]>([]);
    const focused = useRef<number>(undefined);
    useEffect(() => {
        if (focused.current !== undefined) {
            inputs.current[focused.current]?.focus();
            focused.current = undefined;
        }
    });
    const isNumeric = field.elements?.type !== "string";
    const there = at(form.draft.loaded, path);
    const isSecret = field.secret || field.elements?.secret === true || (Array.isArray(there) && there.some(isStars));
    const write = (lines: Json[]) => {
        type(lines);
        const said = withoutEmpty(lines);
        if (said.length === 0) {
            empty(placed);
        } else {
            set(form, path, said);
        }
    };
    const change = (index: number, text: string) => write(lines.map((line, one) => (one === index ? read(text, isNumeric) : line)));
    const add = () => {
        focused.current = lines.length;
        write([...lines, ""]);
    };
    const remove = (index: number) => {
        focused.current = Math.max(0, index - 1);
        write(withoutLine(lines, index));
    };
    return (
        <FieldGroup {...rest} label={label} name={`${label}, a list`}>
            <ol className="lines">
                {lines.map((line, index) => (
                    <li key={index}>
                        <Input
                            ref={(input) => {
                                inputs.current[index] = input;
                            }}
                            className="input"
                            aria-label={lines.length === 1 ? label : `${label}, no. ${index + 1}`}
                            aria-invalid={(rest.faults ?? []).length > 0 || undefined}
                            dir="auto"
                            type={isSecret ? "password" : "text"}
                            autoComplete={isSecret ? "new-password" : "off"}
                            spellCheck={false}
                            readOnly={isReadOnly}
                            placeholder={starsSay(line, isReadOnly) ?? (index === 0 ? ghost(placed) : "")}
                            value={typedOf(line)}
                            onChange={(event) => change(index, event.target.value)}
                            onKeyDown={(event) => {
                                if (event.key === "Enter" && !isReadOnly) {
                                    event.preventDefault();
                                    add();
                                }
                            }}
                        />
                        {!isReadOnly && lines.length > 1 && (
                            <IconButton label={`Remove no. ${index + 1} of ${label}`} onPress={() => remove(index)}>
                                <X size={16} aria-hidden />
                            </IconButton>
                        )}
                    </li>
                ))}
            </ol>
            {!isReadOnly && (lines.length > 1 || typedOf(lines[0]) !== "" || isStars(lines[0])) && (
                <div>
                    <Button tone="quiet" className="small" onPress={add}>
                        <Plus size={14} aria-hidden /> Add another
                    </Button>
                </div>
            )}
        </FieldGroup>
    );
}

const read = (text: string, isNumeric: boolean): Json => {
    const number = Number(text);
    return isNumeric && text.trim() !== "" && Number.isFinite(number) ? number : text;
};

/** What a list is when its last line is empty: what it was when it was nothing, or else its default. */
function empty({ field, path, form }: Placed): void {
    const loaded = at(form.draft.loaded, path);
    if (Array.isArray(loaded) && loaded.length === 0) {
        set(form, path, []);
    } else if (field.required && field.default === undefined) {
        set(form, path, []);
    } else {
        clear(form, path, field);
    }
}
