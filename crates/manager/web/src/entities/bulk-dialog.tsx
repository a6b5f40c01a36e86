import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/fields.tsx";
import { Loading, Notice, ProblemNotice } from "../ui/marks.tsx";
import { type Action, plan, type Step } from "./bulk.ts";
import { useBesides } from "./delete-dialog.tsx";
import { countOf, type Dependant, dependantsOf, inWords } from "./dependants.ts";
import { type Entity, nameOf } from "./entity.ts";
import type { Place } from "./place.ts";
import { forget, take } from "./write.ts";

type Asked = { place: Place; action: Action | undefined; entities: Entity[]; onClose: () => void; onDone: () => void };

/** What became of one: nothing is known yet, it is done, or why it is not. */
type Result = "done" | { why: string };

/** How many are shown of a long plan. */
const SHOWN = 50;

/** How many are asked about at once. */
const AT_ONCE = 6;

const TITLES: Record<Action["does"], string> = {
    enable: "Enable",
    disable: "Disable",
    tag: "Add a tag to",
    untag: "Remove a tag from",
    delete: "Delete",
};

/** Shows what is about to be done with many, does it, and tells of each what became of it. */
export function BulkDialog({ place, action, entities, onClose, onDone }: Asked) {
    const title = action ? `${TITLES[action.does]} ${countOf(place.kind, entities.length)}` : "";
    return (
        <Dialog wide isOpen={action !== undefined} onClose={onClose} title={title}>
            {action && <Plan place={place} action={action} entities={entities} onClose={onClose} onDone={onDone} />}
        </Dialog>
    );
}

function Plan({ place, action, entities, onClose, onDone }: Asked & { action: Action }) {
    const queries = useQueryClient();
    // What is done is what was chosen when it was asked for, whatever the list becomes meanwhile.
    const [steps] = useState(() => plan(entities, action));
    const [results, setResults] = useState<ReadonlyMap<string, Result>>(new Map());
    const [state, setState] = useState<"asking" | "doing" | "done">("asking");
    const [typed, type] = useState("");
    const dependants = useDependants(place, action, entities);
    const todo = steps.filter(({ call }) => call !== undefined);
    const going = [...(dependants.data?.values() ?? [])].flat().filter(({ goes }) => goes);
    const isSure = action.does !== "delete" || (dependants.isSuccess && (going.length === 0 || typed === String(todo.length)));
    const run = async () => {
        setState("doing");
        for (const step of todo) {
            const result = await resultOf(place, step);
            setResults((before) => new Map(before).set(step.entity.id, result));
        }
        setState("done");
        await forget(queries, place.workspace);
    };
    const failed = [...results.values()].filter((result) => result !== "done").length;
    // What went wrong is seen first.
    const shown = [...steps].sort((one, other) => Number(isFailed(results, other)) - Number(isFailed(results, one))).slice(0, SHOWN);
    const close = state === "done" ? onDone : onClose;
    return (
        <div className="stack">
            {state === "asking" && dependants.isFetching && <Loading what="Looking for what depends on them" />}
            {dependants.isError && <ProblemNotice problem={dependants.error} onRetry={() => void dependants.refetch()} />}
            {state === "done" && (
                <Notice mood={failed > 0 ? "bad" : "good"} title={failed > 0 ? `${failed} of ${todo.length} did not work.` : `Done with ${todo.length}.`} />
            )}
            <ul className="plan" aria-label="What will happen" tabIndex={0}>
                {shown.map((step) => (
                    <li key={step.entity.id}>
                        <strong className="name">
                            <bdi>{nameOf(place.kind, step.entity)}</bdi>
                        </strong>
                        <span className="quiet">{said(step, action, dependants.data?.get(step.entity.id) ?? [])}</span>
                        <Outcome result={results.get(step.entity.id)} />
                    </li>
                ))}
            </ul>
            {steps.length > shown.length && <p className="quiet">And {(steps.length - shown.length).toLocaleString()} more.</p>}
            {state === "asking" && going.length > 0 && (
                <TextField label={`This cannot be taken back. Type how many are deleted: ${todo.length}`} value={typed} onChange={type} inputMode="numeric" />
            )}
            <p className="visually-hidden" role="status">
                {state === "doing" && `${results.size} of ${todo.length}`}
            </p>
            <div className="actions">
                {state !== "done" && (
                    <Button
                        tone={action.does === "delete" ? "danger" : "primary"}
                        isDisabled={state === "doing" || todo.length === 0 || !isSure}
                        onPress={() => void run()}
                    >
                        {state === "doing" ? `${results.size} of ${todo.length}…` : `${TITLES[action.does]} ${countOf(place.kind, todo.length)}`}
                    </Button>
                )}
                <Button onPress={close} isDisabled={state === "doing"}>
                    {state === "done" ? "Close" : "Leave them as they are"}
                </Button>
            </div>
        </div>
    );
}

async function resultOf(place: Place, step: Step): Promise<Result> {
    try {
        await take(place, step);
        return "done";
    } catch (problem) {
        return { why: problem instanceof Error ? problem.message : String(problem) };
    }
}

const isFailed = (results: ReadonlyMap<string, Result>, { entity }: Step): boolean => typeof results.get(entity.id) === "object";

/** What depends on each of those that are to be deleted. */
function useDependants(place: Place, action: Action, entities: Entity[]) {
    const { besides, isWaiting } = useBesides(place.kind);
    return useQuery({
        queryKey: ["dependants", place.workspace, place.kind.path, "of", entities.map(({ id }) => id)],
        enabled: action.does === "delete" && !isWaiting,
        gcTime: 0,
        queryFn: async ({ signal }) => {
            const found = new Map<string, Dependant[]>();
            for (let at = 0; at < entities.length; at += AT_ONCE) {
                const some = entities.slice(at, at + AT_ONCE);
                const theirs = await Promise.all(some.map((one) => dependantsOf(place, one, besides, signal)));
                some.forEach(({ id }, index) => found.set(id, theirs[index]!));
            }
            return found;
        },
    });
}

function said(step: Step, action: Action, dependants: Dependant[]): string {
    if (step.call === undefined) {
        return `stays as it is: ${step.why}`;
    }
    const inTheWay = dependants.filter(({ goes }) => !goes).map(inWords);
    const going = dependants.filter(({ goes }) => goes).map(inWords);
    switch (action.does) {
        case "enable":
            return "is enabled";
        case "disable":
            return "is disabled";
        case "tag":
            return `gets the tag ${action.tag}`;
        case "untag":
            return `loses the tag ${action.tag}`;
        case "delete":
            if (inTheWay.length > 0) {
                return `will be refused: ${inTheWay.join(", ")} name it`;
            }
            return going.length > 0 ? `is deleted, and with it ${going.join(", ")}` : "is deleted";
    }
}

function Outcome({ result }: { result: Result | undefined }) {
    if (result === undefined) {
        return null;
    }
    return result === "done" ? <span className="outcome good">✓ Done</span> : <span className="outcome bad">✗ {result.why}</span>;
}
