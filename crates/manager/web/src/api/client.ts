import { AWAY, Problem, problemOf } from "./problem.ts";

/** Shown with every request, so that no page of another origin can make one. */
const HEADERS = { "Lychgate-Manager": "1", Accept: "application/json" };

export type Asked = {
    method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
    body?: unknown;
    /** Only if it is still what this tag says. */
    ifMatch?: string | undefined;
    signal?: AbortSignal;
};

export type Answered<T> = { value: T; etag: string | undefined };

/** Told when an answer says that nobody is signed in any more. */
export const signedOut = new EventTarget();

/** Asks the Admin API, through the Manager: `ask("/routes/x")`. Throws a `Problem`. */
export async function ask<T>(path: string, asked: Asked = {}): Promise<Answered<T>> {
    return await send<T>(`/api${path}`, asked);
}

/** The same without the tag. */
export async function value<T>(path: string, asked: Asked = {}): Promise<T> {
    return (await ask<T>(path, asked)).value;
}

/** Asks the Manager itself. */
export async function send<T>(url: string, { method = "GET", body, ifMatch, signal }: Asked = {}): Promise<Answered<T>> {
    const headers: Record<string, string> = { ...HEADERS };
    if (body !== undefined) {
        headers["Content-Type"] = "application/json";
    }
    if (ifMatch !== undefined) {
        headers["If-Match"] = ifMatch;
    }
    let answer: Response;
    let text: string;
    try {
        answer = await fetch(url, {
            method,
            headers,
            credentials: "same-origin",
            redirect: "error",
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
            ...(signal === undefined ? {} : { signal }),
        });
        text = await answer.text();
    } catch (error) {
        if (signal?.aborted) {
            throw error;
        }
        throw new Problem("away", AWAY);
    }
    const read = readJson(text);
    if (!answer.ok) {
        const problem = problemOf(answer.status, read);
        if (problem.kind === "signed-out") {
            signedOut.dispatchEvent(new Event("signed-out"));
        }
        throw problem;
    }
    return { value: read as T, etag: answer.headers.get("ETag") ?? undefined };
}

function readJson(text: string): unknown {
    if (text === "") {
        return undefined;
    }
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}

/** A path of segments that may hold anything: `pathOf("routes", "a/b")`. */
export function pathOf(...segments: string[]): string {
    return segments.map((segment) => `/${encodeURIComponent(segment)}`).join("");
}

/** The path of something in a workspace, of which the default one needs no name. */
export function inWorkspace(workspace: string, ...segments: string[]): string {
    return workspace === "default" ? pathOf(...segments) : pathOf(workspace, ...segments);
}
