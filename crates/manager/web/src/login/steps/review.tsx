import { useState } from "react";

import { call, VIEWS, type Written } from "../../form/views.ts";
import { flagged } from "../../plugins/danger.ts";
import { Dangers } from "../../plugins/dangers.tsx";
import { thinned } from "../../plugins/written.ts";
import { begin, patch, whole } from "../../schema/draft.ts";
import { HIDDEN, isRecord, type Record_ } from "../../schema/value.ts";
import { Button } from "../../ui/button.tsx";
import { Code, CodeDifference } from "../../ui/code.tsx";
import { Notice } from "../../ui/marks.tsx";
import { Card } from "../../ui/page.tsx";
import { routeFile } from "../file.ts";
import { lacking, veiled } from "../protection.ts";
import { type Step, stepOf } from "./step.ts";

/** A shell puts in what stands behind this name. */
const IN_SHELL = "$CLIENT_SECRET";
const IN_DECK = '${{ env "DECK_CLIENT_SECRET" }}';

const SHOWN = ["Difference", "Admin API", "decK"] as const;

/** What would be written, in each form that somebody may want it in. */
export function ReviewStep({ draft, fields, layout, route, workspace, isNew, go, isDeclared, others }: Step & {
    isNew: boolean;
    isDeclared: boolean;
    /** The other plugins of the route. */
    others: Record_[];
}) {
    const [shown, show] = useState<(typeof SHOWN)[number]>("Difference");
    const missing = lacking(draft);
    const config = whole(draft).config;
    const dangers = layout === null ? [] : flagged(layout, fields, isRecord(config) ? config : {}).filter(({ isDefault }) => !isDefault);
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
            {missing.length > 0 && (
                <Notice mood="warn" title="Something is missing">
                    {missing.map(({ option, says }) => (
                        <p key={option}>
                            {says}{" "}
                            <Button className="small" onPress={() => go(stepOf(option) ?? "connect", option)}>
                                Add it
                            </Button>
                        </p>
                    ))}
                </Notice>
            )}
            <Dangers layout={layout} dangers={dangers} onShow={(option) => go(stepOf(option) ?? "connect", option)} />
            <Card title={isDeclared ? "The patch for your file" : isNew ? "A new plugin on this route" : "What changes of the plugin"}>
                <div className="stack">
                    <div className="segments" role="group" aria-label="Shown as">
                        {SHOWN.map((name) => (
                            <button key={name} type="button" className="segment" aria-pressed={name === shown} onClick={() => show(name)}>
                                {name}
                            </button>
                        ))}
                    </div>
                    {shown === "Difference" && (
                        <CodeDifference
                            language="yaml"
                            label="The route in a kong.yml: what is there, and what would be"
                            before={routeFile(route, [...others, ...(isNew ? [] : [plugin(draft.loaded)])])}
                            after={routeFile(route, [...others, plugin(whole(draft))])}
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
