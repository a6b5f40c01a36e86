import { X } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";

import { Button, IconButton } from "./button.tsx";

/** A success, or a way back; what went wrong is said where it went wrong. */
export type Toast = { id: number; said: string; action?: { label: string; run: () => void }; /** Milliseconds; nothing, until somebody dismisses it. */ lasts?: number };

const LASTS = 10_000;

let toasts: readonly Toast[] = [];
let next = 1;
const heard = new Set<() => void>();

const tell = (now: readonly Toast[]) => {
    toasts = now;
    heard.forEach((hear) => hear());
};

const end = (id: number) => tell(toasts.filter((toast) => toast.id !== id));

function show(toast: Omit<Toast, "id">): () => void {
    const id = next++;
    tell([...toasts.slice(-2), { id, ...toast }]);
    return () => end(id);
}

/** Says something for a while; tells how to take it back. */
export const toast = (said: string, action?: Toast["action"]): (() => void) => show({ said, lasts: LASTS, ...(action && { action }) });

/** Says what went wrong where its own place is gone, until somebody has read it. */
export const warn = (said: string): (() => void) => show({ said });

const subscribe = (hear: () => void) => {
    heard.add(hear);
    return () => void heard.delete(hear);
};

/** They wait while somebody is at them, with the pointer or the keyboard. */
export function Toasts() {
    const shown = useSyncExternalStore(subscribe, () => toasts);
    const [isHovered, hover] = useState(false);
    const [isFocused, focus] = useState(false);
    const isEmpty = shown.length === 0;
    useEffect(() => {
        // What goes away under the pointer or the focus tells nobody that it was left.
        if (isEmpty) {
            hover(false);
            focus(false);
        }
    }, [isEmpty]);
    return (
        <div
            className="toasts"
            role="status"
            aria-live="polite"
            aria-atomic={false}
            onPointerEnter={() => hover(true)}
            onPointerLeave={() => hover(false)}
            onFocus={() => focus(true)}
            onBlur={() => focus(false)}
        >
            {shown.map((toast) => (
                <One key={toast.id} toast={toast} isPaused={isHovered || isFocused} />
            ))}
        </div>
    );
}

function One({ toast: { id, said, action, lasts }, isPaused }: { toast: Toast; isPaused: boolean }) {
    useEffect(() => {
        if (lasts === undefined || isPaused) {
            return;
        }
        const timer = setTimeout(() => end(id), lasts);
        return () => clearTimeout(timer);
    }, [id, lasts, isPaused]);
    return (
        <div className="toast">
            <span>{said}</span>
            {action && (
                <Button
                    tone="quiet"
                    onPress={() => {
                        end(id);
                        action.run();
                    }}
                >
                    {action.label}
                </Button>
            )}
            <IconButton label="Dismiss" onPress={() => end(id)}>
                <X size={16} aria-hidden />
            </IconButton>
        </div>
    );
}
