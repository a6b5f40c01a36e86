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

/** Why something that was asked of the gateway did not come about, and what to do about it. */
export class Problem extends Error {
    readonly kind: ProblemKind;
    readonly status: number;
    readonly fields: FieldFaults;
    /** What to do, where that is known. */
    readonly remedy: string | undefined;

    constructor(kind: ProblemKind, message: string, status = 0, fields: FieldFaults = {}, remedy?: string) {
        super(message);
        this.name = "Problem";
        this.kind = kind;
        this.status = status;
        this.fields = fields;
        this.remedy = remedy;
    }
}

/** The gateway could not be reached. */
export const AWAY = "The gateway does not answer. It may be restarting; nothing that you typed is lost.";

/** What is known of a code: where the problem lies, what happened if not as the gateway says, and what to do. */
type Known = { kind: ProblemKind; said?: string | ((fields: FieldFaults) => string); remedy: string; fields?: (fields: FieldFaults) => FieldFaults };

/** What stands at a field of an answer is its value, and not what is wrong with it. */
const at =
    (why: (value: unknown, name: string) => string) =>
    (fields: FieldFaults): FieldFaults =>
        Object.fromEntries(Object.entries(fields).filter(([name]) => !name.startsWith("@")).map(([name, value]) => [name, why(value, name)]));

const NONE = () => ({});

/** Problems by the numbers of Kong's Admin API, and by our own codes. */
const KNOWN: Readonly<Record<string, Known>> = {
    2: { kind: "faults", remedy: "Mend the fields that are named, and send it again." },
    3: { kind: "conflict", said: "There is one with this ID already.", remedy: "Change that one, or leave the ID to the gateway.", fields: at(() => "is taken already") },
    4: {
        kind: "conflict",
        said: ({ "@referenced_by": by }) => (by === undefined ? "What it names is not there any more." : `It is still named by ${String(by)}.`),
        remedy: "What belongs together is written together: first what is named, and last what names it.",
        fields: at(() => "is not there any more"),
    },
    5: { kind: "conflict", said: "Another one is called so already.", remedy: "Choose another value, or change that one.", fields: at((value) => `${String(value)} is taken already`) },
    6: { kind: "not-found", said: "It is not there any more.", remedy: "Somebody may have deleted it. Look at the list again.", fields: NONE },
    7: { kind: "faults", said: "The list has changed too much to go on with it.", remedy: "Load it again from its beginning.", fields: NONE },
    11: { kind: "faults", remedy: "Narrow the list to something else.", fields: NONE },
    12: { kind: "forbidden", said: "This gateway reads its configuration from a file, and changes nothing of it.", remedy: "Copy the patch into that file.", fields: NONE },
    13: { kind: "faults", said: "What it belongs to is not there.", remedy: "Choose another one, or make that one first.", fields: at(() => "none is called so") },
    14: { kind: "faults", remedy: "Mend what is named in the file, and send it again." },
    19: { kind: "conflict", remedy: "Take it away from what names it first.", fields: NONE },
    "admin.changed_meanwhile": { kind: "changed", said: "Somebody changed it meanwhile.", remedy: "Look at what is there now, and decide then." },
    "admin.read_only": { kind: "forbidden", said: "You are signed in for reading.", remedy: "Sign out, and sign in with a token that may write." },
    "manager.signed_out": { kind: "signed-out", said: "You are not signed in any more.", remedy: "Sign in again; what you typed is still here." },
    "manager.not_let_in": { kind: "signed-out", said: "This is no token of this node, and no link that is still good.", remedy: "Give what is in admin_token of its prefix." },
    "admin.guessed": { kind: "busy", said: "Too many wrong tokens came from this address.", remedy: "Wait a while, and try again." },
    "store.unavailable": { kind: "failed", said: "The database does not answer.", remedy: "Requests are still served as before. Try again when it is back." },
};

/** What to do where only the status is known. */
const BY_STATUS: Readonly<Record<number, { kind: ProblemKind; remedy?: string }>> = {
    400: { kind: "faults" },
    401: { kind: "signed-out" },
    403: { kind: "forbidden" },
    404: { kind: "not-found" },
    409: { kind: "conflict" },
    412: { kind: "changed" },
    413: { kind: "failed", remedy: "Send less at once." },
    429: { kind: "busy", remedy: "Wait a while, and try again." },
    503: { kind: "failed", remedy: "Try again in a moment." },
};

/** What an answer means that is not what was asked for: by its code, and without one by its status. */
export function problemOf(status: number, body: unknown): Problem {
    const told = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
    const message = typeof told.message === "string" ? told.message : `The gateway answered ${status}.`;
    const fields = typeof told.fields === "object" && told.fields !== null ? (told.fields as FieldFaults) : {};
    const known: Known | undefined = Object.hasOwn(KNOWN, String(told.code)) ? KNOWN[String(told.code)] : undefined;
    const { kind, remedy } = known ?? BY_STATUS[status] ?? { kind: "failed" };
    const said = typeof known?.said === "function" ? known.said(fields) : known?.said;
    return new Problem(kind, said ?? message, status, known?.fields?.(fields) ?? fields, remedy);
}

/** What happened, in a sentence, whatever was thrown. */
export const saidOf = (problem: unknown): string => (problem instanceof Error ? problem.message : String(problem));

/** What to do about it, where that is known. */
export const remedyOf = (problem: unknown): string | undefined => (problem instanceof Problem ? problem.remedy : undefined);
