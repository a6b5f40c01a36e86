import { useQuery } from "@tanstack/react-query";

import { isDeclared, nodeQuery } from "../api/node.ts";
import { sessionQuery } from "../api/session.ts";

/** What somebody may do here. Until it is known, nothing. */
export type May = {
    /** Write what is configured. */
    write: boolean;
    /** Fill in forms, though their end may be a patch to copy. */
    draft: boolean;
    /** Whether the configuration comes from a file. */
    isDeclared: boolean;
};

export function useMay(): May {
    const { data: session } = useQuery(sessionQuery);
    const { data: node } = useQuery(nodeQuery);
    const isAdmin = session?.role === "admin";
    const declared = node !== undefined && isDeclared(node);
    return { write: isAdmin && node !== undefined && !declared, draft: isAdmin && node !== undefined, isDeclared: declared };
}
