import { X } from "lucide-react";
import { useState } from "react";
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";

import { Button, IconButton } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/fields.tsx";
import { type Action, allTags } from "./bulk.ts";
import { countOf } from "./dependants.ts";
import type { Entity } from "./entity.ts";
import type { Kind } from "./kinds.ts";
import { faultOfTag } from "./tag.ts";

/** What can be done with those that are marked. */
export function BulkBar({ kind, entities, onAct, onClear }: { kind: Kind; entities: Entity[]; onAct: (action: Action) => void; onClear: () => void }) {
    const [isTagging, setTagging] = useState(false);
    const fields = kind.columns.map(({ field }) => field);
    const tags = allTags(entities);
    return (
        <section className="bulk-bar" aria-label="With those that are marked">
            <strong role="status">{countOf(kind, entities.length)} marked</strong>
            {fields.includes("enabled") && (
                <>
                    <Button onPress={() => onAct({ does: "enable" })}>Enable</Button>
                    <Button onPress={() => onAct({ does: "disable" })}>Disable</Button>
                </>
            )}
            {fields.includes("tags") && <Button onPress={() => setTagging(true)}>Add tag…</Button>}
            {tags.length > 0 && (
                <MenuTrigger>
                    <AriaButton className="button plain">Remove tag ▾</AriaButton>
                    <Popover className="popover" placement="top">
                        <Menu className="menu" aria-label="Tag to remove" onAction={(key) => onAct({ does: "untag", tag: String(key) })}>
                            {tags.map((tag) => (
                                <MenuItem key={tag} id={tag} className="option">
                                    <bdi>{tag}</bdi>
                                </MenuItem>
                            ))}
                        </Menu>
                    </Popover>
                </MenuTrigger>
            )}
            <Button tone="danger" onPress={() => onAct({ does: "delete" })}>
                Delete…
            </Button>
            <IconButton label="Unmark all" onPress={onClear}>
                <X size={17} aria-hidden />
            </IconButton>
            <TagDialog
                isOpen={isTagging}
                onClose={() => setTagging(false)}
                onTag={(tag) => {
                    setTagging(false);
                    onAct({ does: "tag", tag });
                }}
            />
        </section>
    );
}

function TagDialog({ isOpen, onClose, onTag }: { isOpen: boolean; onClose: () => void; onTag: (tag: string) => void }) {
    const [tag, type] = useState("");
    const fault = faultOfTag(tag.trim());
    const isReady = tag.trim() !== "" && fault === undefined;
    return (
        <Dialog isOpen={isOpen} onClose={onClose} title="Add a tag">
            <form
                className="stack"
                onSubmit={(event) => {
                    event.preventDefault();
                    if (isReady) {
                        onTag(tag.trim());
                        type("");
                    }
                }}
            >
                <TextField label="Tag" value={tag} onChange={type} autoFocus about="A word to find them by." faults={fault === undefined ? [] : [fault]} />
                <div className="actions">
                    <Button tone="primary" type="submit" isDisabled={!isReady}>
                        See what happens
                    </Button>
                    <Button onPress={onClose}>Cancel</Button>
                </div>
            </form>
        </Dialog>
    );
}
