import { useState } from "react";

import { said } from "../schema/draft.ts";
import { readJson, unread, unreadOf } from "../schema/unread.ts";
import { equal } from "../schema/value.ts";
import { TextField } from "../ui/fields.tsx";
import { around, ghost, type Placed } from "./around.tsx";
import { set } from "./form.ts";

/** What no control is made for: written as JSON. What is none yet is kept as it is typed, and not sent. */
export function JsonField(placed: Placed) {
    const { path, form } = placed;
    const value = said(form.draft, path) ?? null;
    // What says the same keeps the spaces with which it was typed.
    const [typed, type] = useState("");
    const read = readJson(typed);
    const written = value === null ? "" : JSON.stringify(value, null, 2);
    return (
        <TextField
            {...around(placed)}
            isLong
            value={unreadOf(value) ?? (read.isJson && equal(read.value, value) ? typed : written)}
            onChange={(text) => {
                type(text);
                const read = readJson(text);
                set(form, path, read.isJson ? read.value : unread(text));
            }}
            ghost={ghost(placed)}
        />
    );
}
