import { EllipsisVertical } from "lucide-react";
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";

import { copyText } from "../ui/button.tsx";
import { toast } from "../ui/toast.tsx";
import type { Entity } from "./entity.ts";

/** What can be done with one of a list, besides looking at it. */
export type RowAct = { id: string; label: string; run: () => void; isDanger?: boolean };

/** Copies for whoever writes a ticket. */
export const copies = (entity: Entity): RowAct[] => [
    { id: "copy-id", label: "Copy ID", run: () => void copyText(entity.id).then(() => toast("Copied the ID.")) },
    { id: "copy-json", label: "Copy JSON", run: () => void copyText(JSON.stringify(entity, null, 2)).then(() => toast("Copied the JSON.")) },
];

/** What there is to do is found out when somebody opens it. */
export function RowMenu({ name, actsOf }: { name: string; actsOf: () => RowAct[] }) {
    return (
        <MenuTrigger>
            <AriaButton className="icon-button" aria-label={`More of ${name}`}>
                <EllipsisVertical size={17} aria-hidden />
            </AriaButton>
            <Popover className="popover" placement="bottom end">
                <Acts name={name} actsOf={actsOf} />
            </Popover>
        </MenuTrigger>
    );
}

function Acts({ name, actsOf }: { name: string; actsOf: () => RowAct[] }) {
    const acts = actsOf();
    return (
        <Menu className="menu" aria-label={`What to do with ${name}`} onAction={(key) => acts.find(({ id }) => id === key)?.run()}>
            {acts.map(({ id, label, isDanger }) => (
                <MenuItem key={id} id={id} className={isDanger ? "option danger" : "option"}>
                    {label}
                </MenuItem>
            ))}
        </Menu>
    );
}
