import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { ask, inWorkspace } from "../api/client.ts";
import { allQuery } from "../api/entities.ts";
import { begin, said } from "../schema/draft.ts";
import { NONE } from "../schema/faults.ts";
import { readSchema } from "../schema/field.ts";
import { ReferenceField } from "../form/reference.tsx";
import { Button } from "../ui/button.tsx";
import { Answered } from "../ui/answered.tsx";
import { ProblemNotice } from "../ui/marks.tsx";
import { Card } from "../ui/page.tsx";
import { toast } from "../ui/toast.tsx";
import { idIn } from "./columns.ts";
import { bondField } from "./comeback.ts";
import { type Entity, nameOf } from "./entity.ts";
import { useMay } from "./may.ts";
import { listPath, type Place } from "./place.ts";
import { ListTableOf } from "./short-list.tsx";
import { forget } from "./write.ts";

/** What belongs to one without being its own: the consumers of a group, the groups of a consumer. */
export function BondPart({ place }: { place: Place }) {
    const { workspace, kind } = place;
    const may = useMay();
    const queries = useQueryClient();
    const list = useQuery(allQuery(workspace, listPath(place)));
    const [problem, tell] = useState<unknown>();
    const write = async (work: () => Promise<unknown>, done: string) => {
        tell(undefined);
        try {
            await work();
            toast(done);
        } catch (problem) {
            tell(problem);
        }
        await forget(queries, workspace);
    };
    const join = (id: string) =>
        write(
            () => ask(inWorkspace(workspace, ...listPath(place)), { method: "POST", body: { [bondField(kind.path)]: id } }),
            `Added the ${kind.one}.`,
        );
    const leave = (entity: Entity) =>
        write(
            () => ask(inWorkspace(workspace, ...listPath(place), entity.id), { method: "DELETE" }),
            `Removed ${nameOf(kind, entity)}.`,
        );
    return (
        <Card title={kind.path === "consumers" ? "Members" : "Member of"}>
            <div className="stack">
                {problem !== undefined && <ProblemNotice problem={problem} />}
                <Answered query={list}>
                    {(list) =>
                        list.data.length === 0 ? (
                            <p className="quiet">None yet.{may.write && " Find one below, and add it."}</p>
                        ) : (
                            <ListTableOf
                                place={{ workspace, kind }}
                                list={list}
                                actsOf={(entity) => (may.write ? [{ id: "leave", label: "Remove from here", run: () => void leave(entity) }] : [])}
                            />
                        )
                    }
                </Answered>
                {may.write && <Join place={place} onJoin={join} />}
            </div>
        </Card>
    );
}

function Join({ place: { workspace, kind }, onJoin }: { place: Place; onJoin: (id: string) => Promise<void> }) {
    const [draft, change] = useState(begin());
    const name = bondField(kind.path);
    const [field] = readSchema({ fields: [{ [name]: { type: "foreign", reference: kind.path } }] }).fields;
    const id = idIn(said(draft, [name]));
    return (
        <form
            className="join"
            onSubmit={(event) => {
                event.preventDefault();
                if (id !== undefined) {
                    void onJoin(id).then(() => change(begin()));
                }
            }}
        >
            <ReferenceField field={field!} path={[name]} form={{ draft, change, faults: NONE, workspace, isNew: true, isReadOnly: false }} />
            <Button type="submit" isDisabled={id === undefined}>
                Add {kind.one}
            </Button>
        </form>
    );
}
