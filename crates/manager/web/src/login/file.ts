import { stringify } from "yaml";

import { told } from "../form/views.ts";
import type { Record_ } from "../schema/value.ts";

/** What a login stands before: a route, a service with all of its routes, or everything. */
export type Place = { list: "routes" | "services"; entity: Record_ } | { list: "plugins" };

/**
 * A plugin as it stands in the list `plugins` of a kong.yml, with its place by name. So it says the same wherever that place is
 * written, be it nested or not.
 */
export function pluginFile(place: Place, plugin: Record_): string {
    const { id: _id, route: _route, service: _service, ...rest } = told(plugin, true);
    const { name, config, ...more } = rest;
    const where: Record_ = place.list === "plugins" ? {} : { [place.list === "routes" ? "route" : "service"]: named(place.entity) };
    return stringify({ plugins: [{ name: name ?? null, ...where, ...more, config: config ?? {} }] });
}

const named = ({ name, id }: Record_): string => (typeof name === "string" && name !== "" ? name : String(id ?? ""));
