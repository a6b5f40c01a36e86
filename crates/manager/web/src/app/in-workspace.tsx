import { useQuery } from "@tanstack/react-query";
import { Outlet, useParams } from "@tanstack/react-router";
import { useEffect } from "react";

import { oneQuery } from "../api/entities.ts";
import { Problem } from "../api/problem.ts";
import { LinkButton } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";
import { DEFAULT, keepWorkspace } from "./workspace.ts";

/** The pages of a workspace, if there is one of this name. They do not wait for the answer. */
export function InWorkspace() {
    const { workspace } = useParams({ from: "/w/$workspace" });
    const { data, error } = useQuery({ ...oneQuery(DEFAULT, "workspaces", workspace), enabled: workspace !== DEFAULT });
    const isUnknown = workspace !== DEFAULT && !data && error instanceof Problem && error.kind === "not-found";
    useEffect(() => {
        if (isUnknown) {
            keepWorkspace(undefined);
        }
    }, [isUnknown]);
    return isUnknown ? <Unknown workspace={workspace} /> : <Outlet />;
}

function Unknown({ workspace }: { workspace: string }) {
    return (
        <Page
            title={`There is no workspace ${workspace}.`}
            about="It may have been deleted, or the address is not whole."
            actions={
                <LinkButton to="/workspaces" tone="primary">
                    To the workspaces
                </LinkButton>
            }
        >
            {null}
        </Page>
    );
}
