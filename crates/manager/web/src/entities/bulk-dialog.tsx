import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";

import { readOne } from "../api/entities.ts";
import { saidOf } from "../api/problem.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/fields.tsx";
import { Loading, Notice, ProblemNotice } from "../ui/marks.tsx";
import { refocus } from "../ui/page.tsx";
import { type Action, hasHidden, plan, type Step } from "./bulk.ts";
import { comebackOf } from "./comeback.ts";
import { useBesides } from "./delete-dialog.tsx";
import { countOf, type Dependant, dependantsOf, inWords } from "./dependants.ts";
import { type Entity, nameOf } from "./entity.ts";
import { onePath, type Place } from "./place.ts";
import { forget, offerBack, take } from "./write.ts";

/** What was asked for, with those that were marked then. */
export type Bulk = { action: Action; entities: Entity[] };

type Asked = { place: Place; bulk: Bulk | undefined; onClose: () => void; /** It is done, but with these. */ onDone: (left: string[]) => void };

type State = "asking" | "doing" | "done";

/** What became of one: nothing is known yet, it is done, or why it is not. */
type Result = "done" | { why: string };

/** How many are shown of a long plan. */
const SHOWN = 50;

/** How many are named of those that cannot come back. */
const NAMED = 5;

/** Of more than these it is not asked what depends on each. */
const COUNTED = 200;

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
export function BulkDialog({ place, bulk, onClose, onDone }: Asked) {
    const [state, setState] = useState<State>("asking");
    // The way back is offered when nothing stands before it any more.
    const offer = useRef<() => void>(undefined);
    const left = useRef<string[]>([]);
    const close = () => {
        if (state === "doing") {
            return;
        }
        offer.current?.();
        offer.current = undefined;
        setState("asking");
        refocus();
        return state === "done" ? onDone(left.current) : onClose();
    };
    return (
        <Dialog wide isOpen={bulk !== undefined} onClose={close} title={bulk ? `${TITLES[bulk.action.does]} ${countOf(place.kind, bulk.entities.length)}` : ""}>
            {bulk && <Plan place={place} {...bulk} state={state} setState={setState} onGone={(tell) => (offer.current = tell)} onLeft={(ids) => (left.current = ids)} onClose={close} />}
        </Dialog>
    );
}

type Planned = Bulk & { place: Place; state: State; setState: (state: State) => void; onGone: (tell: () => void) => void; onLeft: (ids: string[]) => void; onClose: () => void };

