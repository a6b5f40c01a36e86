import type { Form } from "../form/form.ts";
import type { Field } from "../schema/field.ts";
import { dangersOf, fieldAt, type Flagged } from "./danger.ts";
import type { Layout } from "./layout.ts";

/** What is known of the fields of a form, by their paths: from its layout, or else from the schema alone. */
export function byLayout(layout: Layout | null, fields: Field[], more: Flagged[] = []): Pick<Form, "words" | "danger" | "standing" | "refuses"> {
    const { words = {}, refused = [], inert = [] } = layout ?? {};
    return {
        words: (path) => words[optionOf(path)],
        danger: (path, value) =>
            [...(layout ? dangersOf(layout, optionOf(path), value) : []), ...more.filter(({ option }) => option === optionOf(path))]
                .map(({ says }) => says)
                .join(" ") || undefined,
        standing: (path) => {
            const option = optionOf(path);
            const isOf = (options: string[]) => options.some((one) => option === one || option.startsWith(`${one}.`));
            return isOf(refused) ? "refused" : isOf(inert) ? "inert" : path.startsWith("config.") ? standingAt(fields, option.split(".")) : undefined;
        },
        refuses: (path, value) => refused.includes(`${optionOf(path)}=${String(value)}`),
    };
}

/** What the schema says of a field, or of the record that it stands in. */
function standingAt(fields: Field[], path: string[]): Field["support"] {
    return path.length === 0 ? undefined : (fieldAt(fields, path)?.support ?? standingAt(fields, path.slice(0, -1)));
}

const optionOf = (path: string): string => path.replace(/^config\./, "");
