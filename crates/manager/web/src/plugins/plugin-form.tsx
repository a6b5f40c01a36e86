import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useDeferredValue, useEffect, useMemo, useRef, useState } from "react";

import type { Entity } from "../entities/entity.ts";
import { ConflictDialog } from "../form/conflict.tsx";
import { focusField, SaveProblem } from "../form/faults.tsx";
import type { Form } from "../form/form.ts";
import { LeaveGuard } from "../form/leave.tsx";
import { useSave } from "../form/save.ts";
import { open, openings } from "../login/openings.ts";
import { LOGIN_PLUGIN } from "../login/plugin.ts";
import { begin, isChanged, isChangedAt, told, whole } from "../schema/draft.ts";
import { configOf, type Schema } from "../schema/field.ts";
import { at, isRecord, type Record_ } from "../schema/value.ts";
import { Button } from "../ui/button.tsx";
import { Switch, TextField } from "../ui/fields.tsx";
import { Card } from "../ui/page.tsx";
import { toast } from "../ui/toast.tsx";
import { aliasesQuery } from "./aliases.ts";
import { blamed } from "./blamed.ts";
import { byLayout } from "./by-layout.ts";
import { flagged } from "./danger.ts";
import { Dangers } from "./dangers.tsx";
import type { Layout } from "./layout.ts";
import { useMarked } from "./marked.ts";
import { niceName } from "./names.ts";
import { ESSENTIALS, Rail } from "./rail.tsx";
import { SaveBar } from "./save-bar.tsx";
import { isWhere, Where } from "./where.tsx";
import { arrange, countOf, fieldsOf, keep, search, sectionOf } from "./sections.ts";
import { SectionCard } from "./section.tsx";
import { lean, thinned, typed, written } from "./written.ts";

/** At most so many options are drawn at once; who looks for less finds more. */
const DRAWN = 60;

