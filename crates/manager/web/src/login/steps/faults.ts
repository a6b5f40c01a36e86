import type { Draft } from "../../schema/draft.ts";
import type { Record_ } from "../../schema/value.ts";
import type { Preset } from "../presets.ts";
import { lacking, textsOf } from "../protection.ts";
import { faultOfRedirect } from "../redirect-uri.ts";

/** What is wrong in the step where both are told of each other, by the path of the field. */
export function connectFaults(draft: Draft, route: Record_): Map<string, string[]> {
    const missing = lacking(draft)
        .filter(({ option }) => option !== "issuer")
        .map(({ option, says }): [string, string[]] => [`config.${option}`, [says]]);
    const [uri] = textsOf(draft, "redirect_uri");
    const fault = uri ? faultOfRedirect(uri, route) : undefined;
    return new Map([...missing, ...(fault === undefined ? [] : [["config.redirect_uri", [fault]] as [string, string[]]])]);
}

/** The field in which an option is written: an issuer is made of what is written for placeholders. */
export function fieldFor(option: string, preset: Preset | undefined): string {
    const [placeholder] = preset?.placeholders ?? [];
    return option === "issuer" && placeholder ? `placeholder.${placeholder.name}` : `config.${option}`;
}
