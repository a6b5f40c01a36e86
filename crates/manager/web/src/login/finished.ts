import { lean } from "../plugins/written.ts";
import { type Draft, takeBack } from "../schema/draft.ts";
import type { Field } from "../schema/field.ts";
import { withoutBlanks } from "./passing.ts";
import { comes, needsClient } from "./protection.ts";

/** Options of the gateway as a client, and of those who come back from the provider with a browser. */
const OF_CLIENT = ["client_id", "client_secret", "client_auth", "scopes"];
const OF_PEOPLE = ["redirect_uri", "logout_redirect_uri"];

/** What is written in the end: without blank lines, without defaults, and without what is no longer asked for. */
export function finished(draft: Draft, fields: Field[]): Draft {
    const unasked = [...(needsClient(draft, fields) ? [] : OF_CLIENT), ...(comes(draft, fields, "people") ? [] : OF_PEOPLE)];
    return lean(withoutBlanks(unasked.reduce((draft, option) => takeBack(draft, ["config", option]), draft), fields), fields);
}
