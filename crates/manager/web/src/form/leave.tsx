import { useBlocker } from "@tanstack/react-router";

import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";

/** Asks before a page is left on which something was typed and not saved. Another part of the same page is not left. */
export function LeaveGuard({ isChanged }: { isChanged: boolean }) {
    const shouldBlockFn = ({ current, next }: { current: { pathname: string }; next: { pathname: string } }) =>
        isChanged && current.pathname !== next.pathname;
    const blocker = useBlocker({ shouldBlockFn, enableBeforeUnload: () => isChanged, withResolver: true });
    const isAsking = blocker.status === "blocked";
    return (
        <Dialog isOpen={isAsking} onClose={() => blocker.reset?.()} title="Leave without saving?">
            <p>What you typed on this page, and did not save, would be gone.</p>
            <div className="actions">
                <Button tone="primary" autoFocus onPress={() => blocker.reset?.()}>
                    Stay here
                </Button>
                <Button tone="danger" onPress={() => blocker.proceed?.()}>
                    Leave and lose it
                </Button>
            </div>
        </Dialog>
    );
}
