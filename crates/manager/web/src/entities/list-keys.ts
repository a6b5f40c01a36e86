import { useEffect } from "react";

import { areLettersKeys } from "../app/letters.ts";
import type { Entity } from "./entity.ts";

type Keyed = {
    entities: Entity[];
    current: string | undefined;
    onCurrent: (id: string) => void;
    onView: (entity: Entity) => void;
    onEdit: (entity: Entity) => void;
    onMark: ((id: string) => void) | undefined;
};

/** Where a key leads from a place in a list of so many; nothing, if it leads nowhere. */
export function placeAfter(key: string, index: number, count: number): number | undefined {
    switch (key) {
        case "j":
        case "ArrowDown":
            return Math.min(index + 1, count - 1);
        case "k":
        case "ArrowUp":
            return Math.max(index - 1, 0);
        case "Home":
            return 0;
        case "End":
            return count - 1;
        default:
            return undefined;
    }
}

/** Keys of a list: letters wherever nobody types, arrows on a row. */
export function useListKeys({ entities, current, onCurrent, onView, onEdit, onMark }: Keyed): void {
    useEffect(() => {
        const hear = (event: KeyboardEvent) => {
            const target = event.target as HTMLElement;
            const isOnRow = target.matches("tr[data-id]");
            if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || (!isOnRow && !(areLettersKeys() && isFree(event, target)))) {
                return;
            }
            const index = entities.findIndex(({ id }) => id === current);
            const next = placeAfter(event.key, index, entities.length);
            const entity = entities[index];
            if (next !== undefined) {
                if (entities[next]) {
                    event.preventDefault();
                    onCurrent(entities[next].id);
                }
            } else if (entity && event.key === "Enter" && isOnRow) {
                event.preventDefault();
                onView(entity);
            } else if (entity && event.key === "e") {
                event.preventDefault();
                onEdit(entity);
            } else if (entity && event.key === "x") {
                event.preventDefault();
                onMark?.(entity.id);
            }
        };
        document.addEventListener("keydown", hear);
        return () => document.removeEventListener("keydown", hear);
    }, [entities, current, onCurrent, onView, onEdit, onMark]);
}

/** Whether a key means the list, though it was pressed somewhere else: a letter, where nothing takes letters. */
function isFree(event: KeyboardEvent, target: HTMLElement): boolean {
    const takesLetters =
        target.isContentEditable || target.matches("input:not([type=checkbox]), textarea, select") || target.closest("[role=dialog], [role=menu], [role=listbox]") !== null;
    return !takesLetters && event.key.length === 1;
}
