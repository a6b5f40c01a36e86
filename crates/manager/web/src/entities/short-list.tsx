import { useState } from "react";

import { Button, LinkButton } from "../ui/button.tsx";
import { Cell } from "./cell.tsx";
import { shownColumns } from "./columns.ts";
import { DeleteDialog } from "./delete-dialog.tsx";
import { countOf } from "./dependants.ts";
import { type Entity, type Listed, nameOf } from "./entity.ts";
import { useMay } from "./may.ts";
import { type Place, toEdit, toOne } from "./place.ts";
import { copies, type RowAct, RowMenu } from "./row-menu.tsx";

/** How many are shown of a list that is one of several on a page. */
const SHOWN = 10;

/** A short list, as one of several on a page. */
export function ListTableOf({ place, list, actsOf }: { place: Place; list: Listed; actsOf?: (entity: Entity) => RowAct[] }) {
    const may = useMay();
    const [from, goTo] = useState<number>();
    const [doomed, doom] = useState<Entity>();
    const columns = shownColumns(place.kind, undefined);
    const count = list.data.length;
    const [first, last] = windowOf(count, from);
    const entities = list.data.slice(first, last);
    return (
        <div className="short-list">
            <table aria-label={place.kind.title}>
                <thead>
                    <tr>
                        {columns.map(({ field, title }) => (
                            <th key={field} scope="col">
                                {title}
                            </th>
                        ))}
                        <th scope="col">
                            <span className="visually-hidden">What to do</span>
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {entities.map((entity) => (
                        <tr key={entity.id}>
                            {columns.map((column) => (
                                <td key={column.field}>
                                    <Cell column={column} entity={entity} workspace={place.workspace} name={nameOf(place.kind, entity)} onTag={undefined} onSwitch={undefined} />
                                </td>
                            ))}
                            <td className="of-acts">
                                <LinkButton {...toOne(place, entity.id)} className="small">
                                    View
                                    <span className="visually-hidden">
                                        {" "}
                                        <bdi>{nameOf(place.kind, entity)}</bdi>
                                    </span>
                                </LinkButton>
                                {may.draft && place.kind.within && (
                                    <LinkButton {...toEdit(place, entity.id)} className="small" tone="quiet">
                                        Edit
                                        <span className="visually-hidden">
                                            {" "}
                                            <bdi>{nameOf(place.kind, entity)}</bdi>
                                        </span>
                                    </LinkButton>
                                )}
                                <RowMenu
                                    name={nameOf(place.kind, entity)}
                                    actsOf={() => [
                                        ...copies(entity),
                                        ...(actsOf?.(entity) ?? []),
                                        ...(may.write && place.kind.within ? [{ id: "delete", label: "Delete…", run: () => doom(entity), isDanger: true }] : []),
                                    ]}
                                />
                            </td>
                        </tr>
                    ))}
                </tbody>
            </table>
            {count > entities.length && (
                <div className="list-status">
                    <p role="status">
                        {`${(first + 1).toLocaleString()} to ${last.toLocaleString()} of ${countOf(place.kind, count)}`}
                        {list.offset ? ", and there are more, which the Admin API tells." : "."}
                    </p>
                    {first > 0 && (
                        <Button tone="quiet" className="small" onPress={() => goTo(Math.max(0, first - MOST))}>
                            Show those before
                        </Button>
                    )}
                    {last < count && (
                        <Button tone="quiet" className="small" onPress={() => goTo(from === undefined ? 0 : last)}>
                            Show more
                        </Button>
                    )}
                </div>
            )}
            <DeleteDialog place={place} entity={doomed} onClose={() => doom(undefined)} />
        </div>
    );
}

/** Rows in the document at any time. */
const MOST = 50;

/** From where to where so many are shown: a few at first, then a page from some place on. */
export const windowOf = (count: number, from: number | undefined): [number, number] =>
    from === undefined ? [0, Math.min(SHOWN, count)] : [Math.min(from, Math.max(0, count - 1)), Math.min(from + MOST, count)];
