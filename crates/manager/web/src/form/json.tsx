import { useState } from "react";

import { said } from "../schema/draft.ts";
import { equal, type Json } from "../schema/value.ts";
import { TextField } from "../ui/fields.tsx";
import { around, ghost, type Placed } from "./around.tsx";
import { set } from "./form.ts";

/** What no control is made for: written as JSON. */
export function JsonField(placed: Placed) {
    const { path, form } = placed;
    const value = said(form.draft, path) ?? null;
    const [typed, type] = useState<string>();
    const read = typed === undefined ? undefined : readJson(typed);
    const isOurs = read !== undefined && read.isJson && equal(read.value, value);
    const { faults = [], ...rest } = around(placed);
    const isUnreadable = read !== undefined && !read.isJson;
    const shown = typed !== undefined && (isOurs || isUnreadable) ? typed : value === null ? "" : JSON.stringify(value, null, 2);
    return (
        <TextField
            {...rest}
            isLong
            faults={isUnreadable ? [...faults, `This is no JSON: ${read.why}. What was there stays until it is.`] : faults}
            value={shown}
            onChange={(text) => {
                type(text);
                const read = readJson(text);
                if (read.isJson) {
                    set(form, path, read.value);
                }
            }}
            ghost={ghost(placed)}
        />
    );
}

type Read = { isJson: true; value: Json } | { isJson: false; why: string };

function readJson(text: string): Read {
    if (text.trim() === "") {
        return { isJson: true, value: null };
    }
    try {
        return { isJson: true, value: JSON.parse(text) as Json };
    } catch (error) {
        return { isJson: false, why: error instanceof Error ? error.message : String(error) };
    }
}
