import { useState } from "react";

import { DEFAULT } from "../app/workspace.ts";
import { SaveProblem } from "../form/faults.tsx";
import { idOf } from "../form/form.ts";
import { useSave } from "../form/save.ts";
import type { Entity } from "../entities/entity.ts";
import { begin, isChanged, said, say } from "../schema/draft.ts";
import { faultsAt } from "../schema/faults.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/fields.tsx";
import { toast } from "../ui/toast.tsx";

/** A new workspace, or what is said of one. */
export function WorkspaceDialog({ edited, onClose }: { edited: Entity | "new" | undefined; onClose: () => void }) {
    const isNew = edited === "new";
    return (
        <Dialog isOpen={edited !== undefined} onClose={onClose} title={isNew ? "New workspace" : "Edit workspace"}>
            {edited && <WorkspaceForm loaded={isNew ? undefined : edited} onClose={onClose} />}
        </Dialog>
    );
}

function WorkspaceForm({ loaded, onClose }: { loaded: Entity | undefined; onClose: () => void }) {
    const [draft, change] = useState(() => begin(loaded ?? {}));
    const isNew = loaded === undefined;
    const path = loaded ? ["workspaces", loaded.id] : ["workspaces"];
    const { save, problem, faults, isSaving } = useSave({ workspace: DEFAULT, path, isNew });
    const text = (name: string) => String(said(draft, [name]) ?? "");
    const field = (name: string) => ({
        id: idOf([name]),
        value: text(name),
        onChange: (value: string) => change(say(draft, [name], value === "" ? null : value)),
        faults: faultsAt(faults, [name]),
    });
    const write = async () => {
        try {
            const saved = await save(draft);
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
