import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";

import { allQuery } from "../api/entities.ts";
import { DEFAULT } from "../app/workspace.ts";
import { DeleteDialog } from "../entities/delete-dialog.tsx";
import { countOf, pluralOf } from "../entities/dependants.ts";
import type { Entity } from "../entities/entity.ts";
import { kindAt } from "../entities/kinds.ts";
import { useMay } from "../entities/may.ts";
import { Button, IconButton, LinkButton } from "../ui/button.tsx";
import { Loading, ProblemNotice } from "../ui/marks.tsx";
import { Page } from "../ui/page.tsx";
import { WorkspaceDialog } from "./workspace-dialog.tsx";
import "./workspaces.css";

const KIND = kindAt("workspaces")!;

/** The parts of the configuration, to choose one. */
export function Workspaces() {
    const may = useMay();
    const { data, error, refetch } = useQuery(allQuery(DEFAULT, ["workspaces"]));
    const [edited, edit] = useState<Entity | "new">();
    const [doomed, doom] = useState<Entity>();
    return (
        <Page
            title="Workspaces"
            about={KIND.about}
            actions={
                may.write && (
                    <Button tone="primary" onPress={() => edit("new")}>
                        <Plus size={16} aria-hidden />
                        New workspace
                    </Button>
                )
            }
        >
            {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
            {!data && !error && <Loading />}
            <ul className="workspaces">
                {[...(data?.data ?? [])].sort(byName).map((workspace) => (
                    <Workspace
                        key={workspace.id}
                        workspace={workspace}
                        onEdit={may.write ? () => edit(workspace) : undefined}
                        onDelete={may.write && workspace.name !== DEFAULT ? () => doom(workspace) : undefined}
                    />
                ))}
            </ul>
            <WorkspaceDialog edited={edited} onClose={() => edit(undefined)} />
            <DeleteDialog place={{ workspace: DEFAULT, kind: KIND }} entity={doomed} onClose={() => doom(undefined)} />
        </Page>
    );
}

/** The one that everybody has comes first. */
const byName = (one: Entity, other: Entity): number =>
    Number(other.name === DEFAULT) - Number(one.name === DEFAULT) || String(one.name).localeCompare(String(other.name));

/** What is counted on a card. */
const COUNTED = ["services", "routes", "plugins", "consumers"];

type Shown = { workspace: Entity; onEdit: (() => void) | undefined; onDelete: (() => void) | undefined };

function Workspace({ workspace, onEdit, onDelete }: Shown) {
    const name = String(workspace.name);
    return (
        <li className="workspace-card">
            <header>
                <h2>
                    <Link to="/w/$workspace" params={{ workspace: name }}>
                        <bdi>{name}</bdi>
                    </Link>
                </h2>
                <div className="actions">
                    {onEdit && (
                        <IconButton label={`Edit ${name}`} onPress={onEdit}>
                            <Pencil size={15} aria-hidden />
                        </IconButton>
                    )}
                    {onDelete && (
                        <IconButton label={`Delete ${name}`} onPress={onDelete}>
                            <Trash2 size={15} aria-hidden />
                        </IconButton>
                    )}
                </div>
            </header>
            <p className={workspace.comment ? undefined : "quiet"}>
                <bdi>{typeof workspace.comment === "string" && workspace.comment !== "" ? workspace.comment : "No comment."}</bdi>
            </p>
            <p className="workspace-counts">
                {COUNTED.map((path) => (
                    <Count key={path} workspace={name} path={path} />
                ))}
            </p>
            <LinkButton to="/w/$workspace/$kind" params={{ workspace: name, kind: "routes" }} className="small">
                Routes
                <span className="visually-hidden">
                    {" of "}
                    <bdi>{name}</bdi>
                </span>
            </LinkButton>
        </li>
    );
}

function Count({ workspace, path }: { workspace: string; path: string }) {
    const { data, isError } = useQuery(allQuery(workspace, [path]));
    const kind = kindAt(path)!;
    return <span>{data ? `${data.offset ? "more than " : ""}${countOf(kind, data.data.length)}` : `${isError ? "?" : "…"} ${pluralOf(kind)}`}</span>;
}
