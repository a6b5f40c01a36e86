import { inWorkspace } from "../api/client.ts";
import { type Kind, kindAt } from "./kinds.ts";

/** Where entities of a kind are: in a workspace, or below one of another kind there. */
export type Place = {
    workspace: string;
    kind: Kind;
    /** Below what: `{ kind: "upstreams", id: "u1" }`. */
    within?: { kind: string; id: string } | undefined;
};

/** The path of the list at the Admin API. */
export const listPath = ({ kind, within }: Place): string[] => [...(within ? [within.kind, within.id] : []), kind.path];

/** The path of one. What has a list of its own is asked for there, wherever it is shown. */
export const onePath = (place: Place, id: string): string[] =>
    place.kind.within ? [...listPath(place), id] : [place.kind.path, id];

/** What of an address says below what it is, for kinds that are nowhere else. */
export const scopeOf = ({ kind, within }: Place): { scope?: string; of?: string } =>
    kind.within && within ? { scope: within.kind, of: within.id } : {};

/** The page of one. */
export const toOne = (place: Place, id: string, part?: string) => ({
    to: "/w/$workspace/$kind/$id" as const,
    params: { workspace: place.workspace, kind: place.kind.path, id },
    search: { ...scopeOf(place), part },
});

/** The form of one. */
export const toEdit = (place: Place, id: string) => ({
    to: "/w/$workspace/$kind/$id/edit" as const,
    params: { workspace: place.workspace, kind: place.kind.path, id },
    search: scopeOf(place),
});

/** The form of a new one, which belongs to what it is made below. A plugin is chosen first. */
export function toNew({ workspace, kind, within }: Place) {
    const search = within ? { scope: within.kind, of: within.id } : {};
    return kind.path === "plugins"
        ? { to: "/w/$workspace/plugins/select" as const, params: { workspace }, search }
        : { to: "/w/$workspace/$kind/new" as const, params: { workspace, kind: kind.path }, search };
}

/** The page of a list: its own, or the part of the page of what it is below. */
export const toList = ({ workspace, kind, within }: Place) =>
    kind.within && within
        ? toOne({ workspace, kind: kindAt(within.kind)! }, within.id, partOf(kind))
        : { to: "/w/$workspace/$kind" as const, params: { workspace, kind: kind.path }, search: {} };

/** The part of a page in which a list is. */
export const partOf = (kind: Kind): string => (kind.within === "consumers" ? "credentials" : kind.path);

/** The call that makes one, for whoever would rather type. */
export function curlOf(place: Place, body: string): string {
    return `curl -X POST "$ADMIN_API${inWorkspace(place.workspace, ...listPath(place))}" --json '${body}'`;
}
