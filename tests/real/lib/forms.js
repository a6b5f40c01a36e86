/** The forms of a page, as far as our providers write them. */

/**
 * All forms of a page that came from `url`.
 *
 * @returns {{action: string, method: string, fields: Record<string, string>, buttons: {name, value}[]}[]} the fields
 *     are those that are sent whichever button is pressed
 */
export function readForms(html, url) {
    return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(([, head, body]) => {
        const form = attributes(head);
        const tags = [...body.matchAll(/<(input|button)\b([^>]*)>/gi)].map(([, tag, rest]) => ({ tag, ...attributes(rest) }));
        const isButton = ({ tag, type }) => tag.toLowerCase() === "button" || type === "submit";
        const isSent = (tag) => tag.name && !isButton(tag) && (tag.type !== "checkbox" || "checked" in tag);
        return {
            action: new URL(form.action ?? "", url).href,
            method: (form.method ?? "get").toUpperCase(),
            fields: Object.fromEntries(tags.filter(isSent).map(({ name, value = "" }) => [name, value])),
            buttons: tags.filter((tag) => isButton(tag) && tag.name).map(({ name, value = "" }) => ({ name, value })),
        };
    });
}

function attributes(text) {
    const found = text.matchAll(/([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g);
    return Object.fromEntries([...found].map(([, name, ...values]) => [
        name.toLowerCase(),
        plain(values.find((value) => value !== undefined) ?? ""),
    ]));
}

const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function plain(text) {
    return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (all, decimal, hex, name) => {
        if (name) {
            return NAMED[name.toLowerCase()] ?? all;
        }
        return String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex, 16));
    });
}
