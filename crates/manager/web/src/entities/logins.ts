import { useQueries } from "@tanstack/react-query";

import type { Link } from "../api/chain.ts";
import { type Layout, layoutQuery } from "../plugins/layout.ts";

/** The option by which a plugin that sends people to a provider knows that provider. */
const PROVIDER = "issuer";

/** Whether a plugin lets people sign in at a provider, as the layout of its form tells. */
export const isLogin = (layout: Layout | null | undefined): boolean => layout?.minimum.includes(PROVIDER) ?? false;

/** Those of these plugins that let people sign in. */
export function useLoginNames(names: readonly string[]): ReadonlySet<string> {
    const asked = [...new Set(names)];
    return useQueries({
        queries: asked.map((name) => layoutQuery(name)),
        combine: (layouts) => new Set(asked.filter((_, index) => isLogin(layouts[index]?.data))),
    });
}

/** The plugin that lets people sign in to a route, if one acts on all of its requests. */
export const loginIn = (links: readonly Link[], names: ReadonlySet<string>): Link | undefined =>
    links.find((link) => names.has(link.name) && link.enabled && (link.applies || link.closes === true) && link.overridden_by === null && link.consumer === null);
