import { useState } from "react";

import type { Form } from "../form/form.ts";
import { say, whole } from "../schema/draft.ts";
import { TextField } from "../ui/fields.tsx";
import { readUrl, urlOf } from "./service-url.ts";

/** The whole URL of a service in one field. Its parts follow what is typed, and it follows them. */
export function ServiceUrlField({ form }: { form: Form }) {
    const [typed, type] = useState<string>();
    const url = urlOf(whole(form.draft)) ?? "";
    const read = typed === undefined ? undefined : readUrl(typed);
    // What is typed stays as it is typed, as long as it says the same, or nothing yet.
    const isOwn = typed !== undefined && (read === undefined || urlOf(read) === url);
    const change = (text: string) => {
        type(text);
        const parts = readUrl(text);
        if (parts) {
            const { protocol, host, port, path } = parts;
            const said = [["protocol", protocol], ["host", host], ["port", port], ["path", path]] as const;
            form.change(said.reduce((draft, [name, value]) => say(draft, [name], value), form.draft));
        }
    };
    const isUnread = typed !== undefined && typed !== "" && isOwn && read === undefined;
    return (
        <div className="service-url">
            <TextField
                label="URL"
                type="url"
                value={isOwn ? typed : url}
                onChange={change}
                isReadOnly={form.isReadOnly}
                ghost="https://orders.internal:8443/v1"
                about={
                    isUnread
                        ? "Not a whole URL yet: http or https, a host, perhaps a port and a path. The parts below stay as they are."
                        : "All of protocol, host, port and path at once; or say them one by one."
                }
            />
        </div>
    );
}
