import { useState } from "react";

import { Preview } from "../form/preview.tsx";
import type { Written } from "../form/views.ts";
import { Button } from "../ui/button.tsx";
import { Drawer } from "../ui/dialog.tsx";

/** What stays in sight at the foot of a form: what would be written, and the button that writes it. */
export function SaveBar({
    isNew,
    isReadOnly,
    isDeclared,
    isSaving,
    isChanged,
    changes,
    onSave,
    written,
}: {
    isNew: boolean;
    isReadOnly: boolean;
    isDeclared: boolean;
    isSaving: boolean;
    isChanged: boolean;
    changes: number;
    onSave: () => void;
    written: Written;
}) {
    const [isOpen, open] = useState(false);
    const said = isReadOnly
        ? "You may look at this and change nothing."
        : isDeclared
          ? "This gateway reads a file: copy the patch into it."
          : changes === 0
            ? isNew
                ? "Nothing is said yet."
                : "Nothing is changed."
            : `${changes === 1 ? "1 change" : `${changes} changes`}, not saved.`;
    return (
        <div className="save-bar" role="region" aria-label="Save">
            <span className="quiet">{said}</span>
            <div className="actions">
                <Button tone={isDeclared && !isReadOnly ? "primary" : "plain"} onPress={() => open(true)}>
                    {isDeclared && !isReadOnly ? "Show the patch" : "Preview"}
                </Button>
                {!isReadOnly && !isDeclared && (
                    <Button tone="primary" onPress={onSave} isPending={isSaving} isDisabled={!isNew && !isChanged}>
                        {isNew ? "Save" : "Save changes"}
                    </Button>
                )}
            </div>
            <Drawer isOpen={isOpen} onClose={() => open(false)} title={isDeclared ? "The patch for the file" : "What would be written"}>
                <Preview {...written} />
            </Drawer>
        </div>
    );
}