/** All options of a plugin: the few that it needs first, the others in their sections. */
export function PluginForm({
    name,
    workspace,
    own,
    base,
    layout,
    begun,
    loaded,
    etag,
    isReadOnly,
    isDeclared,
}: {
    name: string;
    workspace: string;
    own: Schema;
    base: Schema;
    layout: Layout | null;
    /** What is known of a new one. */
    begun: Record_;
    loaded: Entity | undefined;
    etag: string | undefined;
    isReadOnly: boolean;
    isDeclared: boolean;
}) {
    const fields = useMemo(() => configOf(own).fields.map(typed), [own]);
    const sections = useMemo(() => arrange(layout, fields), [layout, fields]);
    const isNew = loaded === undefined;
    const [draft, change] = useState(() => begin(loaded ? thinned(loaded, fields) : begun));
    const { section, find = "", only } = useSearch({ strict: false }) as { section?: string; find?: string; only?: string };
    const navigate = useNavigate();
    const path = loaded ? ["plugins", loaded.id] : ["plugins"];
    const { save, problem, faults: answered, isSaving, conflict, forget } = useSave({ workspace, path, etag, isNew, draft });
    const faults = blamed(answered, fields);
    const config = at(whole(draft), ["config"]);
    const options = isRecord(config) ? config : {};
    const left = name === LOGIN_PLUGIN ? openings(fields, options) : [];
    const dangers = [...(layout === null ? [] : open(flagged(layout, fields, options), fields, options)), ...left];
    const form: Form = { draft, change, faults, workspace, isNew, isReadOnly, ...byLayout(layout, fields, left) };

    const [wanted, want] = useState<string>();
    const go = (search: { section?: string | undefined; find?: string | undefined; only?: string | undefined }) =>
        void navigate({ to: ".", search: (before: object) => ({ ...before, ...search }), replace: true, resetScroll: false });
    const show = (path: string) => {
        const option = path.startsWith("config.") ? path.split(".")[1]! : undefined;
        const isFirst = layout === null || option === undefined || layout.minimum.includes(option);
        go({ section: isFirst ? undefined : sectionOf(sections, option)?.id, find: undefined, only: undefined });
        want(path);
    };
    useEffect(() => {
        // Another section is there only when the address has changed.
        if (wanted !== undefined && focusField(wanted)) {
            want(undefined);
        }
    }, [wanted, section, find, only]);

    const query = useDeferredValue(find.trim());
    const { data: aliases } = useQuery({ ...aliasesQuery(name), enabled: query !== "" });
    const isSaid = (name: string) => isChangedAt(draft, ["config", name]) || said.has(name);
    const said = new Set(told(draft, fields, ["config"]).map((key) => key.slice("config.".length)));
    const counts = new Map(
        sections.map(({ id, items }) => [id, items.flatMap(fieldsOf).filter(({ name }) => said.has(name)).length]),
    );
    const faulty = new Set(
        [...faults.keys()].map((key) => {
            const option = key.startsWith("config.") ? key.split(".")[1]! : undefined;
            return option === undefined || layout?.minimum.includes(option) ? ESSENTIALS : (sectionOf(sections, option)?.id ?? ESSENTIALS);
        }),
    );
    const isNarrowed = query !== "" || only !== undefined;
    const narrowed = query === "" ? sections : search(sections, layout, query, aliases);
    const found = only === undefined ? narrowed : keep(narrowed, (item) => fieldsOf(item).some(({ name }) => isSaid(name)));
    // A table is one thing to be found, and as many options as were said in it.
    const count = only === undefined ? countOf(found) : found.flatMap(({ items }) => items.flatMap(fieldsOf)).filter(({ name }) => isSaid(name)).length;
    const hidden = query === "" ? 0 : countOf(narrowed) - countOf(found);
    const isAround = query !== "" && only === undefined && [...base.fields, ...own.fields].some((field) => isWhere(field, query));
    const current = isNarrowed ? undefined : layout === null ? ESSENTIALS : (sections.find(({ id }) => id === section)?.id ?? ESSENTIALS);
    const place = useRef<HTMLDivElement>(null);
    useMarked(place, query, found);

    const saved = lean(draft, fields);
    const body = written(draft, own.fields, base.fields, fields);
    const write = async (over?: typeof conflict) => {
        try {
            const { id } = await save(isNew ? begin(body) : saved, over);
            toast(isNew ? `${niceName(name)} is enabled.` : `${niceName(name)} is saved.`);
            await navigate({
                to: "/w/$workspace/$kind",
                params: { workspace, kind: "plugins" },
                search: { made: id },
                ignoreBlocker: true,
            });
        } catch {
            // What went wrong stands above the form.
        }
    };

    return (
        <>
            <LeaveGuard isChanged={isChanged(saved)} />
            <ConflictDialog conflict={conflict} draft={saved} onOver={(conflict) => void write(conflict)} onBack={forget} />
            <SaveProblem problem={problem} faults={faults} show={show} />
            <Dangers layout={layout} dangers={dangers} onShow={(option) => show(`config.${option}`)} />
            <div className={layout === null ? undefined : "railed"}>
                {layout !== null && <Rail sections={sections} current={current} counts={counts} faulty={faulty} />}
                <div>
                    {(layout !== null || fields.length > 12) && (
                        <div className="form-search" data-filter>
                            <TextField
                                label="Find an option"
                                type="search"
                                ghost="cookie, scope, timeout…"
                                value={find}
                                onChange={(find) => go({ find: find || undefined })}
                            />
                            <Switch label="Changed only" value={only !== undefined} onChange={(on) => go({ only: on ? "changed" : undefined })} />
                        </div>
                    )}
                    <p className={isNarrowed ? "hint found-count" : "visually-hidden"} role="status">
                        {isNarrowed && counted(count, query, only !== undefined)}
                    </p>
                    {hidden > 0 && (
                        <p>
                            <Button className="small" onPress={() => go({ only: undefined })}>
                                Show {hidden} more that {hidden === 1 ? "is" : "are"} not changed
                            </Button>
                        </p>
                    )}
                    <div ref={place}>
                        {current === ESSENTIALS ? (
                            <>
                                {layout === null ? (
                                    sections.map((section) => <SectionCard key={section.id} section={section} form={form} />)
                                ) : (
                                    <SectionCard
                                        form={form}
                                        section={{
                                            id: ESSENTIALS,
                                            title: "Essentials",
                                            about: "What it needs to work. Everything else has a default, and a place in the sections.",
                                            items: layout.minimum.flatMap((name) => {
                                                const field = fields.find((field) => field.name === name);
                                                return field ? [{ kind: "field" as const, field }] : [];
                                            }),
                                        }}
                                    />
                                )}
                                <Card title="Where it applies">
                                    <Where form={form} own={own.fields} base={base.fields} />
                                </Card>
                            </>
                        ) : (
                            first(isNarrowed ? found : found.filter(({ id }) => id === current), DRAWN).map((section) => (
                                <SectionCard key={section.id} section={section} form={form} />
                            ))
                        )}
                        {isAround && (
                            <Card title="Where it applies">
                                <Where form={form} own={own.fields} base={base.fields} />
                            </Card>
                        )}
                    </div>
                </div>
            </div>
            <SaveBar
                isNew={isNew}
                isReadOnly={isReadOnly}
                isDeclared={isDeclared}
                isSaving={isSaving}
                isChanged={isChanged(saved)}
                changes={saved.changes.size}
                onSave={() => void write()}
                written={{ kind: "plugins", workspace, entity: isNew ? body : thinned(whole(draft), fields), method: isNew ? "POST" : "PUT", isSparse: true }}
            />
        </>
    );
}

function counted(count: number, query: string, isChangedOnly: boolean): string {
    const what = `${count === 1 ? "1 option" : `${count} options`}${query === "" ? "" : ` with “${query}”`}${isChangedOnly ? " that differ from the default" : ""}`;
    return count > DRAWN ? `${what}; the first ${DRAWN} are shown.` : `${what}.`;
}

/** The first so many items of sections. */
function first(sections: ReturnType<typeof arrange>, limit: number): ReturnType<typeof arrange> {
    let left = limit;
    return sections.flatMap((section) => {
        const items = section.items.slice(0, left);
        left -= items.length;
        return items.length > 0 ? [{ ...section, items }] : [];
    });
}
