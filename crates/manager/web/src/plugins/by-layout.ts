import type { Form } from "../form/form.ts";
import { dangersOf } from "./danger.ts";
import type { Layout } from "./layout.ts";

/** What a layout says of the fields of a form, by their paths. */
export function byLayout(layout: Layout | null): Pick<Form, "words" | "danger" | "standing" | "refuses"> {
    if (layout === null) {
        return {};
    }
    return {
        words: (path) => layout.words[optionOf(path)],
        danger: (path, value) =>
            dangersOf(layout, optionOf(path), value)
                .map(({ says }) => says)
                .join(" ") || undefined,
        standing: (path) => {
            const isOf = (options: string[]) => options.some((option) => optionOf(path) === option || optionOf(path).startsWith(`${option}.`));
            return isOf(layout.refused) ? "refused" : isOf(layout.inert) ? "inert" : undefined;
        },
        refuses: (path, value) => layout.refused.includes(`${optionOf(path)}=${String(value)}`),
    };
}

const optionOf = (path: string): string => path.replace(/^config\./, "");
