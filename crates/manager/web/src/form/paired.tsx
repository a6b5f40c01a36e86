import { Plus, X } from "lucide-react";
import { useState } from "react";
import { Input } from "react-aria-components";

import { said } from "../schema/draft.ts";
import { faultsAt } from "../schema/faults.ts";
import type { Field } from "../schema/field.ts";
import { lostIn, starsSay, typedOf, withoutLine } from "../schema/hidden.ts";
import { at, type Json, keyOf, type Path } from "../schema/value.ts";
import { labelOf } from "../schema/words.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { type Form, idOf, set } from "./form.ts";
import { Marks } from "./marks.tsx";
import { Prose } from "./prose.tsx";

/** Lists that belong together line by line, such as names and values, as one table. They stay lists where they are kept. */
export function PairedTable({ title, columns, below, form }: { title: string; columns: Field[]; below: Path; form: Form }) {
    const lists = columns.map((column) => listAt(form, [...below, column.name]));
    const length = Math.max(0, ...lists.map((list) => list.length));
    // Lines in which nothing is written yet are the table's own; the first is always there.
    const [least, keep] = useState(1);
    const lines = form.isReadOnly ? length : Math.max(length, least);
    const rows = Array.from({ length: lines }, (_, row) => lists.map((list) => list[row] ?? ""));
    const write = (rows: Json[][]) => {
        // Each column is a change of its own, and all of them are one.
        let draft = form.draft;
        columns.forEach((column, place) => {
            const list = untilLast(rows.map((row) => row[place] ?? ""));
            set({ ...form, draft, change: (changed) => (draft = changed) }, [...below, column.name], list.length === 0 ? null : list);
        });
        form.change(draft);
    };
    const remove = (row: number) => {
        keep(Math.max(1, rows.length - 1));
        const left = lists.map((list) => withoutLine(list, row));
        write(rows.slice(1).map((_, one) => left.map((list) => list[one] ?? "")));
    };
    const change = (row: number, place: number, text: string) =>
        write(rows.map((cells, one) => (one === row ? cells.map((cell, other) => (other === place ? text : cell)) : cells)));
    return (
        <div className="field paired" role="group" aria-label={title}>
            <table>
                <caption>{title}</caption>
                <thead>
                    <tr>
                        {columns.map((column) => (
                            <th key={column.name} scope="col" id={idOf([...below, column.name])}>
                                {form.words?.(keyOf([...below, column.name]))?.label ?? labelOf(column.name)}
                                <Marks field={column} path={[...below, column.name]} form={form} />
                            </th>
                        ))}
                        {!form.isReadOnly && <td />}
                    </tr>
                </thead>
                <tbody>
                    {rows.map((cells, row) => (
                        <tr key={row}>
                            {cells.map((cell, place) => {
                                const column = columns[place]!;
                                const isSecret = column.secret || column.elements?.secret === true;
                                const choices = column.elements?.oneOf;
                                return (
                                    <td key={column.name}>
                                        {choices ? (
                                            <select
                                                className="input"
                                                aria-label={`${labelOf(column.name)}, no. ${row + 1}`}
                                                disabled={form.isReadOnly}
                                                value={String(cell ?? "")}
                                                onChange={(event) => change(row, place, event.target.value)}
                                            >
                                                <option value="">–</option>
                                                {choices.map((choice) => (
                                                    <option key={choice}>{choice}</option>
                                                ))}
                                            </select>
                                        ) : (
                                        <Input
                                            className="input"
                                            aria-label={`${labelOf(column.name)}, no. ${row + 1}`}
                                            dir="auto"
                                            spellCheck={false}
                                            type={isSecret ? "password" : "text"}
                                            autoComplete={isSecret ? "new-password" : "off"}
                                            readOnly={form.isReadOnly}
                                            placeholder={starsSay(cell, form.isReadOnly) ?? ""}
                                            value={typedOf(cell)}
                                            onChange={(event) => change(row, place, event.target.value)}
                                        />
                                        )}
                                    </td>
                                );
                            })}
                            {!form.isReadOnly && (
                                <td>
                                    <IconButton label={`Remove line ${row + 1}`} onPress={() => remove(row)}>
                                        <X size={16} aria-hidden />
                                    </IconButton>
                                </td>
                            )}
                        </tr>
                    ))}
                </tbody>
            </table>
            {[...new Set(columns.flatMap((column) => faultsIn(form, [...below, column.name])))].map((fault) => (
                <p key={fault} className="fault">
                    {fault}
                </p>
            ))}
            {columns.map((column) => column.description && <p key={column.name} className="hint"><Prose text={column.description} /></p>)}
            {!form.isReadOnly && (
                <div>
                    <Button tone="quiet" className="small" onPress={() => keep(rows.length + 1)}>
                        <Plus size={14} aria-hidden /> Add a line
                    </Button>
                </div>
            )}
        </div>
    );
}

/** What is wrong with a column: what the gateway says, and secrets whose place has changed. */
const faultsIn = (form: Form, path: Path): string[] => [...faultsAt(form.faults, path), ...lostIn(said(form.draft, path), at(form.draft.loaded, path))];

/** A list without what is empty at its end: whoever has no value there says nothing. */
function untilLast(list: Json[]): Json[] {
    const last = list.findLastIndex((value) => value !== "" && value !== null);
    return list.slice(0, last + 1);
}

function listAt(form: Form, path: Path): Json[] {
    const value = said(form.draft, path);
    return Array.isArray(value) ? value : [];
}
