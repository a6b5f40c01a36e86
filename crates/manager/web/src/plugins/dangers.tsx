import { brief, labelOf } from "../schema/words.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/marks.tsx";
import type { Flagged } from "./danger.ts";
import type { Layout } from "./layout.ts";

/** What weakens the protection as it stands, before anybody saves it; what nobody chose is folded away. */
export function Dangers({ layout, dangers, onShow }: { layout: Layout | null; dangers: Flagged[]; onShow?: (option: string) => void }) {
    const chosen = dangers.filter(({ isDefault }) => !isDefault);
    const byDefault = dangers.filter(({ isDefault }) => isDefault);
    const list = (dangers: Flagged[]) => (
        <ul className="dangers">
            {dangers.map(({ option, value, says }) => {
                const name = `${layout?.words[option]?.label ?? labelOf(option)}: ${brief(value) || "nothing"}`;
                return (
                    <li key={`${option}=${String(value)}`}>
                        {onShow ? (
                            <Button tone="quiet" className="small" onPress={() => onShow(option)}>
                                {name}
                            </Button>
                        ) : (
                            <strong>{name}</strong>
                        )}{" "}
                        {says}
                    </li>
                );
            })}
        </ul>
    );
    return (
        <>
            {chosen.length > 0 && (
                <Notice mood="warn" title={chosen.length === 1 ? "One setting weakens the protection" : `${chosen.length} settings weaken the protection`}>
                    {list(chosen)}
                </Notice>
            )}
            {byDefault.length > 0 && (
                <details className="by-default">
                    <summary>
                        {byDefault.length === 1 ? "One default weakens" : `${byDefault.length} defaults weaken`} the protection
                    </summary>
                    {list(byDefault)}
                </details>
            )}
        </>
    );
}
