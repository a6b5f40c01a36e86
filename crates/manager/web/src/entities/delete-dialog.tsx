import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";

import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/fields.tsx";
import { Loading, Notice, ProblemNotice } from "../ui/marks.tsx";
import { refocus } from "../ui/page.tsx";
import { comebackOf } from "./comeback.ts";
import { kindOfCredential, useCredentialKinds } from "./credentials.ts";
import { type Dependant, dependantsOf, inWords } from "./dependants.ts";
import { type Entity, nameOf } from "./entity.ts";
import type { Kind } from "./kinds.ts";
import { onePath, type Place, toOne } from "./place.ts";
import { forget, offerBack, remove } from "./write.ts";

type Asked = { place: Place; entity: Entity | undefined; /** Of what is shown, if it is known. */ tag?: string | undefined; onClose: () => void; onGone?: () => void };

/** Asks before one is deleted, and tells what goes with it. */
export function DeleteDialog({ place, entity, onClose, ...asked }: Asked) {
    return (
        <Dialog isOpen={entity !== undefined} onClose={onClose} title={`Delete ${place.kind.one}`}>
            {entity && <Question key={entity.id} place={place} entity={entity} onClose={onClose} {...asked} />}
        </Dialog>
    );
}

/** Of what goes with one, what only the gateway's plugins know. */
export function useBesides(kind: Kind): { besides: Kind[]; isWaiting: boolean; problem: unknown } {
    const { kinds, isWaiting, problem } = useCredentialKinds();
    const isConsumer = kind.path === "consumers";
    return {
        besides: isConsumer ? kinds.map((one) => kindOfCredential(one, { fields: [] })) : [],
        isWaiting: isConsumer && isWaiting,
        problem: isConsumer ? problem : null,
    };
}

/** How one may be deleted, by what is known of what depends on it. */
export type Deleting = "waiting" | "in-the-way" | "by-name" | "at-once";

export function deletingOf(dependants: readonly Dependant[] | undefined, isUncounted: boolean): Deleting {
    if (dependants?.some(({ goes }) => !goes)) {
        return "in-the-way";
    }
    if (isUncounted) {
        return "by-name";
    }
    return dependants === undefined ? "waiting" : dependants.length > 0 ? "by-name" : "at-once";
}

function Question({ place, entity, tag, onClose, onGone }: Asked & { entity: Entity }) {
    const queries = useQueryClient();
    const { besides, isWaiting, problem: unknown } = useBesides(place.kind);
    const name = nameOf(place.kind, entity);
    const [typed, type] = useState("");
    const [problem, tell] = useState<unknown>();
    const [isDeleting, setDeleting] = useState(false);
    const dependants = useQuery({
        queryKey: ["dependants", place.workspace, ...onePath(place, entity.id)],
        queryFn: ({ signal }) => dependantsOf(place, entity, besides, signal),
        enabled: !isWaiting,
        staleTime: 0,
        gcTime: 0,
    });
    const uncounted = dependants.error ?? unknown;
    const found = dependants.data ?? [];
    const [inTheWay, going] = [found.filter(({ goes }) => !goes), found.filter(({ goes }) => goes)];
    const deleting = deletingOf(dependants.data, Boolean(uncounted));
    const comeback = uncounted ? { can: false as const, why: "it is not known what goes with it" } : comebackOf(place, entity, going);
    const isReady = deleting === "at-once" || (deleting === "by-name" && typed === name);
    const go = async () => {
        setDeleting(true);
        tell(undefined);
        try {
            await remove(place, entity, tag);
            onClose();
            onGone?.();
            offerBack(queries, place.workspace, `Deleted ${name}.`, comeback.can ? [{ name, calls: comeback.calls }] : []);
            await forget(queries, place.workspace);
            refocus();
        } catch (problem) {
            tell(problem);
            setDeleting(false);
        }
    };
    return (
        <form
            className="stack"
            onSubmit={(event) => {
                event.preventDefault();
                if (isReady && !isDeleting) {
                    void go();
                }
            }}
        >
            <p>
                Delete the {place.kind.one} <strong className="name"><bdi>{name}</bdi></strong>?
            </p>
            {deleting === "waiting" && <Loading what="Looking for what depends on it" />}
            {Boolean(uncounted) && (
                <>
                    <ProblemNotice problem={uncounted} onRetry={() => void dependants.refetch()} />
                    <p>What depends on it could not be counted. More may go with it than is said here, or the gateway refuses.</p>
                </>
            )}
            {inTheWay.length > 0 && (
                <Notice mood="warn" title={place.kind.path === "workspaces" ? "It cannot be deleted yet: this is in it." : "It cannot be deleted yet: these name it."}>
                    <Dependants found={inTheWay} onGo={onClose} />
                </Notice>
            )}
            {inTheWay.length === 0 && going.length > 0 && (
                <Notice mood="warn" title={comeback.can ? "With it goes:" : "With it goes, for good:"}>
                    <Dependants found={going} onGo={onClose} />
                </Notice>
            )}
            {deleting === "by-name" && <TextField label={`Type its name: ${name}`} value={typed} onChange={type} autoFocus />}
            {(deleting === "by-name" || deleting === "at-once") && (
                <p className="quiet">
                    {deleting === "at-once" && "Nothing depends on it. "}
                    {comeback.can ? "For ten seconds you can take it back." : `This cannot be taken back: ${comeback.why}.`}
                </p>
            )}
            {problem !== undefined && <ProblemNotice problem={problem} />}
            <div className="actions">
                <Button tone="danger" type="submit" isDisabled={!isReady || isDeleting}>
                    Delete {place.kind.one}
                </Button>
                <Button onPress={onClose}>Keep it</Button>
            </div>
        </form>
    );
}

/** How many are named. */
const NAMED = 5;

function Dependants({ found, onGo }: { found: Dependant[]; onGo: () => void }) {
    return (
        <ul className="dependants">
            {found.map((one) => (
                <li key={one.kind.path}>
                    {inWords(one)}:{" "}
                    {one.entities.slice(0, NAMED).map((entity, index) => (
                        <span key={entity.id}>
                            {index > 0 && ", "}
                            <Link {...toOne(one.place, entity.id)} onClick={onGo}>
                                <bdi>{nameOf(one.kind, entity)}</bdi>
                            </Link>
                        </span>
                    ))}
                    {(one.entities.length > NAMED || one.isMore) && ", …"}
                </li>
            ))}
        </ul>
    );
}
