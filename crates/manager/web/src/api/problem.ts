/** What is wrong, by the path of the field: `{ config: { issuer: "required field missing" } }`. */
export type FieldFaults = { [name: string]: FieldFaults | string | (string | FieldFaults | null)[] };

/** Where a problem lies. */
export type ProblemKind =
    /** The gateway did not answer. */
    | "away"
    /** Nobody is signed in any more. */
    | "signed-out"
    /** It may not be done in this role, or from this page. */
    | "forbidden"
    /** It is not there. */
    | "not-found"
    /** Somebody changed it meanwhile. */
    | "changed"
    /** It goes against what is there: a name that is taken, something that still depends on it. */
    | "conflict"
    /** What was sent does not pass the checks. */
    | "faults"
    /** Too much was asked; later. */
    | "busy"
    /** Anything else. */
    | "failed";

/** Why something that was asked of the gateway did not come about, in its own words where it had any. */
export class Problem extends Error {
    readonly kind: ProblemKind;
    readonly status: number;
    readonly fields: FieldFaults;

    constructor(kind: ProblemKind, message: string, status = 0, fields: FieldFaults = {}) {
        super(message);
        this.name = "Problem";
        this.kind = kind;
        this.status = status;
        this.fields = fields;
    }
}

/** The gateway could not be reached. */
export const AWAY = "The gateway does not answer. It may be restarting; nothing that you typed is lost.";

export function problemOf(status: number, body: unknown): Problem {
    const said = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
    const message = typeof said.message === "string" ? said.message : `The gateway answered ${status}.`;
    const fields = typeof said.fields === "object" && said.fields !== null ? (said.fields as FieldFaults) : {};
    return new Problem(kindOf(status), message, status, fields);
}

function kindOf(status: number): ProblemKind {
    switch (status) {
        case 400:
            return "faults";
        case 401:
            return "signed-out";
        case 403:
            return "forbidden";
        case 404:
            return "not-found";
        case 409:
            return "conflict";
        case 412:
            return "changed";
        case 429:
            return "busy";
        default:
            return "failed";
    }
}
