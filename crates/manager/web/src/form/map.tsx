import { Plus, X } from "lucide-react";
import { useState } from "react";
import { Input } from "react-aria-components";

import { said } from "../schema/draft.ts";
import { starsSay, typedOf } from "../schema/hidden.ts";
import { equal, isRecord, type Json, type Record_ } from "../schema/value.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { FieldGroup } from "../ui/fields.tsx";
import { around, type Placed } from "./around.tsx";
import { set } from "./form.ts";

type Row = [name: string, value: string];

/** Names and values, a line each. */
export function MapField(placed: Placed) {
    const { field, path, form } = placed;
    const { label, isReadOnly = false, ...rest } = around(placed);
    const value = said(form.draft, path);
    const there: Row[] = isRecord(value) ? Object.entries(value).map(([name, one]) => [name, one === null ? "" : String(one)]) : [];
    // A name that is being typed may be another's for a moment, so the lines are kept as they are typed.
    const [typed, type] = useState<Row[]>(there);
    const isNumeric = field.elements?.type !== "string";
    const rows = equal(recordOf(typed, isNumeric) ?? {}, isRecord(value) ? value : {}) ? typed : there;
    const write = (rows: Row[]) => {
        type(rows);
        set(form, path, recordOf(rows, isNumeric) ?? (field.required ? {} : null));
    };
    const change = (index: number, row: Row) => write(rows.map((one, place) => (place === index ? row : one)));
    return (
        <FieldGroup {...rest} label={label}>
            <ol className="lines">
                {rows.map(([name, value], index) => (
                    <li key={index}>
                        <Input
                            className="input"
                            aria-label={`${label}: name no. ${index + 1}`}
                            dir="auto"
                            spellCheck={false}
                            placeholder="Name"
                            readOnly={isReadOnly}
                            value={name}
                            onChange={(event) => change(index, [event.target.value, value])}
                        />
                        <Input
                            className="input"
                            aria-label={`${label}: value no. ${index + 1}`}
                            dir="auto"
                            spellCheck={false}
                            placeholder={starsSay(value, isReadOnly) ?? "Value"}
                            readOnly={isReadOnly}
                            value={typedOf(value)}
                            onChange={(event) => change(index, [name, event.target.value])}
                        />
                        {!isReadOnly && (
                            <IconButton
                                label={`Remove ${name || `no. ${index + 1}`} of ${label}`}
                                onPress={() => write(rows.filter((_, place) => place !== index))}
                            >
                                <X size={16} aria-hidden />
                            </IconButton>
                        )}
                    </li>
                ))}
            </ol>
            {!isReadOnly && (
                <div>
                    <Button tone="quiet" className="small" onPress={() => type([...rows, ["", ""]])}>
                        <Plus size={14} aria-hidden /> Add a name
                    </Button>
                </div>
            )}
        </FieldGroup>
    );
}

function recordOf(rows: Row[], isNumeric: boolean): Record_ | null {
    const named = rows.filter(([name]) => name !== "");
    if (named.length === 0) {
        return null;
    }
    return Object.fromEntries(named.map(([name, value]): [string, Json] => {
        const number = Number(value);
        return [name, isNumeric && value.trim() !== "" && Number.isFinite(number) ? number : value];
    }));
}
