import { Ban, Undo2 } from "lucide-react";
import { Button as AriaButton } from "react-aria-components";

import { isChangedAt, reset, said, sayNothing } from "../schema/draft.ts";
import type { Field } from "../schema/field.ts";
import { isDefault, keyOf, type Path } from "../schema/value.ts";
import { labelOf } from "../schema/words.ts";
import { Badge } from "../ui/marks.tsx";
import { canBeNothing, type Form } from "./form.ts";

/** Whether nothing need be said of it: it may be nothing, or is something by default. */
const canBeUnsaid = (field: Field): boolean => !field.required || (field.default ?? null) !== null;

/** What is to be known of a field at a glance, and the way back to its default. */
export function Marks({ field, path, form }: { field: Field; path: Path; form: Form }) {
    const value = said(form.draft, path);
    const standing = form.standing?.(keyOf(path));
    const isTold = value !== undefined && !isDefault(field, value);
    return (
        <>
            {isChangedAt(form.draft, path) && !form.isQuiet && <Badge mood="info">changed</Badge>}
            {field.deprecated && <Badge mood="warn">deprecated</Badge>}
            {standing === "refused" && <Badge mood="warn">not supported yet</Badge>}
            {standing === "inert" && <Badge>no effect yet</Badge>}
            {isTold && !form.isReadOnly && !form.isQuiet && canBeUnsaid(field) && standing !== "refused" && (
                <AriaButton
                    // It is no part of the control whose label it stands beside.
                    slot={null}
                    className="button quiet small"
                    aria-label={`Reset ${form.words?.(keyOf(path))?.label ?? labelOf(field.name)} to its default`}
                    onPress={() => form.change(reset(form.draft, path, field))}
                >
                    <Undo2 size={13} aria-hidden /> Reset
                </AriaButton>
            )}
            {canBeNothing(form, path, field) && !form.isReadOnly && standing !== "refused" && (
                <AriaButton
                    // It is no part of the control whose label it stands beside.
                    slot={null}
                    className="button quiet small"
                    aria-label={`None for ${form.words?.(keyOf(path))?.label ?? labelOf(field.name)}`}
                    onPress={() => form.change(sayNothing(form.draft, path))}
                >
                    <Ban size={13} aria-hidden /> None
                </AriaButton>
            )}
        </>
    );
}
