import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";

import { Broken } from "./broken.tsx";
import { InWorkspace } from "./in-workspace.tsx";
import { Shell } from "./shell.tsx";
import { keptWorkspace, workspaceOf } from "./workspace.ts";

/** All addresses of the Manager. What a page shows stands in its address, so that it can be sent to a colleague. */

const root = createRootRoute({ component: Shell, notFoundComponent: lazyRouteComponent(() => import("./not-found.tsx"), "NotFound") });

const start = createRoute({
    getParentRoute: () => root,
    path: "/",
    beforeLoad: () => {
        throw redirect({ to: "/w/$workspace", params: { workspace: workspaceOf(undefined, keptWorkspace()) } });
    },
});

const workspaces = createRoute({
    getParentRoute: () => root,
    path: "/workspaces",
    component: lazyRouteComponent(() => import("../workspaces/workspaces.tsx"), "Workspaces"),
});

const workspace = createRoute({ getParentRoute: () => root, path: "/w/$workspace", component: InWorkspace });

const home = createRoute({
    getParentRoute: () => workspace,
    path: "/",
    component: lazyRouteComponent(() => import("../home/home.tsx"), "Home"),
});

/** What a list is narrowed to, and which of its columns are shown. */
export type ListSearch = { named?: string; tags?: string; columns?: string; sort?: string; /** Whether all of it is loaded, however long it is. */ all?: string; /** What was just made. */ made?: string };
/** What a new plugin or entity belongs to: `scope=routes&of=ID`. */
export type ScopeSearch = { scope?: string; of?: string };
/** The part of a page that is shown, and what a list in it is narrowed to. */
export type PartSearch = ListSearch & ScopeSearch & { part?: string };

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);
const texts =
    <Names extends string>(...names: Names[]) =>
    (search: Record<string, unknown>): { [Name in Names]?: string } => {
        const told = names.flatMap((name): [string, string][] => {
            const value = text(search[name]);
            return value === undefined ? [] : [[name, value]];
        });
        return Object.fromEntries(told) as { [Name in Names]?: string };
    };

const list = createRoute({
    getParentRoute: () => workspace,
    path: "/$kind",
    validateSearch: texts("named", "tags", "columns", "sort", "all", "made"),
    component: lazyRouteComponent(() => import("../entities/list-page.tsx"), "ListPage"),
});

const made = createRoute({
    getParentRoute: () => workspace,
    path: "/$kind/new",
    validateSearch: texts("scope", "of"),
    component: lazyRouteComponent(() => import("../entities/edit-page.tsx"), "NewPage"),
});

const one = createRoute({
    getParentRoute: () => workspace,
    path: "/$kind/$id",
    validateSearch: texts("part", "scope", "of", "named", "tags", "columns", "sort", "all"),
    component: lazyRouteComponent(() => import("../entities/one-page.tsx"), "OnePage"),
});

const edited = createRoute({
    getParentRoute: () => workspace,
    path: "/$kind/$id/edit",
    validateSearch: texts("scope", "of"),
    component: lazyRouteComponent(() => import("../entities/edit-page.tsx"), "EditPage"),
});

const pluginCatalogue = createRoute({
    getParentRoute: () => workspace,
    path: "/plugins/select",
    validateSearch: texts("scope", "of", "search"),
    component: lazyRouteComponent(() => import("../plugins/catalogue.tsx"), "PluginCatalogue"),
});

const newPlugin = createRoute({
    getParentRoute: () => workspace,
    path: "/plugins/new/$name",
    validateSearch: texts("scope", "of", "section", "find", "only"),
    component: lazyRouteComponent(() => import("../plugins/plugin-page.tsx"), "NewPluginPage"),
});

const editedPlugin = createRoute({
    getParentRoute: () => workspace,
    path: "/plugins/$id/edit",
    validateSearch: texts("section", "find", "only"),
    component: lazyRouteComponent(() => import("../plugins/plugin-page.tsx"), "EditPluginPage"),
});

const protect = createRoute({
    getParentRoute: () => workspace,
    path: "/routes/$id/protect",
    validateSearch: texts("provider", "step"),
    component: lazyRouteComponent(() => import("../login/protect.tsx"), "Protect"),
});

const check = createRoute({
    getParentRoute: () => root,
    path: "/check",
    validateSearch: texts("plugin", "workspace"),
    component: lazyRouteComponent(() => import("../login/check-page.tsx"), "CheckPage"),
});

const configuration = createRoute({
    getParentRoute: () => root,
    path: "/configuration",
    component: lazyRouteComponent(() => import("../configuration/configuration.tsx"), "ConfigurationPage"),
});

export const router = createRouter({
    routeTree: root.addChildren([
        start,
        workspaces,
        check,
        configuration,
        workspace.addChildren([home, list, made, one, edited, pluginCatalogue, newPlugin, editedPlugin, protect]),
    ]),
    defaultPreload: "intent",
    scrollRestoration: true,
    defaultErrorComponent: Broken,
});

declare module "@tanstack/react-router" {
    interface Register {
        router: typeof router;
    }
}
