import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";

import { allQuery, schemaQuery } from "../api/entities.ts";
import { LinkButton } from "../ui/button.tsx";
import { Answered, both } from "../ui/answered.tsx";
import { Empty, Loading, ProblemNotice } from "../ui/marks.tsx";
import { Card } from "../ui/page.tsx";
import { labelOf } from "../schema/words.ts";
import { type CredentialKind, kindOfCredential, useCredentialKinds } from "./credentials.ts";
import type { Listed } from "./entity.ts";
import { ListTableOf } from "./short-list.tsx";
import { useMay } from "./may.ts";
import { type Place, toNew } from "./place.ts";

/** What proves who a consumer is: a list for each plugin that asks for such proof. */
export function CredentialsPart({ workspace, consumer }: { workspace: string; consumer: string }) {
    const { kinds, problem, isWaiting } = useCredentialKinds();
    if (isWaiting) {
        return <Loading />;
    }
    if (kinds.length === 0 && problem) {
        return <ProblemNotice problem={problem} />;
    }
    if (kinds.length === 0) {
        return <Empty title="This gateway has no plugin that keeps credentials." />;
    }
    return (
        <>
            {kinds.map((credential) => (
                <Credentials key={credential.path} workspace={workspace} consumer={consumer} credential={credential} />
            ))}
        </>
    );
}

type Asked = { workspace: string; consumer: string; credential: CredentialKind };

function Credentials({ workspace, consumer, credential }: Asked) {
    const schema = useQuery(schemaQuery(credential.schema));
    const list = useQuery(allQuery(workspace, ["consumers", consumer, credential.path]));
    const title = labelOf(credential.path);
    return (
        <Answered query={both(schema, list)} what={`Loading ${title}`}>
            {([schema, list]) => <Kept place={{ workspace, kind: kindOfCredential(credential, schema), within: { kind: "consumers", id: consumer } }} list={list} />}
        </Answered>
    );
}

function Kept({ place, list }: { place: Place; list: Listed }) {
    const may = useMay();
    const { kind } = place;
    return (
        <Card
            title={kind.title}
            actions={
                may.draft && (
                    <LinkButton {...toNew(place)} className="small">
                        <Plus size={14} aria-hidden />
                        New
                        <span className="visually-hidden"> {kind.one}</span>
                    </LinkButton>
                )
            }
        >
            {list.data.length === 0 ? <p className="quiet">None yet.</p> : <ListTableOf place={place} list={list} />}
        </Card>
    );
}
