import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { oneQuery } from "../api/entities.ts";
import { DEFAULT } from "../app/workspace.ts";
import { ConflictDialog } from "../form/conflict.tsx";
import { SaveProblem } from "../form/faults.tsx";
import { idOf } from "../form/form.ts";
import { useSave } from "../form/save.ts";
import type { Entity } from "../entities/entity.ts";
import { begin, isChanged, said, say } from "../schema/draft.ts";
import { faultsAt } from "../schema/faults.ts";
import { Answered } from "../ui/answered.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/fields.tsx";
import { toast } from "../ui/toast.tsx";

/** A new workspace, or what is said of one. */
export function WorkspaceDialog({ edited, onClose }: { edited: Entity | "new" | undefined; onClose: () => void }) {
    const isNew = edited === "new";
    return (
        <Dialog isOpen={edited !== undefined} onClose={onClose} title={isNew ? "New workspace" : "Edit workspace"}>
            {isNew && <WorkspaceForm loaded={undefined} etag={undefined} onClose={onClose} />}
            {edited && !isNew && <Edited id={edited.id} onClose={onClose} />}
        </Dialog>
    );
}

/** What is edited is what is there now, with its tag, which no list tells. */
function Edited({ id, onClose }: { id: string; onClose: () => void }) {
    const asked = useQuery({ ...oneQuery(DEFAULT, "workspaces", id), staleTime: Infinity, gcTime: 0 });
    return <Answered query={asked}>{({ value, etag }) => <WorkspaceForm loaded={value} etag={etag} onClose={onClose} />}</Answered>;
}

function WorkspaceForm({ loaded, etag, onClose }: { loaded: Entity | undefined; etag: string | undefined; onClose: () => void }) {
    const [draft, change] = useState(() => begin(loaded ?? {}));
    const isNew = loaded === undefined;
    const path = loaded ? ["workspaces", loaded.id] : ["workspaces"];
    const { save, problem, faults, isSaving, conflict, forget } = useSave({ workspace: DEFAULT, path, etag, isNew, draft });
    const text = (name: string) => String(said(draft, [name]) ?? "");
    const field = (name: string) => ({
        id: idOf([name]),
        value: text(name),
        onChange: (value: string) => change(say(draft, [name], value === "" ? null : value)),
        faults: faultsAt(faults, [name]),
    });
    const write = async (over?: typeof conflict) => {
        try {
            const saved = await save(draft, over);
            toast(`${String(saved.name)} is saved.`);
            onClose();
        } catch {
            // What went wrong stands above the fields.
        }
    };
    return (
        <form
            className="stack"
            onSubmit={(event) => {
                event.preventDefault();
                void write();
            }}
        >
            <ConflictDialog conflict={conflict} draft={draft} was={draft.loaded} onOver={(conflict) => void write(conflict)} onBack={forget} />
            <SaveProblem problem={problem} faults={faults} />
            {isNew && <TextField label="Name" isRequired autoFocus about="It stands in addresses, and cannot be another one later." {...field("name")} />}
            <TextField label="Comment" autoFocus={!isNew} about="What it is for, and whose." {...field("comment")} />
            <div className="actions">
                <Button tone="primary" type="submit" isPending={isSaving} isDisabled={!isChanged(draft)}>
                    {isNew ? "Make workspace" : "Save changes"}
                </Button>
                <Button onPress={onClose}>Cancel</Button>
            </div>
        </form>
    );
}
