import type { Draft } from "../../schema/draft.ts";
import type { Field } from "../../schema/field.ts";
import type { Record_ } from "../../schema/value.ts";
import { type Passing, passingFaults } from "../passing.ts";
import { faultOf, type Preset, type Values } from "../presets.ts";
import { comes, lacking, textsOf } from "../protection.ts";
import { faultOfRedirect } from "../redirect-uri.ts";
import { type StepId, STEPS } from "./step.ts";

/** What was said so far, of which each step judges its own part. */
export type Judged = { preset: Preset | undefined; values: Values; passing: Passing; draft: Draft; fields: Field[]; route: Record_ };

/** What is wrong in a step, by the path of the field. */
export function faultsIn(step: StepId, judged: Judged): Map<string, string[]> {
    switch (step) {
        case "provider":
            return judged.preset === undefined ? new Map([["provider", ["Choose a provider."]]]) : new Map();
        case "connect":
            return connectFaults(judged);
        case "who":
            return passingFaults(judged.passing, judged.draft, judged.fields);
        case "upstream":
            return pairFaults(judged.draft);
        default:
            return new Map();
    }
}

/** A claim without a header, or a header without a claim, is not sent: nobody can have meant it. */
function pairFaults(draft: Draft): Map<string, string[]> {
    const [claims, names] = ["upstream_headers_claims", "upstream_headers_names"].map((option) => textsOf(draft, option));
    const longest = Array.from({ length: Math.max(claims!.length, names!.length) });
    const isHalf = longest.some((_, line) => Boolean(claims![line]?.trim()) !== Boolean(names![line]?.trim()));
    return isHalf ? new Map([["config.upstream_headers_claims", ["Each line needs a claim and a header: what has but one of them is not sent."]]]) : new Map();
}

/** The first step in which something is wrong: nobody gets further. The last one, if nothing is. */
export function furthest(judged: Judged): number {
    const first = STEPS.findIndex(({ id }) => faultsIn(id, judged).size > 0);
    return first === -1 ? STEPS.length - 1 : first;
}

/** In the order of the fields on the page. */
function connectFaults({ preset, values, draft, fields, route }: Judged): Map<string, string[]> {
    const holes = (preset?.placeholders ?? []).flatMap((placeholder): [string, string[]][] => {
        const fault = faultOf(placeholder, values);
        return fault === undefined ? [] : [[`placeholder.${placeholder.name}`, [fault]]];
    });
    const missing = lacking(draft, fields)
        .filter(({ option }) => option !== "issuer" || holes.length === 0)
        .map(({ option, says }): [string, string[]] => [`config.${option}`, [says]]);
    const uris = ["redirect_uri", "logout_redirect_uri"].flatMap((option): [string, string[]][] => {
        const [uri] = textsOf(draft, option);
        // After signing out, people may end up anywhere.
        const fault = uri && comes(draft, fields, "people") ? faultOfRedirect(uri, option === "redirect_uri" ? route : {}) : undefined;
        return fault === undefined ? [] : [[`config.${option}`, [fault]]];
    });
    return new Map([...holes, ...missing, ...uris]);
}

/** The field in which an option is written: an issuer is made of what is written for placeholders. */
export function fieldFor(option: string, preset: Preset | undefined): string {
    const [placeholder] = preset?.placeholders ?? [];
    return option === "issuer" && placeholder ? `placeholder.${placeholder.name}` : `config.${option}`;
}
