import { stringify } from "yaml";

import { theirsOf } from "../schema/compare.ts";
import { type Draft, rebase, whole } from "../schema/draft.ts";
import { lostOf } from "../schema/hidden.ts";
import type { Record_ } from "../schema/value.ts";
import { brief, labelOf } from "../schema/words.ts";
import { Button } from "../ui/button.tsx";
import { CodeDifference } from "../ui/code.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Badge, Moment } from "../ui/marks.tsx";
import type { Conflict } from "./save.ts";

type Asked = {
    conflict: Conflict | undefined;
    draft: Draft;
    /** All of what the draft was begun over, if it is known. */
    was?: Record_ | undefined;
    /** Writes our changes over what is there by now. */
    onOver: (conflict: Conflict) => void;
    /** Goes on with the form over what is there by now, if the form can. */
    onGoOn?: ((conflict: Conflict) => void) | undefined;
    onBack: () => void;
};

/** Somebody else changed it meanwhile: what they changed, what would become of both changes, and who decides. */
export function ConflictDialog({ conflict, onBack, ...asked }: Asked) {
    return (
        <Dialog wide isOpen={conflict !== undefined} onClose={onBack} title="Somebody changed it meanwhile">
            {conflict && <Question conflict={conflict} onBack={onBack} {...asked} />}
        </Dialog>
    );
}

function Question({ conflict, draft, was, onOver, onGoOn, onBack }: Asked & { conflict: Conflict }) {
    const { now } = conflict;
    const ours = rebase(draft, now);
    const lost = lostOf(ours);
    return (
        <>
            <p>
                Your changes are still here.{" "}
                {typeof now.updated_at === "number" && (
                    <>
                        The others were made <Moment seconds={now.updated_at} />; by whom, the log of the gateway tells.
                    </>
                )}
            </p>
            {was && <Theirs draft={draft} was={was} now={now} />}
            <CodeDifference language="yaml" label="What your changes would make of what is there by now" before={stringify(now)} after={stringify(whole(ours))} />
            {lost.size > 0 && <p className="fault">Secrets in {[...lost.keys()].join(", ")} must be typed again, since that list is another one now.</p>}
            <div className="actions">
                <Button tone="primary" isDisabled={lost.size > 0} onPress={() => onOver(conflict)}>
                    Save my changes over it
                </Button>
                {onGoOn && <Button onPress={() => onGoOn(conflict)}>Go on over what is there now</Button>}
                <Button onPress={onBack}>Back to the form</Button>
            </div>
        </>
    );
}

/** What somebody else changed, field by field. */
function Theirs({ draft, was, now }: { draft: Draft; was: Record_; now: Record_ }) {
    const theirs = theirsOf(draft, was, now);
    return (
        <ul className="plan" aria-label="What somebody else changed" tabIndex={0}>
            {theirs.length === 0 && <li>Nothing that is shown here: a secret, or it was written again as it was.</li>}
            {theirs.map(({ path, before, after, isOurs }) => (
                <li key={path.join(".")}>
                    <strong>{path.map(labelOf).join(" › ")}</strong>
                    <bdi>{brief(before) || "nothing"}</bdi> → <bdi>{brief(after) || "nothing"}</bdi>
                    {isOurs && <Badge mood="warn">you changed it too</Badge>}
                </li>
            ))}
        </ul>
    );
}
