import { useParams } from "@tanstack/react-router";
import { Plus } from "lucide-react";

import { NotFound } from "../app/not-found.tsx";
import { LinkButton } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";
import { newLabel } from "./empty-list.tsx";
import { kindAt } from "./kinds.ts";
import { EntityList } from "./list.tsx";
import { useMay } from "./may.ts";
import { type Place, toNew } from "./place.ts";

/** All of a kind in a workspace. */
export function ListPage() {
    const { workspace, kind: path } = useParams({ from: "/w/$workspace/$kind" });
    const may = useMay();
    const kind = kindAt(path);
    if (!kind || kind.within || kind.path === "workspaces") {
        return <NotFound />;
    }
    const place: Place = { workspace, kind };
    return (
        <Page
            title={kind.title}
            about={kind.about}
            actions={
                may.draft && (
                    <LinkButton {...toNew(place)} tone="primary">
                        <Plus size={16} aria-hidden />
                        {newLabel(place)}
                    </LinkButton>
                )
            }
        >
            <EntityList key={`${workspace} ${path}`} place={place} />
        </Page>
    );
}
