import { useQuery } from "@tanstack/react-query";
import { Link, Navigate, useParams, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { atQuery, schemaQuery } from "../api/entities.ts";
import { nodeQuery } from "../api/node.ts";
import { Problem } from "../api/problem.ts";
import { NotFound } from "../app/not-found.tsx";
import type { ScopeSearch } from "../app/router.tsx";
import { reference } from "../plugins/scope.ts";
import { Loading, ProblemNotice } from "../ui/marks.tsx";
import { Page } from "../ui/page.tsx";
import { schemaOf, useKind } from "./credentials.ts";
import { EntityForm } from "./entity-form.tsx";
import { nameOf } from "./entity.ts";
import { type Kind, kindAt } from "./kinds.ts";
import { useMay } from "./may.ts";
import { onePath, type Place, toList, toOne } from "./place.ts";
import { parentField } from "./shape.ts";
import "./edit.css";

/** The form of an entity that is yet to be. */
export function NewPage() {
    const { workspace, kind } = useParams({ from: "/w/$workspace/$kind/new" });
    const search = useSearch({ from: "/w/$workspace/$kind/new" });
    if (kind === "plugins") {
        return <Navigate to="/w/$workspace/plugins/select" params={{ workspace }} search={search} replace />;
    }
    return <WithKind workspace={workspace} path={kind} search={search} draw={(place) => <New key={`${kind} ${search.of}`} place={place} />} />;
}

/** The form of one that is there. */
export function EditPage() {
    const { workspace, kind, id } = useParams({ from: "/w/$workspace/$kind/$id/edit" });
    const search = useSearch({ from: "/w/$workspace/$kind/$id/edit" });
    return <WithKind workspace={workspace} path={kind} search={search} draw={(place) => <Edit key={`${kind} ${id}`} place={place} id={id} />} />;
}

type Asked = { workspace: string; path: string; search: ScopeSearch; draw: (place: Place) => ReactNode };

/** Finds out what kind it is, and below what. */
function WithKind({ workspace, path, search: { scope, of }, draw }: Asked) {
    const { kind, isWaiting, problem } = useKind(path);
    if (isWaiting) {
        return <Loading />;
    }
    if (!kind && problem) {
        return <ProblemNotice problem={problem} />;
    }
    if (!kind || (kind.within && (kind.within !== scope || !of))) {
        return <NotFound />;
    }
    return draw({ workspace, kind, within: scope && of ? { kind: scope, id: of } : undefined });
}

/** What the forms need to know before they are drawn. */
function useGround(kind: Kind) {
    const may = useMay();
    const schema = useQuery(schemaQuery(schemaOf(kind)));
    const node = useQuery(nodeQuery);
    const failed = [schema, node].find(({ error }) => error !== null);
    return { may, schema: node.data && schema.data, failed };
}

function New({ place }: { place: Place }) {
    const { kind, within } = place;
    const { may, schema, failed } = useGround(kind);
    const parent = within && kindAt(within.kind);
    const owner = useQuery({ ...atQuery(place.workspace, [within?.kind ?? "", within?.id ?? ""]), enabled: within !== undefined });
    const field = within && !kind.within ? parentField(within.kind) : undefined;
    const begun = field ? { [field]: owner.data ? { id: owner.data.value.id } : reference(within!.id) } : {};
    const isKnown = !within || owner.data !== undefined || owner.isError;
    return (
        <Page
            title={`New ${kind.one}`}
            above={<Link {...toList(place)}>{kind.title}</Link>}
            about={
                parent && owner.data ? (
                    <>
                        Of the {parent.one} <bdi>{nameOf(parent, owner.data.value)}</bdi>.
                    </>
                ) : (
                    kind.about
                )
            }
        >
            {failed && <ProblemNotice problem={failed.error} onRetry={() => void failed.refetch()} />}
            {schema && isKnown ? <EntityForm place={place} schema={schema} may={may} begun={begun} /> : !failed && <Loading />}
        </Page>
    );
}

function Edit({ place, id }: { place: Place; id: string }) {
    const { kind } = place;
    const { may, schema, failed } = useGround(kind);
    // What is there now is what is edited; whether it is still so is found out when it is saved.
    const asked = useQuery({ ...atQuery(place.workspace, onePath(place, id)), refetchOnMount: "always", refetchOnWindowFocus: false });
    const { error, refetch } = asked;
    const data = asked.isFetchedAfterMount ? asked.data : undefined;
    if (error instanceof Problem && error.kind === "not-found" && !data) {
        return <NotFound />;
    }
    const name = data ? nameOf(kind, data.value) : "";
    return (
        <Page
            title={data ? `${may.draft ? "Edit " : ""}${name}` : `Edit ${kind.one}`}
            above={
                <>
                    <Link {...toList(place)}>{kind.title}</Link>
                    {data && (
                        <>
                            {" / "}
                            <Link {...toOne(place, data.value.id)}>
                                <bdi>{name}</bdi>
                            </Link>
                        </>
                    )}
                </>
            }
            about={kind.about}
        >
            {/* What was typed stays below, whatever became of what was asked again. */}
            {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
            {failed && <ProblemNotice problem={failed.error} onRetry={() => void failed.refetch()} />}
            {schema && data ? (
                <EntityForm place={place} schema={schema} may={may} loaded={data.value} etag={data.etag} />
            ) : (
                !error && !failed && <Loading />
            )}
        </Page>
    );
}
