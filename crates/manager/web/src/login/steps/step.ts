import type { Entity } from "../../entities/entity.ts";
import type { Form } from "../../form/form.ts";
import type { Layout } from "../../plugins/layout.ts";
import type { Draft } from "../../schema/draft.ts";
import type { Field } from "../../schema/field.ts";
import type { Passing } from "../passing.ts";
import type { Preset, Values } from "../presets.ts";

/** The steps, in their order. */
export const STEPS = [
    { id: "provider", title: "Provider", about: "Who signs people in?" },
    { id: "connect", title: "Connect", about: "What the gateway and the provider have to know of each other." },
    { id: "check", title: "Check", about: "Whether a login would work, as far as can be told without one." },
    { id: "who", title: "Who may pass", about: "Everybody whom the provider signs in, or only some of them." },
    { id: "upstream", title: "What the service receives", about: "What the service behind the gateway is told about whoever passed." },
    { id: "review", title: "Review", about: "What would be written. Nothing is, until you save it." },
] as const;

export type StepId = (typeof STEPS)[number]["id"];

/** What every step is given. */
export type Step = {
    workspace: string;
    route: Entity;
    presets: Preset[];
    preset: Preset | undefined;
    values: Values;
    /** Takes what was written for placeholders. */
    write: (values: Values) => void;
    passing: Passing;
    /** Takes who may pass, with the draft that says so. */
    pass: (passing: Passing, draft: Draft) => void;
    draft: Draft;
    change: (draft: Draft) => void;
    fields: Field[];
    form: Form;
    layout: Layout | null;
    /** Goes to a step, and to the field of an option there. */
    go: (step: StepId, option?: string) => void;
};

const WHO = /(_required|_claim|_claims|_sources|^domains|^consumer_(by|optional))$/;
const CONNECT = /^(issuer|auth_methods|client_id|client_secret|client_auth|redirect_uri|logout_redirect_uri|scopes)$/;
/** Options that look like those of a step, and stand in the full form alone. */
const ELSEWHERE = /^(credential_claim|consumer_groups_claim|jwt_session_claim)$/;
const UPSTREAM = /^(upstream_(headers(_claims|_names)?|(access_token|id_token|user_info)_header)|authenticated_groups_claim)$/;

/** The step that an option stands in, if any does. */
export function stepOf(option: string): StepId | undefined {
    if (ELSEWHERE.test(option)) {
        return undefined;
    }
    if (CONNECT.test(option)) {
        return "connect";
    }
    if (UPSTREAM.test(option)) {
        return "upstream";
    }
    return WHO.test(option) ? "who" : undefined;
}
