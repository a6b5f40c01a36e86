import { inWorkspace, value } from "../api/client.ts";
import { Problem } from "../api/problem.ts";
import { type Entity, type Listed, nameOf } from "./entity.ts";
import { GROUPS, type Kind, kindAt } from "./kinds.ts";
import { onePath, type Place } from "./place.ts";

/** What depends on something: of which kind, how many, what some of them are called. */
export type Dependant = {
    kind: Kind;
    count: number;
    /** Whether there are more than were counted. */
    isMore: boolean;
    names: string[];
    /** Whether they go with it; if not, it cannot go before them. */
    goes: boolean;
    /** Whether only what binds them to it goes. */
    isBond: boolean;
};

/** Lists of what names something. */
type Lists = readonly { kind: Kind; goes: boolean; isBond?: boolean; list: Listed }[];

/** How many are named. */
const NAMED = 5;

/** What the lists of everything that names it say of it. */
export function dependantsIn(lists: Lists): Dependant[] {
    return lists
        .filter(({ list }) => list.data.length > 0)
        .map(({ kind, goes, isBond = false, list }) => ({
            kind,
            goes,
            isBond,
            count: list.data.length,
            isMore: Boolean(list.offset),
            names: list.data.slice(0, NAMED).map((entity) => nameOf(kind, entity)),
        }));
}

/** Asks what depends on one: what its kind tells, and these besides, which go with it. */
export async function dependantsOf(place: Place, entity: Entity, besides: readonly Kind[], signal?: AbortSignal): Promise<Dependant[]> {
    const below = (kind: Kind) => inWorkspace(place.workspace, ...onePath(place, entity.id), kind.path);
    const asked =
        place.kind.path === "workspaces"
            ? inside(String(entity.name))
            : [
                  ...place.kind.dependants.map(({ path, ...rest }) => ({ kind: kindAt(path)!, address: below(kindAt(path)!), ...rest })),
                  ...besides.map((kind) => ({ kind, address: below(kind), goes: true })),
              ];
    return dependantsIn(await Promise.all(asked.map(async (one) => ({ ...one, list: await listed(one.address, signal) }))));
}

/** Authorities are believed in every workspace, and are in none. */
const EVERYWHERE = "ca_certificates";

/** What is in a workspace, which is deleted only when it is empty. */
const inside = (workspace: string) =>
    GROUPS.flatMap(({ paths }) => paths.filter((path) => path !== EVERYWHERE)).map((path) => ({ kind: kindAt(path)!, address: inWorkspace(workspace, path), goes: false }));

async function listed(address: string, signal: AbortSignal | undefined): Promise<Listed> {
    try {
        return await value<Listed>(`${address}?size=1000`, signal ? { signal } : {});
    } catch (problem) {
        // What is gone already has nothing that depends on it.
        if (problem instanceof Problem && problem.kind === "not-found") {
            return { data: [], next: null };
        }
        throw problem;
    }
}

/** `3 routes`, `its place in 1 consumer group`. */
export function inWords({ kind, count, isMore, isBond }: Dependant): string {
    const bond = kind.path === "consumers" ? "the membership of " : "its place in ";
    return `${isBond ? bond : ""}${isMore ? "more than " : ""}${countOf(kind, count)}`;
}

/** `1 route`, `3 gateway services`. */
export const countOf = (kind: Kind, count: number): string =>
    `${count.toLocaleString()} ${count === 1 ? kind.one : pluralOf(kind)}`;

/** Their title within a sentence. */
export const pluralOf = (kind: Kind): string =>
    /^[A-Z]{2}/.test(kind.title) ? kind.title : kind.title.charAt(0).toLowerCase() + kind.title.slice(1);
