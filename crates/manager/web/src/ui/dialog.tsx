import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";

import { IconButton } from "./button.tsx";

type Shown = {
    isOpen: boolean;
    /** Closes it; without, it stays until it is decided. */
    onClose?: (() => void) | undefined;
    title: string;
    children: ReactNode;
    wide?: boolean;
    /** Where it stands: before the page, or at its side, next to what it is about. */
    at?: "middle" | "side";
};

const CLASSES = { middle: ["overlay", "modal"], side: ["overlay side", "drawer"] } as const;

/** Something that is decided or read before anything else. */
export function Dialog({ isOpen, onClose, title, children, wide = false, at = "middle" }: Shown) {
    const [overlay, modal] = CLASSES[at];
    return (
        <ModalOverlay
            className={overlay}
            isOpen={isOpen}
            onOpenChange={(open) => !open && onClose?.()}
            isDismissable={onClose !== undefined}
            isKeyboardDismissDisabled={onClose === undefined}
        >
            <Modal className={wide ? `${modal} wide` : modal}>
                <AriaDialog className="dialog">
                    <header>
                        <Heading slot="title">{title}</Heading>
                        {onClose && (
                            <IconButton label="Close" onPress={onClose}>
                                <X size={18} aria-hidden />
                            </IconButton>
                        )}
                    </header>
                    {children}
                </AriaDialog>
            </Modal>
        </ModalOverlay>
    );
}

/** The same from the side. */
export const Drawer = (shown: Shown) => <Dialog {...shown} at="side" />;
