import { useQuery } from "@tanstack/react-query";

import { isDeclared, type NodeInfo, nodeQuery } from "../api/node.ts";
import { type Session, sessionQuery } from "../api/session.ts";

/** What somebody may do here. Until it is known, nothing. */
export type May = {
    /** Write what is configured. */
    write: boolean;
    /** Fill in forms, though their end may be a patch to copy. */
    draft: boolean;
    /** Whether the configuration comes from a file. */
    isDeclared: boolean;
    /** Why nothing can be written, and what can be done instead; nothing, as long as that is not known. */
    whyNot?: { said: string; instead: string };
};

export function mayOf(session: Pick<Session, "role"> | undefined, node: NodeInfo | undefined): May {
    const isAdmin = session?.role === "admin";
    const declared = node !== undefined && isDeclared(node);
    const may = { write: isAdmin && node !== undefined && !declared, draft: isAdmin && node !== undefined, isDeclared: declared };
    if (session && !isAdmin) {
        const instead = "Everything can be looked at, and what writes is not offered. Sign in with what is in admin_token of the prefix to change something.";
        return { ...may, whyNot: { said: "You are signed in for reading.", instead } };
    }
    if (declared) {
        const instead = "Forms make a patch for that file here; they change nothing themselves.";
        return { ...may, whyNot: { said: "This gateway runs on a declarative file.", instead } };
    }
    return may;
}

export function useMay(): May {
    const { data: session } = useQuery(sessionQuery);
    const { data: node } = useQuery(nodeQuery);
    return mayOf(session, node);
}
