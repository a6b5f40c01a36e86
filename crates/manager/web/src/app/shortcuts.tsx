import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";

import { Dialog } from "../ui/dialog.tsx";
import { areLettersKeys } from "./letters.ts";
import { useWorkspace } from "./workspace.ts";

/** Where a letter behind `g` leads. */
const PLACES: Record<string, { kind: string; said: string }> = {
    s: { kind: "services", said: "Gateway services" },
    r: { kind: "routes", said: "Routes" },
    p: { kind: "plugins", said: "Plugins" },
    c: { kind: "consumers", said: "Consumers" },
    u: { kind: "upstreams", said: "Upstreams" },
};

/** Milliseconds in which the second letter is part of the first. */
const TOGETHER = 1_000;

/** Keys that lead somewhere, wherever nobody types. */
export function useShortcuts({ find, help }: { find: () => void; help: () => void }): void {
    const navigate = useNavigate();
    const workspace = useWorkspace();
    const begun = useRef(0);
    useEffect(() => {
        const hear = (event: KeyboardEvent) => {
            if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
                event.preventDefault();
                find();
                return;
            }
            if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !areLettersKeys()) {
                return;
            }
            if (event.timeStamp - begun.current < TOGETHER && begun.current > 0) {
                begun.current = 0;
                const place = PLACES[event.key];
                if (place) {
                    event.preventDefault();
                    void navigate({ to: "/w/$workspace/$kind", params: { workspace, kind: place.kind } });
                }
                return;
            }
            switch (event.key) {
                case "g":
                    begun.current = event.timeStamp;
                    break;
                case "?":
                    help();
                    break;
                case "/": {
                    const filter = document.querySelector<HTMLInputElement>("[data-filter] input");
                    if (filter) {
                        event.preventDefault();
                        filter.focus();
                    }
                    break;
                }
            }
        };
        document.addEventListener("keydown", hear);
        return () => document.removeEventListener("keydown", hear);
    }, [find, help, navigate, workspace]);
}

const isTyping = (target: EventTarget | null): boolean =>
    target instanceof HTMLElement &&
    (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName) || target.closest("[role=dialog]") !== null);

export function Shortcuts({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
    const rows: [string, string][] = [
        ["Ctrl K", "Go to a page, or to anything by its name"],
        ["/", "Find in the list, or an option in the form"],
        ...Object.entries(PLACES).map(([letter, { said }]): [string, string] => [`g ${letter}`, said]),
        ["j k", "Down and up in a list"],
        ["Enter", "View what is chosen"],
        ["e", "Edit what is chosen"],
        ["x", "Mark what is chosen"],
        ["?", "This list"],
    ];
    return (
        <Dialog isOpen={isOpen} onClose={onClose} title="Keys">
            <dl className="keys">
                {rows.map(([keys, said]) => (
                    <div key={keys}>
                        <dt>
                            {keys.split(" ").map((key) => (
                                <kbd key={key}>{key}</kbd>
                            ))}
                        </dt>
                        <dd>{said}</dd>
                    </div>
                ))}
            </dl>
            {!areLettersKeys() && <p className="quiet">Single letters are switched off on this machine, but on a row of a list. The account menu switches them on.</p>}
        </Dialog>
    );
}
