import { stringify } from "yaml";

import { told } from "../form/views.ts";
import type { Record_ } from "../schema/value.ts";

/** A route with its plugins as it stands in a kong.yml: what was there, or what will be. */
export function routeFile(route: Record_, plugins: Record_[]): string {
    const named = typeof route.name === "string" && route.name !== "" ? { name: route.name } : { id: route.id ?? "" };
    return stringify({
        _format_version: "3.0",
        routes: [{ ...named, plugins: plugins.map(below) }],
    });
}

/** A plugin below its route, which it need not name. */
function below(plugin: Record_): Record_ {
    const { route: _route, ...rest } = told(plugin, true);
    return rest;
}
