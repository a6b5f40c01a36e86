import { useParams } from "@tanstack/react-router";
import { Plus } from "lucide-react";

import { NotFound } from "../app/not-found.tsx";
import { LinkButton } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";
import { newLabel } from "./empty-list.tsx";
import { kindAt } from "./kinds.ts";
import { EntityList } from "./list.tsx";
import { useIsEmpty } from "./listed.ts";
import { useMay } from "./may.ts";
import { type Place, toNew } from "./place.ts";

/** All of a kind in a workspace. */
export function ListPage() {
    const { workspace, kind: path } = useParams({ from: "/w/$workspace/$kind" });
    const kind = kindAt(path);
    if (!kind || kind.within || kind.path === "workspaces") {
        return <NotFound />;
    }
    return <All key={`${workspace} ${path}`} place={{ workspace, kind }} />;
}

function All({ place }: { place: Place }) {
    const may = useMay();
    const isEmpty = useIsEmpty(place);
    return (
        <Page
            title={place.kind.title}
            about={place.kind.about}
            actions={
                may.draft &&
                !isEmpty && (
                    <LinkButton {...toNew(place)} tone="primary">
                        <Plus size={16} aria-hidden />
                        {newLabel(place)}
                    </LinkButton>
                )
            }
        >
            <EntityList place={place} />
        </Page>
    );
}
