import { Link } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useEffect, useRef } from "react";

import { niceName } from "../plugins/names.ts";
import { LinkButton } from "../ui/button.tsx";
import { Cell } from "./cell.tsx";
import { type Order, valueOf } from "./columns.ts";
import { type Entity, nameOf } from "./entity.ts";
import type { Column, Kind } from "./kinds.ts";
import { type RowAct, RowMenu } from "./row-menu.tsx";

/** Pixels: a row is as high as the heading, so that a place in the list is known before it is drawn. */
const ROW = 46;

/** Rows that are drawn above and below what is seen. */
const BESIDE = 5;

/** How near its end a list is when more is loaded. */
const NEAR = 20;

export type Rows = {
    kind: Kind;
    workspace: string;
    entities: Entity[];
    columns: Column[];
    isWhole: boolean;
    order: Order | undefined;
    onSort: (field: string) => void;
    /** Those that are marked; nothing, where marking leads to nothing. */
    marked: ReadonlySet<string> | undefined;
    onMark: (id: string) => void;
    onMarkAll: () => void;
    /** The one that the keys are at. */
    current: string | undefined;
    onCurrent: (id: string) => void;
    onTag: (tag: string) => void;
    onSwitch: ((entity: Entity) => void) | undefined;
    onEnd: () => void;
    toOne: (entity: Entity) => { to: string; params: object; search: object };
    actsOf: (entity: Entity) => RowAct[];
};

/** The rows of a list, of which only those are drawn that are seen. */
export function ListTable(rows: Rows) {
    const { kind, entities, columns, isWhole, order, onSort, marked, onMarkAll, onEnd } = rows;
    const frame = useRef<HTMLDivElement>(null);
    const virtual = useVirtualizer({
        count: entities.length,
        getScrollElement: () => frame.current,
        estimateSize: () => ROW,
        overscan: BESIDE,
        scrollMargin: ROW,
        scrollPaddingStart: ROW,
    });
    const items = virtual.getVirtualItems();
    const [first, last] = [items[0], items.at(-1)];
    useEffect(() => {
        if (last && last.index >= entities.length - NEAR) {
            onEnd();
        }
    }, [last?.index, entities.length, onEnd]);
    useCurrent(rows, frame, (index) => virtual.scrollToIndex(index));
    const width = columns.length + (marked ? 2 : 1);
    const hasCurrent = items.some(({ index }) => entities[index]?.id === rows.current);
    return (
        <div className="list-frame" ref={frame}>
            <table
                className="list"
                role="grid"
                aria-label={kind.title}
                aria-rowcount={isWhole ? entities.length + 1 : -1}
                aria-multiselectable={marked ? true : undefined}
                style={{ minWidth: `${widthOf(columns)}rem` }}
            >
                <thead>
                    <tr aria-rowindex={1}>
                        {marked && (
                            <th scope="col" className="of-mark">
                                <MarkAll marked={marked} entities={entities} onMarkAll={onMarkAll} />
                            </th>
                        )}
                        {columns.map((column, place) => (
                            <Heading key={column.field} column={column} place={place} order={order} onSort={onSort} />
                        ))}
                        <th scope="col" className="of-acts">
                            <span className="visually-hidden">What to do</span>
                        </th>
                    </tr>
                </thead>
                <tbody>
                    <Gap height={first ? first.start - ROW : 0} width={width} />
                    {items.map(({ index }) => {
                        const entity = entities[index]!;
                        const isReached = hasCurrent ? entity.id === rows.current : index === first?.index;
                        return <Row key={entity.id} rows={rows} entity={entity} index={index} isReached={isReached} />;
                    })}
                    <Gap height={last ? virtual.getTotalSize() + ROW - last.end : 0} width={width} />
                </tbody>
            </table>
        </div>
    );
}

/** How wide a list is at least: what is beyond the page is scrolled to. */
const widthOf = (columns: Column[]): number => columns.reduce((sum, { isNarrow }) => sum + (isNarrow ? 6 : 8), 16);

/** How wide a column is, as a class. */
const classOf = ({ shown = "text", isNarrow }: Column, place: number): string =>
    `of-${shown}${place === 0 ? " of-first" : ""}${isNarrow ? " of-narrow" : ""}`;

