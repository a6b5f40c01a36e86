import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Pencil, Trash2 } from "lucide-react";
import { useState } from "react";

import { atQuery } from "../api/entities.ts";
import { Problem } from "../api/problem.ts";
import { NotFound } from "../app/not-found.tsx";
import type { PartSearch } from "../app/router.tsx";
import { Preview } from "../form/preview.tsx";
import { Button, LinkButton } from "../ui/button.tsx";
import { Loading, ProblemNotice } from "../ui/marks.tsx";
import { Page } from "../ui/page.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { BondPart } from "./bond-part.tsx";
import { State } from "./cell.tsx";
import { CredentialsPart } from "./credentials-part.tsx";
import { useKind } from "./credentials.ts";
import { DeleteDialog } from "./delete-dialog.tsx";
import { type Entity, nameOf } from "./entity.ts";
import { type Kind, kindAt } from "./kinds.ts";
import { ListPart } from "./list-part.tsx";
import { useMay } from "./may.ts";
import { Overview } from "./overview.tsx";
import { onePath, type Place, toEdit, toList, toOne } from "./place.ts";
import { ProtectLink } from "./protect-link.tsx";
import { copies, RowMenu } from "./row-menu.tsx";
import "./one.css";

/** The page of one entity. */
export function OnePage() {
    const { workspace, kind: path, id } = useParams({ from: "/w/$workspace/$kind/$id" });
    const search: PartSearch = useSearch({ from: "/w/$workspace/$kind/$id" });
    const { kind, isWaiting, problem } = useKind(path);
    if (isWaiting) {
        return <Loading />;
    }
    if (!kind && problem) {
        return <ProblemNotice problem={problem} />;
    }
    const within = search.scope && search.of ? { kind: search.scope, id: search.of } : undefined;
    if (!kind || (kind.within && kind.within !== within?.kind)) {
        return <NotFound />;
    }
    const place: Place = { workspace, kind, within: kind.within ? within : undefined };
    return <One key={`${workspace} ${path} ${id}`} place={place} id={id} part={search.part} />;
}

function One({ place, id, part = "overview" }: { place: Place; id: string; part: string | undefined }) {
    const { workspace, kind } = place;
    const { data, error, refetch } = useQuery(atQuery(workspace, onePath(place, id)));
    const entity = data?.value;
    if (error instanceof Problem && error.kind === "not-found" && !entity) {
        return <NotFound />;
    }
    if (!entity) {
        return error ? <ProblemNotice problem={error} onRetry={() => void refetch()} /> : <Loading />;
    }
    const parts = partsOf(kind);
    return (
        <Page title={titleOf(kind, entity)} above={<Above place={place} />} about={<About kind={kind} entity={entity} />} actions={<Acts place={place} entity={entity} tag={data.etag} />}>
            {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
            <Tabs
                label={`Parts of ${nameOf(kind, entity)}`}
                tabs={parts.map(({ id: one, name }) => ({
                    name,
                    to: toOne(place, id, one === "overview" ? undefined : one),
                    isCurrent: one === part,
                }))}
            />
            <Part key={part} place={place} entity={entity} part={part} />
        </Page>
    );
}

function Part({ place, entity, part }: { place: Place; entity: Entity; part: string }) {
    const { workspace, kind } = place;
    if (part === "configuration") {
        return <Preview kind={kind.path} entity={entity} workspace={workspace} {...(place.within && { below: [place.within.kind, place.within.id] })} />;
    }
    if (part === "credentials" && kind.path === "consumers") {
        return <CredentialsPart workspace={workspace} consumer={entity.id} />;
    }
    const child = kind.children.includes(part) ? kindAt(part) : undefined;
    if (!child) {
        return <Overview place={place} entity={entity} />;
    }
    const below: Place = { workspace, kind: child, within: { kind: kind.path, id: entity.id } };
    return isBond(kind, child) ? <BondPart place={below} /> : <ListPart place={below} />;
}

/** The parts of the page of a kind. */
function partsOf(kind: Kind): { id: string; name: string }[] {
    return [
        { id: "overview", name: "Overview" },
        ...(kind.path === "consumers" ? [{ id: "credentials", name: "Credentials" }] : []),
        ...kind.children.map((path) => ({ id: path, name: kindAt(path)!.title })),
        { id: "configuration", name: "Configuration" },
    ];
}

/** Whether what is shown below one only belongs to it, and does not go with it. */
const isBond = (kind: Kind, child: Kind): boolean => kind.dependants.some(({ path, isBond }) => path === child.path && isBond);

function titleOf(kind: Kind, entity: Entity): string {
    const subject = kind.columns[0]?.field === "@subject" && Array.isArray(entity.snis) ? entity.snis[0] : undefined;
    return typeof subject === "string" ? subject : nameOf(kind, entity);
}

function Above({ place }: { place: Place }) {
    const parent = place.within && kindAt(place.within.kind);
    return (
        <>
            <Link {...toList(place)}>{place.kind.title}</Link>
            {place.within && parent && (
                <>
                    {" of "}
                    <Link to="/w/$workspace/$kind/$id" params={{ workspace: place.workspace, kind: parent.path, id: place.within.id }}>
                        the {parent.one}
                    </Link>
                </>
            )}
        </>
    );
}

function About({ kind, entity }: { kind: Kind; entity: Entity }) {
    const said = kind.one.charAt(0).toUpperCase() + kind.one.slice(1);
    return (
        <span className="one-about">
            {said}
            {typeof entity.enabled === "boolean" && <State isOn={entity.enabled} />}
            <code>{entity.id}</code>
        </span>
    );
}

function Acts({ place, entity, tag }: { place: Place; entity: Entity; tag: string | undefined }) {
    const may = useMay();
    const navigate = useNavigate();
    // What somebody saw when they asked is what is deleted, whatever is read meanwhile.
    const [doomed, doom] = useState<{ entity: Entity; tag: string | undefined }>();
    return (
        <>
            {place.kind.path === "routes" && <ProtectLink workspace={place.workspace} route={entity.id} />}
            {may.draft && (
                <LinkButton {...toEdit(place, entity.id)}>
                    <Pencil size={15} aria-hidden />
                    Edit
                </LinkButton>
            )}
            {may.write && (
                <Button tone="danger" onPress={() => doom({ entity, tag })}>
                    <Trash2 size={15} aria-hidden />
                    Delete
                </Button>
            )}
            <RowMenu name={nameOf(place.kind, entity)} actsOf={() => copies(entity)} />
            <DeleteDialog place={place} entity={doomed?.entity} tag={doomed?.tag} onClose={() => doom(undefined)} onGone={() => void navigate(toList(place))} />
        </>
    );
}
