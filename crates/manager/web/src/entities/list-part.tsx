import { Plus } from "lucide-react";

import { LinkButton } from "../ui/button.tsx";
import { newLabel } from "./empty-list.tsx";
import { EntityList } from "./list.tsx";
import { useIsEmpty } from "./listed.ts";
import { useMay } from "./may.ts";
import { type Place, toNew } from "./place.ts";

/** What belongs to one, as a list on its page. */
export function ListPart({ place }: { place: Place }) {
    const may = useMay();
    const isEmpty = useIsEmpty(place);
    return (
        <section className="part" aria-label={place.kind.title}>
            <header className="part-head">
                <h2>{place.kind.title}</h2>
                {may.draft && !isEmpty && (
                    <LinkButton {...toNew(place)} tone="primary">
                        <Plus size={16} aria-hidden />
                        {newLabel(place)}
                    </LinkButton>
                )}
            </header>
            <EntityList place={place} />
        </section>
    );
}
