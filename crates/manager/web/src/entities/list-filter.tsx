import { Columns3, Search, Tag, X } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { Button as AriaButton, Input, Menu, MenuItem, MenuTrigger, Popover, SearchField, TextField } from "react-aria-components";

import type { ListSearch } from "../app/router.tsx";
import { faultOfTags, MOST_TAGS, saidColumns, tagsIn, tagsOfText, withoutTag, withTag } from "./columns.ts";
import type { Column, Kind } from "./kinds.ts";

type Narrowed = { kind: Kind; search: ListSearch; /** Those that are shown now. */ columns: Column[]; /** Those that are shown where nobody chose. */ usual: Column[]; narrow: (change: ListSearch) => void };

/** How long somebody types before it is looked for, in milliseconds. */
const PAUSE = 200;

/** What a list is narrowed to, and what it shows. */
export function ListFilter({ kind, search, columns, usual, narrow }: Narrowed) {
    return (
        <div className="list-filter">
            <NameFilter search={search} narrow={narrow} />
            <TagFilter search={search} narrow={narrow} />
            <ColumnChooser kind={kind} columns={columns} usual={usual} narrow={narrow} />
        </div>
    );
}

function NameFilter({ search: { named = "" }, narrow }: Pick<Narrowed, "search" | "narrow">) {
    const [typed, type] = useState(named);
    const told = useRef(named);
    useEffect(() => {
        // The address became another one: by the way back, or by a link.
        if (named !== told.current) {
            told.current = named;
            type(named);
        }
    }, [named]);
    useEffect(() => {
        const wanted = typed.trim();
        if (wanted === told.current) {
            return;
        }
        const timer = setTimeout(() => {
            told.current = wanted;
            narrow({ named: wanted || undefined });
        }, PAUSE);
        return () => clearTimeout(timer);
    }, [typed, narrow]);
    return (
        <SearchField aria-label="Name or ID" value={typed} onChange={type} className="sought" data-filter>
            <Search size={16} aria-hidden />
            <Input className="input" placeholder="Name or ID" dir="auto" spellCheck={false} />
            <AriaButton className="icon-button">
                <X size={14} aria-hidden />
            </AriaButton>
        </SearchField>
    );
}

function TagFilter({ search: { tags }, narrow }: Pick<Narrowed, "search" | "narrow">) {
    const [typed, type] = useState("");
    const [fault, tell] = useState<string>();
    const described = useId();
    const chosen = tagsIn(tags);
    const more = tagsOfText(typed);
    return (
        <div className="tag-filter">
            {chosen.map((tag) => (
                <button key={tag} type="button" className="chip chosen" onClick={() => narrow({ tags: withoutTag(tags, tag) })}>
                    <Tag size={12} aria-hidden />
                    <bdi>{tag}</bdi>
                    <X size={12} aria-hidden />
                    <span className="visually-hidden">: no longer only those with this tag</span>
                </button>
            ))}
            {chosen.length < MOST_TAGS && (
                <form
                    onSubmit={(event) => {
                        event.preventDefault();
                        const fault = faultOfTags(tags, more);
                        tell(fault);
                        if (fault === undefined) {
                            narrow({ tags: more.reduce(withTag, tags) });
                            type("");
                        }
                    }}
                >
                    <TextField
                        aria-label="Tag"
                        aria-describedby={fault === undefined ? undefined : described}
                        value={typed}
                        onChange={(text) => {
                            type(text);
                            tell(undefined);
                        }}
                        isInvalid={fault !== undefined}
                        validationBehavior="aria"
                        className="sought tagged"
                    >
                        <Tag size={15} aria-hidden />
                        <Input className="input" placeholder="Tag" dir="auto" spellCheck={false} />
                    </TextField>
                    {fault !== undefined && (
                        <p id={described} className="fault" role="alert">
                            {fault}
                        </p>
                    )}
                </form>
            )}
        </div>
    );
}

function ColumnChooser({ kind, columns, usual, narrow }: Omit<Narrowed, "search">) {
    const shown = columns.map(({ field }) => field);
    return (
        <MenuTrigger>
            <AriaButton className="button quiet columns">
                <Columns3 size={16} aria-hidden />
                Columns
            </AriaButton>
            <Popover className="popover" placement="bottom end">
                <Menu
                    className="menu"
                    aria-label="Columns that are shown"
                    selectionMode="multiple"
                    disallowEmptySelection
                    selectedKeys={shown}
                    onSelectionChange={(keys) => {
                        const fields = keys === "all" ? kind.columns.map(({ field }) => field) : [...keys].map(String);
                        narrow({ columns: saidColumns(kind, new Set(fields), usual) });
                    }}
                >
                    {kind.columns.map(({ field, title }) => (
                        <MenuItem key={field} id={field} className="option">
                            {title}
                        </MenuItem>
                    ))}
                </Menu>
            </Popover>
        </MenuTrigger>
    );
}
