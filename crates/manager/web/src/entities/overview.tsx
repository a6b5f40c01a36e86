import { useQuery } from "@tanstack/react-query";

import { schemaQuery } from "../api/entities.ts";
import { Answered } from "../ui/answered.tsx";
import { Moment } from "../ui/marks.tsx";
import { Card } from "../ui/page.tsx";
import { tagsOf } from "./bulk.ts";
import { readCertificate } from "./certificate.ts";
import { Scope } from "./cell.tsx";
import { ChainCard, ServiceChainCard } from "./chain-card.tsx";
import { schemaOf } from "./credentials.ts";
import { Ends } from "./ends.tsx";
import type { Entity } from "./entity.ts";
import type { Kind } from "./kinds.ts";
import type { Place } from "./place.ts";
import { toldBy } from "./told.ts";
import { ToldList } from "./told-list.tsx";

/** What an entity is, and what comes of it. */
export function Overview({ place, entity }: { place: Place; entity: Entity }) {
    const { workspace, kind } = place;
    return (
        <div className="overview">
            <div>
                {kind.path === "routes" && <ChainCard workspace={workspace} route={entity.id} />}
                {kind.path === "services" && <ServiceChainCard workspace={workspace} service={entity.id} />}
                <Settings kind={kind} entity={entity} workspace={workspace} />
            </div>
            <About kind={kind} entity={entity} workspace={workspace} />
        </div>
    );
}

/** The schema that tells what an entity of a kind says: of a plugin, that of its own. */
const schemaNameOf = (kind: Kind, entity: Entity): string => (kind.path === "plugins" ? `plugins/${String(entity.name)}` : schemaOf(kind));

function Settings({ kind, entity, workspace }: { kind: Kind; entity: Entity; workspace: string }) {
    const schema = useQuery(schemaQuery(schemaNameOf(kind, entity)));
    return (
        <Card title="What is set">
            <Answered query={schema}>{({ fields }) => <ToldList told={toldBy(fields, entity, kind.first)} workspace={workspace} />}</Answered>
        </Card>
    );
}

/** What is known of every kind, and when. */
function About({ kind, entity, workspace }: { kind: Kind; entity: Entity; workspace: string }) {
    const tags = tagsOf(entity);
    const certificate = readCertificate(entity.cert);
    const moment = (field: string) => (typeof entity[field] === "number" ? entity[field] : undefined);
    return (
        <Card title="About it">
            <dl className="about-list">
                {kind.path === "plugins" && (
                    <>
                        <dt>Applies to</dt>
                        <dd>
                            <Scope entity={entity} workspace={workspace} />
                        </dd>
                    </>
                )}
                {certificate && (
                    <>
                        <dt>Subject</dt>
                        <dd>
                            <bdi>{certificate.subject}</bdi>
                        </dd>
                        <dt>Issued by</dt>
                        <dd>
                            <bdi>{certificate.issuer}</bdi>
                        </dd>
                        <dt>Ends</dt>
                        <dd>
                            <Ends seconds={certificate.expires} />
                        </dd>
                    </>
                )}
                <dt>Tags</dt>
                <dd className="chips">
                    {tags.length === 0 && <span className="quiet">None</span>}
                    {tags.map((tag) => (
                        <span key={tag} className="chip still">
                            <bdi>{tag}</bdi>
                        </span>
                    ))}
                </dd>
                <dt>Changed</dt>
                <dd>
                    <Moment seconds={moment("updated_at")} />
                </dd>
                <dt>Made</dt>
                <dd>
                    <Moment seconds={moment("created_at")} />
                </dd>
            </dl>
        </Card>
    );
}
