import { stringify } from "yaml";

import type { Draft } from "../schema/draft.ts";
import { rebase, whole } from "../schema/draft.ts";
import { Button } from "../ui/button.tsx";
import { CodeDifference } from "../ui/code.tsx";
import { Dialog } from "../ui/dialog.tsx";
import type { Conflict } from "./save.ts";

/** Somebody else changed it meanwhile: what would become of both changes, and who decides. */
export function ConflictDialog({
    conflict,
    draft,
    onOver,
    onBack,
}: {
    conflict: Conflict | undefined;
    draft: Draft;
    /** Writes our changes over what is there by now. */
    onOver: (conflict: Conflict) => void;
    onBack: () => void;
}) {
    return (
        <Dialog wide isOpen={conflict !== undefined} onClose={onBack} title="Somebody changed it meanwhile">
            <p>Your changes are still here. This is what they would make of what is there by now:</p>
            {conflict && (
                <CodeDifference
                    language="yaml"
                    label="What your changes would make of it"
                    before={stringify(conflict.now)}
                    after={stringify(whole(rebase(draft, conflict.now)))}
                />
            )}
            <div className="actions">
                <Button tone="primary" onPress={() => conflict && onOver(conflict)}>
                    Save my changes over it
                </Button>
                <Button onPress={onBack}>Back to the form</Button>
            </div>
        </Dialog>
    );
}
