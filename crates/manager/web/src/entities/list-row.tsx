import { Link } from "@tanstack/react-router";
import { memo } from "react";

import { niceName } from "../plugins/names.ts";
import { LinkButton } from "../ui/button.tsx";
import { Cell } from "./cell.tsx";
import { valueOf } from "./columns.ts";
import { type Entity, nameOf } from "./entity.ts";
import type { Column, Kind } from "./kinds.ts";
import type { toOne } from "./place.ts";
import { type RowAct, RowMenu } from "./row-menu.tsx";

/** What a row can ask for. */
export type Hands = {
    mark: (entity: Entity) => void;
    reach: (entity: Entity) => void;
    narrow: (tag: string) => void;
    turn: (entity: Entity) => void;
    toOne: (entity: Entity) => ReturnType<typeof toOne>;
    actsOf: (entity: Entity) => RowAct[];
};

type Shown = {
    kind: Kind;
    workspace: string;
    columns: Column[];
    entity: Entity;
    index: number;
    /** Whether the tab key comes to it, of all rows. */
    isReached: boolean;
    isCurrent: boolean;
    /** Nothing, where marking leads to nothing. */
    isMarked: boolean | undefined;
    canSwitch: boolean;
    hands: Hands;
};

/** A row of a list. */
export const ListRow = memo(function ListRow(row: Shown) {
    const { kind, workspace, columns, entity, index, isReached, isCurrent, isMarked, canSwitch, hands } = row;
    const name = nameOf(kind, entity);
    const to = hands.toOne(entity);
    return (
        <tr
            data-id={entity.id}
            aria-rowindex={index + 2}
            aria-selected={isMarked}
            data-current={isCurrent || undefined}
            tabIndex={isReached ? 0 : -1}
            onClick={() => hands.reach(entity)}
        >
            {isMarked !== undefined && (
                <td className="of-mark">
                    <input type="checkbox" aria-label={`Mark ${name}`} checked={isMarked} onChange={() => hands.mark(entity)} />
                </td>
            )}
            {columns.map((column, place) => (
                <td key={column.field} className={classOf(column, place)}>
                    {place === 0 ? (
                        <Link {...to} className="cut first" title={name}>
                            <bdi>{firstOf(kind, column, entity)}</bdi>
                        </Link>
                    ) : (
                        <Cell
                            column={column}
                            entity={entity}
                            workspace={workspace}
                            name={name}
                            onTag={hands.narrow}
                            onSwitch={canSwitch ? () => hands.turn(entity) : undefined}
                        />
                    )}
                </td>
            ))}
            <td className="of-acts">
                <LinkButton {...to} className="small">
                    View
                    <span className="visually-hidden">
                        {" "}
                        <bdi>{name}</bdi>
                    </span>
                </LinkButton>
                <RowMenu name={name} actsOf={() => hands.actsOf(entity)} />
            </td>
        </tr>
    );
});

/** How wide a column is, as a class. */
export const classOf = ({ shown = "text", isNarrow }: Column, place: number): string =>
    `of-${shown}${place === 0 ? " of-first" : ""}${isNarrow ? " of-narrow" : ""}`;

/** What stands in the first column, which leads to the page of the one: its name, or what is known instead. */
function firstOf(kind: Kind, column: Column, entity: Entity): string {
    const value = column.shown === "plugin" ? niceName(String(entity.name)) : valueOf(column, entity);
    return typeof value === "string" && value !== "" && column.field !== "id" ? value : nameOf(kind, entity);
}
