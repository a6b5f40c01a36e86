import { useState } from "react";

import { call, VIEWS, type Written } from "../../form/views.ts";
import { flagged } from "../../plugins/danger.ts";
import { Dangers } from "../../plugins/dangers.tsx";
import { thinned } from "../../plugins/written.ts";
import { begin, patch, whole } from "../../schema/draft.ts";
import { HIDDEN, isRecord, type Record_ } from "../../schema/value.ts";
import { Code, CodeDifference } from "../../ui/code.tsx";
import { Card } from "../../ui/page.tsx";
import { type Place, placeFile } from "../file.ts";
import { openings } from "../openings.ts";
import { veiled } from "../protection.ts";
import type { Step } from "./step.ts";

/** A shell puts in what stands behind this name. */
const IN_SHELL = "$CLIENT_SECRET";
const IN_DECK = '${{ env "DECK_CLIENT_SECRET" }}';

const SHOWN = ["Difference", "kong.yml", "Admin API", "decK"] as const;

/** What would be written, in each form that somebody may want it in. */
export function ReviewStep({ draft, fields, layout, route, workspace, isNew, isDeclared, place, others }: Step & {
    isNew: boolean;
    isDeclared: boolean;
    place: Place;
    /** The other plugins that stand there. */
    others: Record_[];
}) {
    const [shown, show] = useState<(typeof SHOWN)[number]>(isDeclared ? "kong.yml" : "Difference");
    const said = whole(draft).config;
    const config = isRecord(said) ? said : {};
    const dangers = [...(layout === null ? [] : flagged(layout, fields, config)), ...openings(fields, config)];
    const written = (entity: Record_, method: Written["method"]): Written => ({
        kind: "plugins",
        workspace,
        entity,
        isSparse: true,
        ...(method === undefined ? {} : { method }),
        ...(method === "POST" ? { below: ["routes", route.id] } : {}),
    });
    const plugin = (record: Record_, word = IN_SHELL) =>
        thinned(veiled(begin(record), fields, (isSet) => (isSet ? HIDDEN : word)), fields);
    return (
        <>
            <Dangers layout={layout} dangers={dangers.filter(({ isDefault }) => !isDefault)} />
            <Card title={isDeclared ? "The patch for your file" : isNew ? "A new plugin on this route" : "What changes of the plugin"}>
                <div className="stack">
                    <div className="segments" role="group" aria-label="Shown as">
                        {SHOWN.filter((name) => !isDeclared || name !== "Admin API").map((name) => (
                            <button key={name} type="button" className="segment" aria-pressed={name === shown} onClick={() => show(name)}>
                                {name}
                            </button>
                        ))}
                    </div>
                    {shown === "kong.yml" && (
                        <Code language="yaml" label="As it would stand in a kong.yml" text={placeFile(place, [...others, plugin(whole(draft))])} />
                    )}
                    {shown === "Difference" && (
                        <CodeDifference
                            language="yaml"
                            label="A kong.yml: what is there, and what would be"
                            before={placeFile(place, [...others, ...(isNew ? [] : [plugin(draft.loaded)])])}
                            after={placeFile(place, [...others, plugin(whole(draft))])}
                        />
                    )}
                    {shown === "Admin API" && <Code language="shell" label="The call that writes it" text={calling(isNew, draft, fields, written)} />}
                    {shown === "decK" && (
                        <Code language="shell" label="A file for decK, and the command for it" text={VIEWS.find(({ name }) => name === "decK")!.text(written(plugin(whole(draft), IN_DECK), undefined))} />
                    )}
                    <p className="hint">The client secret is in none of these texts: put it where its name stands.</p>
                </div>
            </Card>
        </>
    );
}

/** The call, with the secret put in by the shell that makes it. */
function calling(isNew: boolean, draft: Step["draft"], fields: Step["fields"], written: (entity: Record_, method: Written["method"]) => Written): string {
    const hide = (record: Record_) => veiled(begin(record), fields, (isSet) => (isSet ? HIDDEN : IN_SHELL));
    const { route: _below, ...plugin } = thinned(hide(whole(draft)), fields);
    const text = isNew ? call(written(plugin, "POST")) : call(written({ id: String(draft.loaded.id), ...hide(patch(draft)) }, "PATCH"));
    return text.replaceAll(IN_SHELL, `'"${IN_SHELL}"'`);
}