/** The place of the rows that are not drawn. */
const Gap = ({ height, width }: { height: number; width: number }) =>
    height > 0 ? (
        <tr className="gap" aria-hidden>
            <td colSpan={width} style={{ height }} />
        </tr>
    ) : null;

/** Brings the row into sight, and the focus to it, when the keys come to another. */
function useCurrent({ current, entities }: Rows, frame: React.RefObject<HTMLDivElement | null>, scrollTo: (index: number) => void): void {
    const wanted = useRef<string>(undefined);
    useEffect(() => {
        const index = entities.findIndex(({ id }) => id === current);
        if (index >= 0) {
            wanted.current = current;
            scrollTo(index);
        }
        // Only another row moves anything: the list may change below the one that is read.
    }, [current]);
    useEffect(() => {
        if (wanted.current === undefined) {
            return;
        }
        const row = frame.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(wanted.current)}"]`);
        if (row) {
            wanted.current = undefined;
            if (!row.contains(document.activeElement)) {
                row.focus({ preventScroll: true });
            }
        }
    });
}

function MarkAll({ marked, entities, onMarkAll }: { marked: ReadonlySet<string>; entities: Entity[]; onMarkAll: () => void }) {
    const isSome = marked.size > 0;
    const isAll = isSome && entities.every(({ id }) => marked.has(id));
    return (
        <input
            type="checkbox"
            aria-label={`Mark all ${entities.length} that are loaded`}
            checked={isAll}
            ref={(box) => {
                if (box) {
                    box.indeterminate = isSome && !isAll;
                }
            }}
            onChange={onMarkAll}
        />
    );
}

type Headed = { column: Column; place: number; order: Order | undefined; onSort: (field: string) => void };

function Heading({ column, place, order, onSort }: Headed) {
    const { field, title } = column;
    const isOrdered = order?.field === field;
    const Sign = order?.isDown ? ArrowDown : ArrowUp;
    return (
        <th scope="col" className={classOf(column, place)} aria-sort={isOrdered ? (order.isDown ? "descending" : "ascending") : undefined}>
            <button type="button" className="heading" onClick={() => onSort(field)}>
                {title}
                {isOrdered && <Sign size={13} aria-hidden />}
            </button>
        </th>
    );
}

function Row({ rows, entity, index, isReached }: { rows: Rows; entity: Entity; index: number; isReached: boolean }) {
    const { kind, columns, workspace, marked, onMark, onCurrent, onTag, onSwitch, toOne, actsOf } = rows;
    const name = nameOf(kind, entity);
    const isMarked = marked?.has(entity.id) ?? false;
    return (
        <tr
            data-id={entity.id}
            aria-rowindex={index + 2}
            aria-selected={marked ? isMarked : undefined}
            data-current={rows.current === entity.id || undefined}
            tabIndex={isReached ? 0 : -1}
            onClick={() => onCurrent(entity.id)}
        >
            {marked && (
                <td className="of-mark">
                    <input type="checkbox" aria-label={`Mark ${name}`} checked={isMarked} onChange={() => onMark(entity.id)} />
                </td>
            )}
            {columns.map((column, place) => (
                <td key={column.field} className={classOf(column, place)}>
                    {place === 0 ? (
                        <Link {...toOne(entity)} className="cut first" title={name}>
                            <bdi>{firstOf(kind, column, entity)}</bdi>
                        </Link>
                    ) : (
                        <Cell
                            column={column}
                            entity={entity}
                            workspace={workspace}
                            name={name}
                            onTag={onTag}
                            onSwitch={onSwitch && (() => onSwitch(entity))}
                        />
                    )}
                </td>
            ))}
            <td className="of-acts">
                <LinkButton {...toOne(entity)} className="small">
                    View
                    <span className="visually-hidden">
                        {" "}
                        <bdi>{name}</bdi>
                    </span>
                </LinkButton>
                <RowMenu name={name} acts={actsOf(entity)} />
            </td>
        </tr>
    );
}

/** What stands in the first column, which leads to the page of the one: its name, or what is known instead. */
function firstOf(kind: Kind, column: Column, entity: Entity): string {
    const value = column.shown === "plugin" ? niceName(String(entity.name)) : valueOf(column, entity);
    return typeof value === "string" && value !== "" && column.field !== "id" ? value : nameOf(kind, entity);
}
