import { X } from "lucide-react";
import { useSyncExternalStore } from "react";

import { Button, IconButton } from "./button.tsx";

/** A success, or a way back; what went wrong is said where it went wrong. */
export type Toast = { id: number; said: string; action?: { label: string; run: () => void } };

const LASTS = 10_000;

let toasts: readonly Toast[] = [];
let next = 1;
const heard = new Set<() => void>();

const tell = (now: readonly Toast[]) => {
    toasts = now;
    heard.forEach((hear) => hear());
};

/** Says something for a while; tells how to take it back. */
export function toast(said: string, action?: Toast["action"]): () => void {
    const id = next++;
    const end = () => tell(toasts.filter((toast) => toast.id !== id));
    tell([...toasts.slice(-2), { id, said, ...(action && { action }) }]);
    setTimeout(end, LASTS);
    return end;
}

const subscribe = (hear: () => void) => {
    heard.add(hear);
    return () => void heard.delete(hear);
};

export function Toasts() {
    const shown = useSyncExternalStore(subscribe, () => toasts);
    const end = (id: number) => tell(toasts.filter((toast) => toast.id !== id));
    return (
        <div className="toasts" role="status" aria-live="polite">
            {shown.map((toast) => (
                <div key={toast.id} className="toast">
                    <span>{toast.said}</span>
                    {toast.action && (
                        <Button
                            tone="quiet"
                            onPress={() => {
                                end(toast.id);
                                toast.action?.run();
                            }}
                        >
                            {toast.action.label}
                        </Button>
                    )}
                    <IconButton label="Dismiss" onPress={() => end(toast.id)}>
                        <X size={16} aria-hidden />
                    </IconButton>
                </div>
            ))}
        </div>
    );
}
