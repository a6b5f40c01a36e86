import { useParams, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";

export const DEFAULT = "default";

const KEPT_AS = "lychgate.workspace";

/** The workspace one is in: what the address says, or else the last that it said, or else the one that everybody has. */
export const workspaceOf = (said: string | undefined, kept: string | null): string => said || kept || DEFAULT;

/** The last one that an address said in this tab. */
export function keptWorkspace(): string | null {
    try {
        return sessionStorage.getItem(KEPT_AS);
    } catch {
        return null;
    }
}

/** Keeps the one that one is in; nothing, if there is no such workspace. */
export function keepWorkspace(workspace: string | undefined): void {
    try {
        if (workspace === undefined) {
            sessionStorage.removeItem(KEPT_AS);
        } else {
            sessionStorage.setItem(KEPT_AS, workspace);
        }
    } catch {
        // Without storage, pages beside the workspaces lead back to the default one.
    }
}

/** The workspace that links of the page one is on lead to. */
export function useWorkspace(): string {
    const { workspace } = useParams({ strict: false });
    const search = useSearch({ strict: false }) as { workspace?: string };
    const said = workspace ?? search.workspace;
    useEffect(() => {
        if (said !== undefined) {
            keepWorkspace(said);
        }
    }, [said]);
    return workspaceOf(said, keptWorkspace());
}
