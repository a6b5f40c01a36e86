import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";

import { IconButton } from "./button.tsx";

type Shown = { isOpen: boolean; onClose: () => void; title: string; children: ReactNode; wide?: boolean };

/** Something that is decided before anything else. */
export function Dialog({ isOpen, onClose, title, children, wide = false }: Shown) {
    return (
        <ModalOverlay className="overlay" isOpen={isOpen} onOpenChange={(open) => !open && onClose()} isDismissable>
            <Modal className={wide ? "modal wide" : "modal"}>
                <AriaDialog className="dialog">
                    <header>
                        <Heading slot="title">{title}</Heading>
                        <IconButton label="Close" onPress={onClose}>
                            <X size={18} aria-hidden />
                        </IconButton>
                    </header>
                    {children}
                </AriaDialog>
            </Modal>
        </ModalOverlay>
    );
}

/** The same from the side, beside what it is about. */
export function Drawer({ isOpen, onClose, title, children }: Shown) {
    return (
        <ModalOverlay className="overlay side" isOpen={isOpen} onOpenChange={(open) => !open && onClose()} isDismissable>
            <Modal className="drawer">
                <AriaDialog className="dialog">
                    <header>
                        <Heading slot="title">{title}</Heading>
                        <IconButton label="Close" onPress={onClose}>
                            <X size={18} aria-hidden />
                        </IconButton>
                    </header>
                    {children}
                </AriaDialog>
            </Modal>
        </ModalOverlay>
    );
}
