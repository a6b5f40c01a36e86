import type { Record_ } from "../schema/value.ts";
import { hasHidden, hiddenIn } from "./bulk.ts";
import { type Dependant, inWords } from "./dependants.ts";
import { type Entity, nameOf } from "./entity.ts";
import { listPath, type Place } from "./place.ts";

/** A call that makes something again: the list that it joins, and what is said of it. */
export type Call = { path: string[]; body: Record_ };

/** The calls that make one again with all that went with it, in their order; or why that cannot be. */
export type Comeback = { can: true; calls: Call[] } | { can: false; why: string };

/** How many are named of those that hold secrets. */
const NAMED = 3;

/** What went with one is made after it, and bonds last. Nothing is left out silently: then none of it comes back. */
export function comebackOf(place: Place, entity: Entity, gone: readonly Dependant[]): Comeback {
    if (hasHidden(entity)) {
        return { can: false, why: `it holds secrets that are not known here (${hiddenIn(entity).join(", ")})` };
    }
    const uncounted = gone.find(({ isMore }) => isMore);
    if (uncounted) {
        return { can: false, why: `not all is known of what goes with it: ${inWords(uncounted)}` };
    }
    const secret = gone.filter(({ isBond }) => !isBond).flatMap(({ kind, entities }) => entities.filter(hasHidden).map((one) => `${kind.one} ${nameOf(kind, one)}`));
    if (secret.length > 0) {
        const some = secret.length > NAMED ? `${secret.slice(0, NAMED).join(", ")} and ${secret.length - NAMED} more` : secret.join(", ");
        return { can: false, why: `what goes with it holds secrets that are not known here: ${some}` };
    }
    const ordered = [...gone].sort((one, other) => Number(one.isBond) - Number(other.isBond));
    return { can: true, calls: [made(place, entity), ...ordered.flatMap((one) => one.entities.map((entity) => (one.isBond ? bound(one.place, entity) : made(one.place, entity))))] };
}

/** One with its id, which makes sure that none is written over. What has a list of its own is made there. */
function made({ workspace, kind, within }: Place, entity: Entity): Call {
    const { created_at: _made, updated_at: _changed, ...body } = entity;
    return { path: listPath({ workspace, kind, within: kind.within ? within : undefined }), body };
}

const bound = (place: Place, { id }: Entity): Call => ({ path: listPath(place), body: { [bondField(place.kind.path)]: id } });

/** What a kind is called where it joins another. */
export const bondField = (path: string): string => (path === "consumers" ? "consumer" : "group");
