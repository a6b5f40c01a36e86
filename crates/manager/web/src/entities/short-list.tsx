import { useState } from "react";

import { LinkButton } from "../ui/button.tsx";
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
    const [isWhole, showWhole] = useState(false);
    const [doomed, doom] = useState<Entity>();
    const columns = shownColumns(place.kind, undefined);
    // Of more than fits a page, the rest is found by the Admin API, or by the list of its own.
    const entities = list.data.slice(0, isWhole ? MOST : SHOWN);
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
            {list.data.length > entities.length && (
                <p className="quiet">
                    {countOf(place.kind, list.data.length)}
                    {list.offset ? " and more" : ""}.{" "}
                    {!isWhole && (
                        <button type="button" className="button quiet small" onClick={() => showWhole(true)}>
                            Show more
                        </button>
                    )}
                </p>
            )}
            <DeleteDialog place={place} entity={doomed} onClose={() => doom(undefined)} />
        </div>
    );
}

/** Rows in the document at any time. */
const MOST = 50;
