import { queryOptions } from "@tanstack/react-query";

import { send } from "./client.ts";

/** Who is here, and what they may. */
export type Session = {
    role: "admin" | "read-only";
    name: string;
    /** Whether one signs in at all. */
    login: "off" | "token";
    idle_seconds: number | null;
    expires_in: number | null;
};

export const sessionQuery = queryOptions({
    queryKey: ["session"],
    queryFn: async ({ signal }) => (await send<Session>("/session", { signal })).value,
    staleTime: 60_000,
});

export async function signIn(shown: { token: string } | { link: string }): Promise<Session> {
    return (await send<Session>("/session", { method: "POST", body: shown })).value;
}

export async function signOut(): Promise<void> {
    await send("/session", { method: "DELETE" });
}

const ENTER = "#enter=";

/** Signs in by the link that the gateway printed. The code leaves the address at once, so that no history keeps it. */
export async function enterByLink(): Promise<void> {
    if (!location.hash.startsWith(ENTER)) {
        return;
    }
    const link = decodeURIComponent(location.hash.slice(ENTER.length));
    history.replaceState(null, "", location.pathname + location.search);
    try {
        await signIn({ link });
    } catch (problem) {
        // The page asks for a token then, and says why.
        sessionStorage.setItem("lychgate.link", problem instanceof Error ? problem.message : String(problem));
    }
}
