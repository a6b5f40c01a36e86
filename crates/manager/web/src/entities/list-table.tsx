import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useEffect, useRef, useState } from "react";

import type { Order } from "./columns.ts";
import type { Entity } from "./entity.ts";
import type { Column, Kind } from "./kinds.ts";
import { classOf, type Hands, ListRow } from "./list-row.tsx";
import type { RowAct } from "./row-menu.tsx";
import { leastWidth, widthsOf } from "./widths.ts";

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
    /** How wide the list may be, in rem. */
    rem: number;
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
    toOne: Hands["toOne"];
    actsOf: (entity: Entity) => RowAct[];
};

/** The rows of a list, of which only those are drawn that are seen. */
export function ListTable(rows: Rows) {
    const { kind, workspace, entities, columns, rem, isWhole, order, onSort, marked, onMarkAll, onSwitch, onEnd } = rows;
    const hands = useHands(rows);
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
    const widths = widthsOf(columns, rem);
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
                // What is beyond the page is scrolled to; the first column alone gives way instead.
                style={{ minWidth: columns.length > 1 ? `${leastWidth(columns)}rem` : "100%" }}
            >
                <thead>
                    <tr aria-rowindex={1}>
                        {marked && (
                            <th scope="col" className="of-mark">
                                <MarkAll marked={marked} entities={entities} onMarkAll={onMarkAll} />
                            </th>
                        )}
                        {columns.map((column, place) => (
                            <Heading key={column.field} column={column} width={widths[place]!} place={place} order={order} onSort={onSort} />
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
                        return (
                            <ListRow
                                key={entity.id}
                                kind={kind}
                                workspace={workspace}
                                columns={columns}
                                entity={entity}
                                index={index}
                                isReached={isReached}
                                isCurrent={rows.current === entity.id}
                                isMarked={marked?.has(entity.id)}
                                canSwitch={onSwitch !== undefined}
                                hands={hands}
                            />
                        );
                    })}
                    <Gap height={last ? virtual.getTotalSize() + ROW - last.end : 0} width={width} />
                </tbody>
            </table>
        </div>
    );
}

/** What rows call. It stays the same, so that a row is drawn again only when it is another one. */
function useHands(rows: Rows): Hands {
    const latest = useRef(rows);
    latest.current = rows;
    const [hands] = useState(
        (): Hands => ({
            mark: (entity) => latest.current.onMark(entity.id),
            reach: (entity) => latest.current.onCurrent(entity.id),
            narrow: (tag) => latest.current.onTag(tag),
            turn: (entity) => latest.current.onSwitch?.(entity),
            toOne: (entity) => latest.current.toOne(entity),
            actsOf: (entity) => latest.current.actsOf(entity),
        }),
    );
    return hands;
}

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

type Headed = { column: Column; width: number; place: number; order: Order | undefined; onSort: (field: string) => void };

function Heading({ column, width, place, order, onSort }: Headed) {
    const { field, title } = column;
    const isOrdered = order?.field === field;
    const Sign = order?.isDown ? ArrowDown : ArrowUp;
    return (
        <th scope="col" className={classOf(column, place)} style={{ width: `${width}rem` }} aria-sort={isOrdered ? (order.isDown ? "descending" : "ascending") : undefined}>
            <button type="button" className="heading" onClick={() => onSort(field)}>
                <span className="cut">{title}</span>
                {isOrdered && <Sign size={13} aria-hidden />}
            </button>
        </th>
    );
}
