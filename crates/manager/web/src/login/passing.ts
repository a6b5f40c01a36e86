import { type Draft, said } from "../schema/draft.ts";
import { type Field, fieldOf } from "../schema/field.ts";
import type { Json } from "../schema/value.ts";
import type { Preset } from "./presets.ts";
import { comes, optionOf, tell, textsOf } from "./protection.ts";

/** What can be demanded of whoever passes: a claim that must have a value. */
export type ClaimDemand = "groups" | "roles" | "scopes" | "audience";
export type Demand = ClaimDemand | "domains";

export const DEMANDS: readonly Demand[] = ["domains", "groups", "roles", "scopes", "audience"];

/** Who of those may pass whom the provider signs in. Nobody has decided it until it is said. */
export type Passing = {
    whom: "anybody" | "some" | undefined;
    /** What somebody wants to demand, though it may not be written yet. */
    demands: readonly Demand[];
};

/** The option in which a demand is written. */
export const requiredOf = (demand: Demand): string => (demand === "domains" ? "domains" : `${demand}_required`);

/** The options of looking for a consumer. */
export const CONSUMERS = ["consumer_claims", "consumer_by", "consumer_optional"] as const;

/** What a list demands. A line without a word demands nothing. */
const demanded = (draft: Draft, demand: Demand): string[] => textsOf(draft, requiredOf(demand)).filter((text) => text.trim() !== "");

/** Whether fewer pass than the provider signs in for another reason than a demand. */
function isNarrowed(draft: Draft): boolean {
    const has = (option: string): boolean => ((optionOf(draft, option) as Json[] | null) ?? []).length > 0;
    const isKnown = (claim: string, optional: string): boolean => has(claim) && optionOf(draft, optional) !== true;
    return isKnown("consumer_claims", "consumer_optional") || isKnown("consumer_groups_claim", "consumer_groups_optional") || has("claims_forbidden");
}

/** What was decided of a login that is there. */
export function passingOf(draft: Draft, isNew: boolean): Passing {
    const demands = DEMANDS.filter((demand) => textsOf(draft, requiredOf(demand)).length > 0);
    return { whom: isNew ? undefined : demands.length > 0 || isNarrowed(draft) ? "some" : "anybody", demands };
}

/** The demands that are offered: of anybody none, but of tokens that programs bring, for whom or for what they are. */
export function offered(passing: Passing, draft: Draft, fields: Field[]): readonly Demand[] {
    if (passing.whom === "some") {
        return DEMANDS;
    }
    return passing.whom === "anybody" && comes(draft, fields, "programs") ? ["scopes", "audience"] : [];
}

/** What is wrong with who may pass, by the path of the field. A demand that says nothing would let everybody in. */
export function passingFaults(passing: Passing, draft: Draft, fields: Field[]): Map<string, string[]> {
    const open = passing.demands.filter((demand) => offered(passing, draft, fields).includes(demand));
    const empty = open.filter((demand) => demanded(draft, demand).length === 0);
    const blind = open.filter((demand) => demand !== "domains" && claimOf(draft, fields, demand).length === 0);
    const bears = comes(draft, fields, "programs") && !["audience", "scopes"].some((demand) => open.includes(demand as Demand));
    const faults: [string, string | false][] = [
        ["passing", passing.whom === undefined && "Say who may pass."],
        ["passing", passing.whom === "some" && open.length === 0 && !isNarrowed(draft) && "Demand something, or let anyone pass."],
        ...empty.map((demand): [string, string] => [`config.${requiredOf(demand)}`, "Write at least one, or switch this off: an empty list demands nothing."]),
        ...blind.map((demand): [string, string] => [`config.${demand}_claim`, "Say which claim it is looked for in."]),
        ["passing", passing.whom !== undefined && bears && "Programs come with access tokens: demand an audience or a scope, or tokens that were made for other services pass, too."],
    ];
    return faults.reduce((all, [path, said]) => (said === false ? all : all.set(path, [...(all.get(path) ?? []), said])), new Map<string, string[]>());
}

/** The claim in which a demand is looked for. */
export function claimOf(draft: Draft, fields: Field[], demand: ClaimDemand): string[] {
    const told = said(draft, ["config", `${demand}_claim`]);
    const counting = told === undefined ? fieldOf(fields, `${demand}_claim`)?.default : told;
    return Array.isArray(counting) ? counting.map(String) : [];
}

/** Whether an audience keeps all people out: their ID tokens are for the client, and are looked into first. */
export function locksOut(draft: Draft, fields: Field[]): boolean {
    const places = textsOf(draft, "lychgate_claims_sources");
    const isOfClient = textsOf(draft, "client_id").some((client) => demanded(draft, "audience").includes(client));
    const isAsked = demanded(draft, "audience").length > 0 && claimOf(draft, fields, "audience").join() === "aud";
    return comes(draft, fields, "people") && isAsked && places[0] === "id_token" && !isOfClient;
}

/** Demands nothing of this kind any more. The claim falls back to what the preset says. */
export function forgo(draft: Draft, fields: Field[], demand: Demand, preset: Preset | undefined): Draft {
    const claim = `${demand}_claim`;
    const byDefault = (fieldOf(fields, claim)?.default ?? null) as Json;
    return tell(tell(draft, fields, requiredOf(demand), null), fields, claim, preset?.config[claim] ?? byDefault);
}

/** Lets anybody pass: nothing is demanded of people, and no consumer looked for. */
export function forgoAll(draft: Draft, fields: Field[], preset: Preset | undefined): Draft {
    const kept = offered({ whom: "anybody", demands: [] }, draft, fields);
    const forgone = DEMANDS.filter((demand) => !kept.includes(demand)).reduce((draft, demand) => forgo(draft, fields, demand, preset), draft);
    return forgoConsumers(forgone, fields);
}

/** Looks for no consumer any more. */
export const forgoConsumers = (draft: Draft, fields: Field[]): Draft =>
    CONSUMERS.reduce((draft, option) => tell(draft, fields, option, (fieldOf(fields, option)?.default ?? null) as Json), draft);

/** The same without lines in which nothing is written. */
export function withoutBlanks(draft: Draft, fields: Field[]): Draft {
    return DEMANDS.reduce((draft, demand) => {
        const told = textsOf(draft, requiredOf(demand));
        const lines = demanded(draft, demand);
        return lines.length < told.length ? tell(draft, fields, requiredOf(demand), lines.length === 0 ? null : lines) : draft;
    }, draft);
}
