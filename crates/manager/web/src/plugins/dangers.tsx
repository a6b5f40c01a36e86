import { labelOf } from "../schema/words.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/marks.tsx";
import type { Flagged } from "./danger.ts";
import type { Layout } from "./layout.ts";

/** What weakens the protection as it stands, before anybody saves it. */
export function Dangers({ layout, dangers, onShow }: { layout: Layout | null; dangers: Flagged[]; onShow: (option: string) => void }) {
    if (dangers.length === 0) {
        return null;
    }
    return (
        <Notice mood="warn" title={dangers.length === 1 ? "One setting weakens the protection" : `${dangers.length} settings weaken the protection`}>
            <ul className="dangers">
                {dangers.map(({ option, value, says, isDefault }) => (
                    <li key={`${option}=${String(value)}`}>
                        <Button tone="quiet" className="small" onPress={() => onShow(option)}>
                            {layout?.words[option]?.label ?? labelOf(option)}: {String(value)}
                        </Button>{" "}
                        {says}
                        {isDefault && " (That is the default.)"}
                    </li>
                ))}
            </ul>
        </Notice>
    );
}
