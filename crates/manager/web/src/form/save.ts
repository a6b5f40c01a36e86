import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { ask, inWorkspace } from "../api/client.ts";
import { Problem } from "../api/problem.ts";
import { sessionQuery } from "../api/session.ts";
import type { Entity } from "../entities/entity.ts";
import { type Draft, patch, rebase, whole } from "../schema/draft.ts";
import { type Faults, flatten, NONE, standing } from "../schema/faults.ts";
import { lostOf } from "../schema/hidden.ts";

/** Where something is written. */
export type Target = {
    workspace: string;
    /** The path of what is changed, or of the list that a new one joins. */
    path: string[];
    etag?: string | undefined;
    isNew: boolean;
    /** What the form says now: a fault goes when what it is about becomes something else. */
    draft?: Draft;
    /** What is wrong with it already, before anybody is asked. It is not sent then. */
    amiss?: Faults;
};

/** What is there by now, where somebody else was faster. */
export type Conflict = { now: Entity; etag: string | undefined };

/** Nothing is sent that is amiss, that would put a secret in the place of another, or that could not be read. */
function refuse(draft: Draft, amiss: Faults): void {
    const all = [...amiss, ...lostOf(draft)];
    if (all.length > 0) {
        throw new Problem("faults", "Something of it cannot be sent yet.", 0, Object.fromEntries(all.map(([path, said]) => [path, said.join("; ")])));
    }
}

/**
 * Writes drafts. What did not come about is told, and the draft stays with whoever wrote it. The tag is that of what the
 * draft began with: what is read again meanwhile is nothing that anybody has seen.
 */
export function useSave({ workspace, path, etag, isNew, draft: now, amiss = NONE }: Target) {
    const queries = useQueryClient();
    const [begunWith, beginWith] = useState(etag);
    const [conflict, setConflict] = useState<Conflict>();
    const [sent, keep] = useState<{ draft: Draft | undefined; amiss: Faults }>();
    const { dataUpdatedAt: knownAt } = useQuery(sessionQuery);
    const mutation = useMutation<Entity, unknown, { draft: Draft; over?: Conflict | undefined }>({
        mutationFn: async ({ draft, over }) => {
            const address = inWorkspace(workspace, ...path);
            refuse(over ? rebase(draft, over.now) : draft, amiss);
            try {
                const answered = isNew
                    ? await ask<Entity>(address, { method: "POST", body: whole(draft) })
                    : await ask<Entity>(address, { method: "PATCH", body: patch(draft), ifMatch: over ? over.etag : begunWith });
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
    const forget = () => {
        setConflict(undefined);
        mutation.reset();
    };
    const told = mutation.error;
    const all: Faults = told instanceof Problem ? flatten(told.fields) : NONE;
    const left = sent?.draft && now ? standing(all, sent.draft, now) : all;
    const faults = new Map([...left].filter(([path]) => !sent?.amiss.has(path) || amiss.has(path)));
    const isMended = all.size > 0 && faults.size === 0;
    // Somebody has signed in since.
    const isOver = told instanceof Problem && told.kind === "signed-out" && knownAt > mutation.submittedAt;
    const problem = isMended || isOver ? null : told;
    return {
        /** Writes it; over what is there by now, if somebody has looked at that. */
        save: (draft: Draft, over?: Conflict) => {
            keep({ draft: now, amiss });
            return mutation.mutateAsync({ draft, over });
        },
        problem,
        faults,
        isSaving: mutation.isPending,
        conflict,
        forget,
        /** Goes on over what is there by now, which somebody has looked at. */
        goOn: (over: Conflict) => {
            beginWith(over.etag);
            forget();
        },
    };
}
