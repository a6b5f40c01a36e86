import { Ban, Eraser, RotateCcw, Undo2 } from "lucide-react";
import { Button as AriaButton } from "react-aria-components";

import { isChangedAt, reset, said, sayNothing, takeBack } from "../schema/draft.ts";
import type { Field } from "../schema/field.ts";
import { at, isDefault, type Json, keyOf, type Path } from "../schema/value.ts";
import { labelOf } from "../schema/words.ts";
import { Badge } from "../ui/marks.tsx";
import { isStars } from "../schema/hidden.ts";
import { canBeNothing, type Form } from "./form.ts";

/** Whether something stands there by itself. */
const hasDefault = (field: Field): boolean => (field.default ?? null) !== null || (field.type === "record" && field.required);

/** Whether nothing need be said of it: it may be nothing, or is something by default. */
const canBeUnsaid = (field: Field): boolean => !field.required || (field.default ?? null) !== null;

/** What is typed, as a text or as the lines of a list. */
const TYPED = ["string", "number", "integer"];

/** Whether it is emptied where it stands: what is typed is, but a secret that is kept is not there to be deleted. */
function isTypedAway(field: Field, saved: Json | undefined): boolean {
    const one = field.type === "array" || field.type === "set" ? field.elements : field;
    const isTyped = one !== undefined && TYPED.includes(one.type) && one.oneOf === undefined;
    return isTyped && !hasDefault(field) && ![saved].flat().some(isStars);
}

/** What is to be known of a field at a glance, and the ways back: to what is saved, and to its default. */
export function Marks({ field, path, form }: { field: Field; path: Path; form: Form }) {
    const value = said(form.draft, path);
    const standing = form.standing?.(keyOf(path));
    const label = form.words?.(keyOf(path))?.label ?? labelOf(field.name);
    // Of a new one, nothing is saved that it could go back to.
    const isTaken = !form.isNew && !form.isReadOnly && !form.isQuiet && isChangedAt(form.draft, path);
    const isTold = value !== undefined && !isDefault(field, value);
    return (
        <>
            {isChangedAt(form.draft, path) && !form.isQuiet && <Badge mood="info">changed</Badge>}
            {field.deprecated && <Badge mood="warn">deprecated</Badge>}
            {standing === "refused" && <Badge mood="warn">not supported yet</Badge>}
            {standing === "inert" && <Badge>no effect yet</Badge>}
            {isTaken && (
                <AriaButton
                    // It is no part of the control whose label it stands beside.
                    slot={null}
                    className="button quiet small"
                    aria-label={`Undo change of ${label}`}
                    onPress={() => form.change(takeBack(form.draft, path))}
                >
                    <Undo2 size={13} aria-hidden /> Undo change
                </AriaButton>
            )}
            {isTold && !form.isReadOnly && !form.isQuiet && canBeUnsaid(field) && !isTypedAway(field, at(form.draft.loaded, path)) && standing !== "refused" && (
                <AriaButton
                    // It is no part of the control whose label it stands beside.
                    slot={null}
                    className="button quiet small"
                    aria-label={hasDefault(field) ? `Reset ${label} to its default` : `Take away ${label}`}
                    onPress={() => form.change(reset(form.draft, path, field))}
                >
                    {hasDefault(field) ? <RotateCcw size={13} aria-hidden /> : <Eraser size={13} aria-hidden />}{" "}
                    {hasDefault(field) ? "Reset to default" : "Take away"}
                </AriaButton>
            )}
            {canBeNothing(form, path, field) && !form.isReadOnly && standing !== "refused" && (
                <AriaButton
                    // It is no part of the control whose label it stands beside.
                    slot={null}
                    className="button quiet small"
                    aria-label={`None for ${label}`}
                    onPress={() => form.change(sayNothing(form.draft, path))}
                >
                    <Ban size={13} aria-hidden /> None
                </AriaButton>
            )}
        </>
    );
}
