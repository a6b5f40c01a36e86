import { Ban, CircleCheck } from "lucide-react";
import { Switch as AriaSwitch } from "react-aria-components";

import { niceName } from "../plugins/names.ts";
import { Badge, Moment } from "../ui/marks.tsx";
import { HIDDEN, isRecord } from "../schema/value.ts";
import { brief } from "../schema/words.ts";
import { Ends } from "./ends.tsx";
import { idIn, linkOf, scopesOf, SCOPES, valueOf } from "./columns.ts";
import { tagsOf } from "./bulk.ts";
import type { Entity } from "./entity.ts";
import { type Column, kindAt } from "./kinds.ts";
import { Reference } from "./references.tsx";

type Shown = {
    column: Column;
    entity: Entity;
    workspace: string;
    /** What it is called, for labels. */
    name: string;
    /** Narrows the list to a tag, where it can be. */
    onTag: ((tag: string) => void) | undefined;
    /** Asks whether it shall be the other way round; not there, if nobody may. */
    onSwitch: (() => void) | undefined;
};

/** What an entity says in a column of a list. */
export function Cell({ column, entity, workspace, name, onTag, onSwitch }: Shown) {
    const value = valueOf(column, entity);
    switch (column.shown) {
        case "tags":
            return <Tags tags={tagsOf(entity)} onTag={onTag} />;
        case "moment":
            return <Moment seconds={typeof value === "number" ? value : undefined} />;
        case "expiry":
            return <Ends seconds={typeof value === "number" ? value : undefined} />;
        case "switch":
            return <Enabled isOn={value !== false} name={name} onSwitch={onSwitch} />;
        case "link": {
            const id = idIn(value);
            return id === undefined ? <Nothing /> : <Reference workspace={workspace} path={linkOf(column.field)} id={id} />;
        }
        case "scope":
            return <Scope entity={entity} workspace={workspace} />;
        case "plugin":
            return <Text text={niceName(brief(value))} />;
        case "code":
            return <Text text={brief(value)} isCode />;
        default:
            return <Text text={isRecord(value) ? JSON.stringify(value) : brief(value)} />;
    }
}

/** What a plugin applies to. */
export function Scope({ entity, workspace }: { entity: Entity; workspace: string }) {
    const scopes = scopesOf(entity);
    if (scopes.length === 0) {
        return <span className="quiet">All requests</span>;
    }
    return (
        <span className="scopes">
            {scopes.map(({ field, id }) => (
                <span key={field}>
                    <span className="quiet">{kindAt(SCOPES[field]!)!.one.replace("gateway ", "")} </span>
                    <Reference workspace={workspace} path={SCOPES[field]!} id={id} />
                </span>
            ))}
        </span>
    );
}

/** How many tags are shown of a row. */
const FEW = 2;

function Tags({ tags, onTag }: { tags: string[]; onTag: ((tag: string) => void) | undefined }) {
    if (tags.length === 0) {
        return <Nothing />;
    }
    // In a list, each row is a line: of many tags, the first stand for all.
    const few = onTag ? FEW : tags.length;
    return (
        <span className="chips" title={tags.length > few ? tags.join(", ") : undefined}>
            {tags.slice(0, few).map((tag) =>
                onTag ? (
                    <button key={tag} type="button" className="chip" onClick={() => onTag(tag)} title={`Only those with the tag ${tag}`}>
                        <bdi>{tag}</bdi>
                    </button>
                ) : (
                    <span key={tag} className="chip still">
                        <bdi>{tag}</bdi>
                    </span>
                ),
            )}
            {tags.length > few && <span className="quiet">+{tags.length - few}</span>}
        </span>
    );
}

/** A switch that asks before it is thrown, or the same in words where nobody may. */
function Enabled({ isOn, name, onSwitch }: { isOn: boolean; name: string; onSwitch: (() => void) | undefined }) {
    if (!onSwitch) {
        return <State isOn={isOn} />;
    }
    return (
        <AriaSwitch className="switch slim" isSelected={isOn} onChange={onSwitch} aria-label={`${name} is enabled`}>
            <span className="track" aria-hidden />
            <span className="quiet" aria-hidden>
                {isOn ? "On" : "Off"}
            </span>
        </AriaSwitch>
    );
}

export function State({ isOn }: { isOn: boolean }) {
    const Sign = isOn ? CircleCheck : Ban;
    return (
        <Badge mood={isOn ? "good" : "quiet"}>
            <Sign size={12} aria-hidden />
            {isOn ? "Enabled" : "Disabled"}
        </Badge>
    );
}

function Text({ text, isCode = false }: { text: string; isCode?: boolean }) {
    if (text === "") {
        return <Nothing />;
    }
    if (text === HIDDEN) {
        return <span className="quiet">Set, and not shown</span>;
    }
    return (
        <span className={isCode ? "cut code-text" : "cut"} title={text}>
            <bdi>{text}</bdi>
        </span>
    );
}

const Nothing = () => (
    <span className="quiet">
        <span aria-hidden>–</span>
        <span className="visually-hidden">none</span>
    </span>
);
