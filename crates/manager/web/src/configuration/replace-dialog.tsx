import { useState } from "react";

import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/fields.tsx";
import { Notice } from "../ui/marks.tsx";
import { isWiped, type Replaced } from "./replaced.ts";

/** What is typed where nothing of a kind would be left. */
const WORD = "replace everything";

/** How many of a kind are named. */
const NAMED = 8;

type Asked = {
    isOpen: boolean;
    /** Nothing, where it is not known what is in force. */
    replaced: Replaced[] | undefined;
    onClose: () => void;
    onGo: () => void;
};

/** Asks before another file is put in force, and tells what goes with the one that is. */
export function ReplaceDialog({ isOpen, onClose, ...asked }: Asked) {
    return (
        <Dialog isOpen={isOpen} onClose={onClose} title="Put this file in force">
            <Question onClose={onClose} {...asked} />
        </Dialog>
    );
}

function Question({ replaced, onClose, onGo }: Omit<Asked, "isOpen">) {
    const [typed, type] = useState("");
    const isByWord = replaced === undefined || isWiped(replaced);
    const isReady = !isByWord || typed.trim() === WORD;
    const going = (replaced ?? []).filter(({ gone }) => gone.length > 0);
    return (
        <form
            className="stack"
            onSubmit={(event) => {
                event.preventDefault();
                if (isReady) {
                    onGo();
                }
            }}
        >
            {replaced === undefined ? (
                <Notice mood="warn" title="What is in force could not be read.">
                    <p>So it cannot be told what goes with it: all that the file leaves out.</p>
                </Notice>
            ) : (
                <ul className="dependants" aria-label="By kind">
                    {replaced.map(({ kind, before, after }) => (
                        <li key={kind}>
                            {inWords(kind)}: {before.toLocaleString()} in force, {after.toLocaleString()} in this file
                        </li>
                    ))}
                </ul>
            )}
            {going.length > 0 && (
                <Notice mood="warn" title="These are not in the file, and go:">
                    <ul className="dependants">
                        {going.map(({ kind, gone }) => (
                            <li key={kind}>
                                {gone.length.toLocaleString()} of the {inWords(kind)}: <bdi>{gone.slice(0, NAMED).join(", ")}</bdi>
                                {gone.length > NAMED && ", …"}
                            </li>
                        ))}
                    </ul>
                </Notice>
            )}
            {replaced !== undefined && going.length === 0 && <p>All that has a name in force is in the file, too.</p>}
            {isByWord && <TextField label={`Type: ${WORD}`} value={typed} onChange={type} autoFocus />}
            <div className="actions">
                <Button tone={going.length > 0 || isByWord ? "danger" : "primary"} type="submit" isDisabled={!isReady}>
                    Put it in force
                </Button>
                <Button onPress={onClose}>Keep what is in force</Button>
            </div>
        </form>
    );
}

/** A list's name as people write it. */
const inWords = (kind: string): string => kind.replaceAll("_", " ");
