import type { Column } from "./kinds.ts";

/** Rem that a row needs besides its columns: for its mark, for what to do with it, and for the bar that scrolls. */
const BESIDES = 12;

/** Rem that the first column has at least: it says which one it is. */
const FIRST = 15;

const LEAST: Readonly<Record<NonNullable<Column["shown"]>, number>> = {
    text: 8,
    list: 8,
    link: 8,
    code: 8,
    plugin: 8,
    scope: 11,
    tags: 10,
    switch: 6.5,
    moment: 8.5,
    expiry: 11,
};

/** What has no use for more than that. */
const FIXED: readonly Column["shown"][] = ["switch", "moment", "expiry"];

/** What gives way first where there is no room: the moments, then what is narrow, then the tags, then the rest from its end. */
const RANKS: readonly ((column: Column) => boolean)[] = [
    ({ shown }) => shown === "moment",
    ({ isNarrow }) => isNarrow === true,
    ({ shown }) => shown === "tags",
    ({ shown }) => shown !== "switch" && shown !== "expiry",
    () => true,
];

/** How wide a column is at least, in rem. */
const leastOf = ({ shown = "text", isNarrow }: Column, place: number): number => (place === 0 ? FIRST : isNarrow ? 6.25 : LEAST[shown]);

/** How wide a list of these columns is at least, in rem. */
export const leastWidth = (columns: readonly Column[]): number => columns.reduce((sum, column, place) => sum + leastOf(column, place), BESIDES);

/** Those of the columns that fit into so many rem. The first stays, and the one by which the list is in order. */
export function fitting(columns: readonly Column[], rem: number, ordered: string | undefined): Column[] {
    let left = [...columns];
    for (const isOf of RANKS) {
        for (const column of [...columns].reverse()) {
            if (leastWidth(left) <= rem) {
                return left;
            }
            if (column !== columns[0] && column.field !== ordered && isOf(column)) {
                left = left.filter((one) => one !== column);
            }
        }
    }
    return left;
}

/** How wide each column is, in rem: what is left of so many goes to those that have use for it, and twice as much to the first. */
export function widthsOf(columns: readonly Column[], rem: number): number[] {
    const shares = columns.map(({ shown, isNarrow }, place) => (place === 0 ? 2 : isNarrow || FIXED.includes(shown) ? 0 : 1));
    const all = shares.reduce<number>((sum, share) => sum + share, 0);
    const slack = Math.max(0, rem - leastWidth(columns));
    return columns.map((column, place) => leastOf(column, place) + (slack * shares[place]!) / all);
}
