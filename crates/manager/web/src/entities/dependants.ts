import { inWorkspace, value } from "../api/client.ts";
import { Problem } from "../api/problem.ts";
import type { Entity, Listed } from "./entity.ts";
import { GROUPS, type Kind, kindAt } from "./kinds.ts";
import { listPath, type Place } from "./place.ts";

/** What depends on something: of which kind, and which. */
export type Dependant = {
    kind: Kind;
    /** Where they are, as seen from what they depend on. */
    place: Place;
    entities: Entity[];
    /** Whether there are more than were counted. */
    isMore: boolean;
    /** Whether they go with it; if not, it cannot go before them. */
    goes: boolean;
    /** Whether only what binds them to it goes. */
    isBond: boolean;
};

/** Lists of what names something. */
type Lists = readonly { place: Place; goes: boolean; isBond?: boolean; list: Listed }[];

/** What the lists of everything that names it say of it. */
export function dependantsIn(lists: Lists): Dependant[] {
    return lists
        .filter(({ list }) => list.data.length > 0)
        .map(({ place, goes, isBond = false, list }) => ({ kind: place.kind, place, goes, isBond, entities: list.data, isMore: Boolean(list.offset) }));
}

/** Asks what depends on one: what its kind tells, and these besides, which go with it. */
export async function dependantsOf(place: Place, entity: Entity, besides: readonly Kind[], signal?: AbortSignal): Promise<Dependant[]> {
    const below = (kind: Kind): Place => ({ workspace: place.workspace, kind, within: { kind: place.kind.path, id: entity.id } });
    const asked =
        place.kind.path === "workspaces"
            ? inside(String(entity.name))
            : [
                  ...place.kind.dependants.map(({ path, ...rest }) => ({ place: below(kindAt(path)!), ...rest })),
                  ...besides.map((kind) => ({ place: below(kind), goes: true })),
              ];
    return dependantsIn(await Promise.all(asked.map(async (one) => ({ ...one, list: await listed(one.place, signal) }))));
}

/** Authorities are believed in every workspace, and are in none. */
const EVERYWHERE = "ca_certificates";

/** What is in a workspace, which is deleted only when it is empty. */
const inside = (workspace: string) =>
    GROUPS.flatMap(({ paths }) => paths.filter((path) => path !== EVERYWHERE)).map((path) => ({ place: { workspace, kind: kindAt(path)! }, goes: false }));

async function listed(place: Place, signal: AbortSignal | undefined): Promise<Listed> {
    try {
        return await value<Listed>(`${inWorkspace(place.workspace, ...listPath(place))}?size=1000`, signal ? { signal } : {});
    } catch (problem) {
        // What is gone already has nothing that depends on it.
        if (problem instanceof Problem && problem.kind === "not-found") {
            return { data: [], next: null };
        }
        throw problem;
    }
}

/** `3 routes`, `its place in 1 consumer group`. */
export function inWords({ kind, entities, isMore, isBond }: Dependant): string {
    const bond = kind.path === "consumers" ? "the membership of " : "its place in ";
    return `${isBond ? bond : ""}${isMore ? "more than " : ""}${countOf(kind, entities.length)}`;
}

/** `1 route`, `3 gateway services`. */
export const countOf = (kind: Kind, count: number): string =>
    `${count.toLocaleString()} ${count === 1 ? kind.one : pluralOf(kind)}`;

/** Their title within a sentence. */
export const pluralOf = (kind: Kind): string =>
    /^[A-Z]{2}/.test(kind.title) ? kind.title : kind.title.charAt(0).toLowerCase() + kind.title.slice(1);
