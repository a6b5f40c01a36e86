import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/fields.tsx";
import { Loading, Notice, ProblemNotice } from "../ui/marks.tsx";
import { hasHidden } from "./bulk.ts";
import { kindOfCredential, useCredentialKinds } from "./credentials.ts";
import { type Dependant, dependantsOf, inWords } from "./dependants.ts";
import { type Entity, nameOf } from "./entity.ts";
import type { Kind } from "./kinds.ts";
import { onePath, type Place } from "./place.ts";
import { forget, offerBack, remove } from "./write.ts";

type Asked = { place: Place; entity: Entity | undefined; onClose: () => void; onGone?: () => void };

/** Asks before one is deleted, and tells what goes with it. */
export function DeleteDialog({ place, entity, onClose, onGone }: Asked) {
    return (
        <Dialog isOpen={entity !== undefined} onClose={onClose} title={`Delete ${place.kind.one}`}>
            {entity && <Question key={entity.id} place={place} entity={entity} onClose={onClose} onGone={onGone} />}
        </Dialog>
    );
}

/** Of what goes with one, what only the gateway's plugins know. */
export function useBesides(kind: Kind): { besides: Kind[]; isWaiting: boolean } {
    const { kinds, isWaiting } = useCredentialKinds();
    const isConsumer = kind.path === "consumers";
    return {
        besides: isConsumer ? kinds.map((one) => kindOfCredential(one, { fields: [] })) : [],
        isWaiting: isConsumer && isWaiting,
    };
}

function Question({ place, entity, onClose, onGone }: Asked & { entity: Entity; onGone: (() => void) | undefined }) {
    const queries = useQueryClient();
    const { besides, isWaiting } = useBesides(place.kind);
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
    const found = dependants.data ?? [];
    const inTheWay = found.filter(({ goes }) => !goes);
    const going = found.filter(({ goes }) => goes);
    const canComeBack = going.length === 0 && !hasHidden(entity);
    const isReady = dependants.isSuccess && inTheWay.length === 0 && (going.length === 0 || typed === name);
    const go = async () => {
        setDeleting(true);
        tell(undefined);
        try {
            await remove(place, entity.id);
            onClose();
            onGone?.();
            if (canComeBack) {
                offerBack(queries, place, entity);
            }
            await forget(queries, place.workspace);
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
            {dependants.isPending && <Loading what="Looking for what depends on it" />}
            {dependants.isError && <ProblemNotice problem={dependants.error} onRetry={() => void dependants.refetch()} />}
            {inTheWay.length > 0 && (
                <Notice mood="warn" title={place.kind.path === "workspaces" ? "It cannot be deleted yet: this is in it." : "It cannot be deleted yet: these name it."}>
                    <Dependants found={inTheWay} />
                </Notice>
            )}
            {inTheWay.length === 0 && going.length > 0 && (
                <>
                    <Notice mood="warn" title="With it goes, for good:">
                        <Dependants found={going} />
                    </Notice>
                    <TextField label={`Type its name: ${name}`} value={typed} onChange={type} autoFocus />
                </>
            )}
            {dependants.isSuccess && found.length === 0 && (
                <p className="quiet">
                    Nothing depends on it.{" "}
                    {canComeBack
                        ? "For ten seconds you can take it back."
                        : "It holds secrets that are not known here, so this cannot be taken back."}
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

function Dependants({ found }: { found: Dependant[] }) {
    return (
        <ul className="dependants">
            {found.map((one) => (
                <li key={one.kind.path}>
                    {inWords(one)}:{" "}
                    {one.names.map((name, index) => (
                        <span key={`${index} ${name}`}>
                            {index > 0 && ", "}
                            <bdi>{name}</bdi>
                        </span>
                    ))}
                    {(one.count > one.names.length || one.isMore) && ", …"}
                </li>
            ))}
        </ul>
    );
}
