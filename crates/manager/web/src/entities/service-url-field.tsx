import { type Form, idOf } from "../form/form.ts";
import { type Draft, say, whole } from "../schema/draft.ts";
import type { Faults } from "../schema/faults.ts";
import { TextField } from "../ui/fields.tsx";
import { faultOfUrl, readUrl, urlOf } from "./service-url.ts";

type Asked = { form: Form; typed: string | undefined; type: (text: string) => void };

/**
 * The whole URL of a service in one field. Its parts follow what is typed, and it follows them. Whoever has the form keeps
 * what is typed, for it is not saved while it is no URL: its parts would be others than what is read there.
 */
export function ServiceUrlField({ form, typed, type }: Asked) {
    const url = urlOf(whole(form.draft)) ?? "";
    const change = (text: string) => {
        type(text);
        const parts = readUrl(text);
        if (parts) {
            const { protocol, host, port, path } = parts;
            const said = [["protocol", protocol], ["host", host], ["port", port], ["path", path]] as const;
            form.change(said.reduce((draft, [name, value]) => say(draft, [name], value), form.draft));
        }
    };
    // Somebody on the way to a URL is not told yet that there is none.
    const isBegun = typed !== undefined && ["http://", "https://"].some((scheme) => scheme.startsWith(typed.trim().toLowerCase()));
    const faults = isBegun ? [] : [...unreadUrl(typed, form.draft).values()].flat();
    return (
        <div className="service-url">
            <TextField
                id={idOf([FIELD])}
                label="URL"
                type="url"
                value={typed !== undefined && isOwn(typed, url) ? typed : url}
                onChange={change}
                isReadOnly={form.isReadOnly}
                faults={faults}
                ghost="https://orders.internal:8443/v1"
                about="All of protocol, host, port and path at once; or empty this, and say them one by one."
            />
        </div>
    );
}

/** What finds it among what is wrong. */
export const FIELD = "url";

/** What is typed stays as it is typed, as long as it says the same, or nothing yet. */
function isOwn(typed: string, url: string): boolean {
    const read = readUrl(typed);
    return read === undefined || urlOf(read) === url;
}

/** What is wrong with what is typed, over what its parts say. */
export function unreadUrl(typed: string | undefined, draft: Draft): Faults {
    const fault = typed === undefined || typed.trim() === "" || !isOwn(typed, urlOf(whole(draft)) ?? "") ? undefined : faultOfUrl(typed);
    return new Map(fault === undefined ? [] : [[FIELD, [fault]]]);
}
