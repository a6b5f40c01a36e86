import { queryOptions } from "@tanstack/react-query";

import { pathOf, value } from "../api/client.ts";
import type { Words } from "../form/form.ts";
import { LOGIN_PLUGIN } from "../login/plugin.ts";
import type { Json } from "../schema/value.ts";

/** How the form of a plugin is arranged, as the gateway tells it. Options are named as in `config`. */
export type Layout = {
    sections: { id: string; title: string; about?: string; first_screen?: boolean; options: string[] }[];
    /** What the first screen shows, in this order. */
    minimum: string[];
    /** Lists of equal length that are edited as one table. */
    tables: { title: string; columns: string[] }[];
    words: Record<string, Words>;
    dangers: Danger[];
    /** Not supported yet: an option, or one of its values as `option=value`. */
    refused: string[];
    /** Accepted without effect. */
    inert: string[];
};

/** A value that weakens something; of a list, one of its elements. */
export type Danger = { option: string; value: Json; says: string };

/** Plugins with a layout. To ask for one that is not there would be an error in the console of the browser. */
const LAID_OUT: readonly string[] = [LOGIN_PLUGIN];

/** The layout of a plugin's form; none, and the form follows the schema. */
export const layoutQuery = (name: string) =>
    queryOptions({
        queryKey: ["layout", name],
        queryFn: async ({ signal }): Promise<Layout | null> =>
            LAID_OUT.includes(name) ? await value<Layout>(`/schemas${pathOf("plugins", name, "layout")}`, { signal }) : null,
        staleTime: Infinity,
    });
