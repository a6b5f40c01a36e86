import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { ask, inWorkspace } from "../api/client.ts";
import { Problem } from "../api/problem.ts";
import type { Entity } from "../entities/entity.ts";
import { type Draft, patch, whole } from "../schema/draft.ts";
import { type Faults, flatten, NONE } from "../schema/faults.ts";

/** Where something is written. */
export type Target = {
    workspace: string;
    /** The path of what is changed, or of the list that a new one joins. */
    path: string[];
    etag?: string | undefined;
    isNew: boolean;
};

/** What is there by now, where somebody else was faster. */
export type Conflict = { now: Entity; etag: string | undefined };

/** Writes drafts. What did not come about is told, and the draft stays with whoever wrote it. */
export function useSave({ workspace, path, etag, isNew }: Target) {
    const queries = useQueryClient();
    const [conflict, setConflict] = useState<Conflict>();
    const mutation = useMutation<Entity, unknown, { draft: Draft; over?: Conflict | undefined }>({
        mutationFn: async ({ draft, over }) => {
            const address = inWorkspace(workspace, ...path);
            try {
                const answered = isNew
                    ? await ask<Entity>(address, { method: "POST", body: whole(draft) })
                    : await ask<Entity>(address, { method: "PATCH", body: patch(draft), ifMatch: over ? over.etag : etag });
                return answered.value;
            } catch (problem) {
                if (problem instanceof Problem && problem.kind === "changed") {
                    const now = await ask<Entity>(address);
                    setConflict({ now: now.value, etag: now.etag });
                }
                throw problem;
            }
        },
        onSuccess: async () => {
            setConflict(undefined);
            await Promise.all([
                queries.invalidateQueries({ queryKey: ["entities", workspace] }),
                queries.invalidateQueries({ queryKey: ["entity", workspace] }),
                queries.invalidateQueries({ queryKey: ["chain", workspace] }),
            ]);
        },
    });
    const problem = mutation.error;
    const faults: Faults = problem instanceof Problem ? flatten(problem.fields) : NONE;
    return {
        /** Writes it; over what is there by now, if somebody has looked at that. */
        save: (draft: Draft, over?: Conflict) => mutation.mutateAsync({ draft, over }),
        problem,
        faults,
        isSaving: mutation.isPending,
        conflict,
        forget: () => {
            setConflict(undefined);
            mutation.reset();
        },
    };
}
