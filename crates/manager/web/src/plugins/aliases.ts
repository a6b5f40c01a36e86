import { queryOptions } from "@tanstack/react-query";

import { value } from "../api/client.ts";
import { isRecord } from "../schema/value.ts";

/** Older names of options, by the option that took their place: whoever comes with one of them looks for it. */
export type Aliases = ReadonlyMap<string, string[]>;

export function readAliases(schema: unknown): Aliases {
    const [config] = entries(schema, "fields").filter(([name]) => name === "config");
    const aliases = new Map<string, string[]>();
    for (const [older, told] of entries(config?.[1], "shorthand_fields")) {
        const replaced = isRecord(told) && isRecord(told.deprecation) && Array.isArray(told.deprecation.replaced_with) ? told.deprecation.replaced_with : [];
        for (const place of replaced) {
            const option = isRecord(place) && Array.isArray(place.path) ? String(place.path[0]) : "";
            aliases.set(option, [...(aliases.get(option) ?? []), older]);
        }
    }
    return aliases;
}

/** A list of objects with one member each. */
function entries(of: unknown, list: string): [string, unknown][] {
    const all = isRecord(of) ? of[list] : undefined;
    return Array.isArray(all) ? all.flatMap((one) => (isRecord(one) ? Object.entries(one) : [])) : [];
}

/** Asked when somebody first looks for an option. */
export const aliasesQuery = (plugin: string) =>
    queryOptions({
        queryKey: ["aliases", plugin],
        queryFn: async ({ signal }) => readAliases(await value(`/schemas/plugins/${encodeURIComponent(plugin)}`, { signal })),
        staleTime: Infinity,
    });