function Plan({ place, action, entities, state, setState, onGone, onLeft, onClose }: Planned) {
    const queries = useQueryClient();
    const steps = useMemo(() => plan(entities, action), [entities, action]);
    const gone = useRef<Entity[]>([]);
    const isStopped = useRef(false);
    const [results, setResults] = useState<ReadonlyMap<string, Result>>(new Map());
    const [typed, type] = useState("");
    const dependants = useDependants(place, action, entities);
    const todo = steps.filter(({ call }) => call !== undefined);
    const going = [...(dependants.data?.values() ?? [])].flat().filter(({ goes }) => goes);
    const uncounted = dependants.error ?? dependants.unknown;
    const isUncounted = action.does === "delete" && (Boolean(uncounted) || entities.length > COUNTED);
    const isWaiting = action.does === "delete" && !dependants.isSuccess && !isUncounted;
    const isTyping = isUncounted || going.length > 0;
    const isSure = !isWaiting && (!isTyping || typed === String(todo.length));
    const run = async (steps: readonly Step[], attempt: typeof first) => {
        setState("doing");
        setResults((before) => new Map([...before].filter(([id]) => !steps.some(({ entity }) => entity.id === id))));
        isStopped.current = false;
        for (const step of steps) {
            if (isStopped.current) {
                break;
            }
            const result = await attempt(place, step, action);
            setResults((before) => new Map(before).set(step.entity.id, result));
            if (result === "done" && action.does === "delete") {
                gone.current.push(step.entity);
            }
        }
        setState("done");
        if (gone.current.length > 0) {
            onGone(() => tellGone(gone.current));
        }
        await forget(queries, place.workspace);
    };
    const tellGone = (gone: Entity[]) => {
        const known = gone.map((entity) => {
            const theirs = dependants.data?.get(entity.id);
            return { entity, comeback: theirs && !isUncounted ? comebackOf(place, entity, theirs.filter(({ goes }) => goes)) : undefined };
        });
        const backs = known.flatMap(({ entity, comeback }) => (comeback?.can ? [{ name: nameOf(place.kind, entity), calls: comeback.calls }] : []));
        const lost = known.filter(({ comeback }) => !comeback?.can).map(({ entity }) => nameOf(place.kind, entity));
        const some = lost.length > NAMED ? `${lost.slice(0, NAMED).join(", ")} and ${lost.length - NAMED} more` : lost.join(", ");
        offerBack(queries, place.workspace, `Deleted ${countOf(place.kind, gone.length)}.${some && ` For good: ${some}.`}`, backs);
    };
    const failures = todo.filter((step) => isFailed(results, step));
    const failed = failures.length;
    const left = todo.length - results.size;
    const end = useRef<HTMLDivElement>(null);
    useEffect(() => {
        if (state === "done") {
            onLeft(todo.filter(({ entity }) => results.get(entity.id) !== "done").map(({ entity }) => entity.id));
        }
    }, [state, results]);
    useEffect(() => {
        // The button that had the focus is another one by now.
        if (state !== "asking") {
            end.current?.focus();
        }
    }, [state]);
    // What went wrong is seen first.
    const shown = [...steps].sort((one, other) => Number(isFailed(results, other)) - Number(isFailed(results, one))).slice(0, SHOWN);
    return (
        <div className="stack">
            {state === "asking" && isWaiting && <Loading what="Looking for what depends on them" />}
            {state === "asking" && Boolean(uncounted) && <ProblemNotice problem={uncounted} onRetry={() => void dependants.refetch()} />}
            {state === "asking" && isUncounted && (
                <p>
                    What depends on {uncounted ? "them could not be counted" : "so many is not counted"}. More may go with them than is said here,
                    and none of them can come back.
                </p>
            )}
            {state === "done" && (
                <Notice mood={failed > 0 ? "bad" : left > 0 ? "warn" : "good"} title={failed > 0 ? `${failed} of ${todo.length} did not work.` : `Done with ${todo.length - left}.`}>
                    {left > 0 && <p>It was stopped: {countOf(place.kind, left)} {left === 1 ? "stays as it is" : "stay as they are"}.</p>}
                </Notice>
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
            {state === "asking" && isTyping && (
                <TextField label={`Type how many are deleted: ${todo.length}`} value={typed} onChange={type} inputMode="numeric" />
            )}
            {state === "doing" && <progress aria-label="How many are done" max={todo.length} value={results.size} />}
            <p className="visually-hidden" role="status">
                {state === "doing" && `${results.size} of ${todo.length}`}
            </p>
            <div className="actions" ref={end} role="group" aria-label="What to do" tabIndex={-1}>
                {state !== "done" && (
                    <Button
                        tone={action.does === "delete" ? "danger" : "primary"}
                        isDisabled={state === "doing" || todo.length === 0 || !isSure}
                        onPress={() => void run(todo, first)}
                    >
                        {state === "doing" ? `${results.size} of ${todo.length}…` : `${TITLES[action.does]} ${countOf(place.kind, todo.length)}`}
                    </Button>
                )}
                {state === "done" && failed > 0 && (
                    <Button tone="primary" onPress={() => void run(failures, again)}>
                        Try {failed === 1 ? "this one" : `these ${failed}`} again
                    </Button>
                )}
                {state === "doing" ? (
                    <Button onPress={() => (isStopped.current = true)}>Stop</Button>
                ) : (
                    <Button onPress={onClose}>{state === "done" ? "Close" : "Leave them as they are"}</Button>
                )}
            </div>
        </div>
    );
}

const resultOf = (work: Promise<void>): Promise<Result> => work.then(() => "done" as const, (problem: unknown) => ({ why: saidOf(problem) }));

/** Does it with one, if that still is what was shown. */
const first = (place: Place, step: Step, _action: Action): Promise<Result> => resultOf(take(place, step));

/** Does it with what is there now: somebody has read why it failed, and wants it all the same. */
const again = (place: Place, { entity }: Step, action: Action): Promise<Result> =>
    resultOf(
        (async () => {
            const { value, etag } = await readOne(place.workspace, onePath(place, entity.id));
            await take(place, plan([value], action)[0]!, etag);
        })(),
    );

const isFailed = (results: ReadonlyMap<string, Result>, { entity }: Step): boolean => typeof results.get(entity.id) === "object";

/** What depends on each of those that are to be deleted. */
function useDependants(place: Place, action: Action, entities: Entity[]) {
    const { besides, isWaiting, problem: unknown } = useBesides(place.kind);
    const counted = useQuery({
        queryKey: ["dependants", place.workspace, place.kind.path, "of", entities.map(({ id }) => id)],
        enabled: action.does === "delete" && !isWaiting && entities.length <= COUNTED,
        gcTime: 0,
        // What is told of them is what was so before anything was done.
        staleTime: Infinity,
        refetchOnWindowFocus: false,
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
    return { ...counted, unknown };
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
                return `will be refused: it is named by ${inTheWay.join(", ")}`;
            }
            return `is deleted${going.length > 0 ? `, and with it ${going.join(", ")}` : ""}${hasHidden(step.entity) ? "; it cannot come back, for it holds secrets" : ""}`;
    }
}

function Outcome({ result }: { result: Result | undefined }) {
    if (result === undefined) {
        return null;
    }
    return result === "done" ? <span className="outcome good">✓ Done</span> : <span className="outcome bad">✗ {result.why}</span>;
}
