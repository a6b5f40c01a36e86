import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";

import type { ListSearch } from "../app/router.tsx";
import { Button } from "../ui/button.tsx";
import { Empty, Loading, ProblemNotice } from "../ui/marks.tsx";
import { BulkBar } from "./bulk-bar.tsx";
import { type Bulk, BulkDialog } from "./bulk-dialog.tsx";
import { nextSort, shownColumns, withTag } from "./columns.ts";
import { DeleteDialog } from "./delete-dialog.tsx";
import { EmptyList } from "./empty-list.tsx";
import { type Entity, nameOf } from "./entity.ts";
import { ListFilter } from "./list-filter.tsx";
import { useListKeys } from "./list-keys.ts";
import { ListStatus } from "./list-status.tsx";
import { ListTable } from "./list-table.tsx";
import { useListed } from "./listed.ts";
import { useMay } from "./may.ts";
import { type Place, toEdit, toOne } from "./place.ts";
import { useNames } from "./references.tsx";
import { useRem } from "./rem.ts";
import { copies, type RowAct } from "./row-menu.tsx";
import { SwitchDialog } from "./switch-dialog.tsx";
import { fitting } from "./widths.ts";
import "./list.css";

const NONE: ReadonlySet<string> = new Set();

/** A list of entities, wherever it stands: what it is narrowed to is in the address. */
export function EntityList({ place, actsOf }: { place: Place; actsOf?: (entity: Entity) => RowAct[] }) {
    const search: ListSearch = useSearch({ strict: false });
    const navigate = useNavigate();
    const narrow = useCallback(
        (change: ListSearch) => void navigate({ to: ".", search: (before: object) => ({ ...before, ...change }), replace: true }),
        [navigate],
    );
    const may = useMay();
    const names = useNames(place.workspace, place.kind);
    const list = useListed(place, search, names);
    const [rem, measure] = useRem();
    const { order } = list;
    const usual = useMemo(() => fitting(shownColumns(place.kind, undefined), rem, order?.field), [place.kind, rem, order?.field]);
    // What somebody chose stays, and is scrolled to.
    const columns = useMemo(() => (search.columns === undefined ? usual : shownColumns(place.kind, search.columns)), [place.kind, search.columns, usual]);
    const [marked, mark] = useState(NONE);
    const [current, setCurrent] = useState(search.made);
    const [bulk, act] = useState<Bulk>();
    const [doomed, doom] = useState<Entity>();
    const [switched, ask] = useState<Entity>();
    const chosen = list.entities.filter(({ id }) => marked.has(id));
    const toggle = (id: string) => {
        const now = new Set(marked);
        mark(now.delete(id) ? now : now.add(id));
    };
    const view = (entity: Entity) => void navigate(toOne(place, entity.id));
    const edit = (entity: Entity) => void navigate(toEdit(place, entity.id));
    useListKeys({ entities: list.entities, current, onCurrent: setCurrent, onView: view, onEdit: edit, onMark: may.write ? toggle : undefined });

    if (list.problem) {
        return <ProblemNotice problem={list.problem} onRetry={list.retry} />;
    }
    if (list.isWaiting && list.loaded === 0 && list.entities.length === 0) {
        return <Loading what={`Loading ${place.kind.title.toLowerCase()}`} />;
    }
    const isNarrowed = Boolean(search.named ?? search.tags);
    if (list.loaded === 0 && !isNarrowed) {
        return <EmptyList place={place} may={may} />;
    }
    return (
        <div className="list-part" ref={measure}>
            <ListFilter kind={place.kind} search={search} columns={columns} usual={usual} narrow={narrow} />
            {list.entities.length === 0 && !list.isWaiting ? (
                <Empty
                    title={`No ${place.kind.one} is like that.`}
                    action={<Button onPress={() => narrow({ named: undefined, tags: undefined })}>Show all</Button>}
                >
                    {!list.isWhole && <p>Not all of them are loaded; beyond that, only a whole name or ID is found.</p>}
                </Empty>
            ) : (
                <ListTable
                    kind={place.kind}
                    workspace={place.workspace}
                    entities={list.entities}
                    columns={columns}
                    rem={rem}
                    isWhole={list.isWhole}
                    order={order}
                    onSort={(field) => narrow({ sort: nextSort(order, field) })}
                    marked={may.write ? marked : undefined}
                    onMark={toggle}
                    onMarkAll={() => mark(chosen.length === list.entities.length ? NONE : new Set(list.entities.map(({ id }) => id)))}
                    current={current}
                    onCurrent={setCurrent}
                    onTag={(tag) => narrow({ tags: withTag(search.tags, tag) })}
                    onSwitch={may.write ? ask : undefined}
                    onEnd={list.loadMore}
                    toOne={(entity) => toOne(place, entity.id)}
                    actsOf={(entity) => [
                        { id: "view", label: "View", run: () => view(entity) },
                        ...(may.draft ? [{ id: "edit", label: "Edit", run: () => edit(entity) }] : []),
                        ...copies(entity),
                        ...(actsOf?.(entity) ?? []),
                        ...(may.write ? [{ id: "delete", label: "Delete…", run: () => doom(entity), isDanger: true }] : []),
                    ]}
                />
            )}
            <ListStatus kind={place.kind} list={list} isNarrowed={isNarrowed} isOrdered={search.sort !== undefined} onAll={() => narrow({ all: "yes" })} />
            {chosen.length > 0 && <BulkBar kind={place.kind} entities={chosen} onAct={(action) => act({ action, entities: chosen })} onClear={() => mark(NONE)} />}
            <BulkDialog
                place={place}
                bulk={bulk}
                onClose={() => act(undefined)}
                onDone={(left) => {
                    act(undefined);
                    mark(new Set(left));
                }}
            />
            <DeleteDialog place={place} entity={doomed} onClose={() => doom(undefined)} />
            <SwitchDialog place={place} entity={switched} name={switched ? nameOf(place.kind, switched) : ""} onClose={() => ask(undefined)} />
        </div>
    );
}
