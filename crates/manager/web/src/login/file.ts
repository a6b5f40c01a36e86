import { stringify } from "yaml";

import { told } from "../form/views.ts";
import type { Record_ } from "../schema/value.ts";

/** What a login stands before: a route, a service with all of its routes, or everything. */
export type Place = { list: "routes" | "services"; entity: Record_ } | { list: "plugins" };

/** A place with its plugins as it stands in a kong.yml: what was there, or what will be. */
export function placeFile(place: Place, plugins: Record_[]): string {
    const written = plugins.map(below);
    if (place.list === "plugins") {
        return stringify({ _format_version: "3.0", plugins: written });
    }
    const { name, id } = place.entity;
    const named = typeof name === "string" && name !== "" ? { name } : { id: id ?? "" };
    return stringify({ _format_version: "3.0", [place.list]: [{ ...named, plugins: written }] });
}

/** A plugin below its place, which it need not name. */
function below(plugin: Record_): Record_ {
    const { route: _route, service: _service, ...rest } = told(plugin, true);
    return rest;
}
