import type { Chain, Link } from "../api/chain.ts";

/** A login that acts on a route without being its own: its service's, or that of everything. */
export function loginAbove(chain: Chain | null | undefined, name: string): Link | undefined {
    const above = (chain?.plugins ?? []).filter((link) => link.name === name && link.from !== "route" && link.enabled && link.consumer === null);
    return above.find(({ from }) => from === "service") ?? above[0];
}
