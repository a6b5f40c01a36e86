import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { ProblemNotice } from "../ui/marks.tsx";
import { toast } from "../ui/toast.tsx";
import type { Entity } from "./entity.ts";
import type { Place } from "./place.ts";
import { change, forget } from "./write.ts";

/** What it means that one of a kind is disabled. */
const MEANS: Record<string, string> = {
    services: "Its routes are as if they were not there: requests for them are answered 404 until it is enabled again.",
    plugins: "Requests pass as if it were not there. If it decides who may pass, then everybody may.",
};

/** Asks before something is enabled or disabled; nothing else of it is written. */
export function SwitchDialog({ place, entity, name, onClose }: { place: Place; entity: Entity | undefined; name: string; onClose: () => void }) {
    const verb = entity?.enabled === false ? "Enable" : "Disable";
    return (
        <Dialog isOpen={entity !== undefined} onClose={onClose} title={`${verb} ${place.kind.one}`}>
            {entity && <Question place={place} entity={entity} name={name} verb={verb} onClose={onClose} />}
        </Dialog>
    );
}

function Question({ place, entity, name, verb, onClose }: { place: Place; entity: Entity; name: string; verb: string; onClose: () => void }) {
    const queries = useQueryClient();
    const [problem, tell] = useState<unknown>();
    const [isWriting, setWriting] = useState(false);
    const go = async () => {
        setWriting(true);
        tell(undefined);
        try {
            await change(place, entity, { enabled: entity.enabled === false });
            await forget(queries, place.workspace);
            onClose();
            toast(`${verb}d ${name}.`);
        } catch (problem) {
            tell(problem);
            setWriting(false);
        }
    };
    return (
        <div className="stack">
            <p>
                {verb} <strong className="name"><bdi>{name}</bdi></strong>?
            </p>
            {verb === "Disable" && <p className="quiet">{MEANS[place.kind.path]}</p>}
            {problem !== undefined && <ProblemNotice problem={problem} />}
            <div className="actions">
                <Button tone={verb === "Disable" ? "danger" : "primary"} isDisabled={isWriting} onPress={() => void go()}>
                    {verb} it
                </Button>
                <Button onPress={onClose}>Leave it</Button>
            </div>
        </div>
    );
}
