import { useState } from "react";

import { Secrets } from "../../form/secrets.tsx";
import { envReference } from "../../form/vault.ts";
import { call, VIEWS, type Written } from "../../form/views.ts";
import { flagged } from "../../plugins/danger.ts";
import { Dangers } from "../../plugins/dangers.tsx";
import { thinned } from "../../plugins/written.ts";
import { begin, isChangedAt, patch, whole } from "../../schema/draft.ts";
import { HIDDEN, isRecord, type Record_ } from "../../schema/value.ts";
import { Code, CodeDifference } from "../../ui/code.tsx";
import { Card } from "../../ui/page.tsx";
import { type Place, pluginFile } from "../file.ts";
import { open, openings } from "../openings.ts";
import { presetSays } from "../preset-says.ts";
import { veiled } from "../protection.ts";
import type { Step } from "./step.ts";

/** A shell puts in what stands behind this name. */
const IN_SHELL = "$CLIENT_SECRET";
const IN_DECK = '${{ env "DECK_CLIENT_SECRET" }}';

const SHOWN = ["Difference", "kong.yml", "Admin API", "decK"] as const;
/** Where a file is all that counts, nothing else can be written. */
const OF_FILE: readonly (typeof SHOWN)[number][] = ["Difference", "kong.yml"];

/** What would be written, in each form that somebody may want it in. */
export function ReviewStep({ preset, draft, fields, layout, route, workspace, isNew, isDeclared, place }: Step & {
    isNew: boolean;
    isDeclared: boolean;
    place: Place;
}) {
    const [shown, show] = useState<(typeof SHOWN)[number]>(isDeclared ? "kong.yml" : "Difference");
    const said = whole(draft).config;
    const config = isRecord(said) ? said : {};
    const dangers = [...(layout === null ? [] : open(flagged(layout, fields, config), fields, config)), ...openings(fields, config)];
    const suited = presetSays(preset, config, fields, layout);
    const written = (entity: Record_, method: Written["method"]): Written => ({
        kind: "plugins",
        workspace,
        entity,
        isSparse: true,
        ...(method === undefined ? {} : { method }),
        ...(method === "POST" ? { below: ["routes", route.id] } : {}),
    });
    const plugin = (record: Record_, word: (option: string) => string = (option) => envReference([option])) =>
        thinned(veiled(begin(record), fields, (isSet, option) => (isSet ? HIDDEN : word(option))), fields);
    // A secret that is changed is in neither text, so only words can tell that it is.
    const before = (_isSet: boolean, option: string) => (isChangedAt(draft, ["config", option]) ? "the secret that is set" : envReference([option]));
    const file = pluginFile(place, plugin(whole(draft)));
    return (
        <>
            <Dangers layout={layout} dangers={dangers.filter(({ isDefault }) => !isDefault)} />
            <Card title={isDeclared ? "The patch for your file" : isNew ? "A new plugin on this route" : "What changes of the plugin"}>
                <div className="stack">
                    <div className="segments" role="group" aria-label="Shown as">
                        {(isDeclared ? OF_FILE : SHOWN).map((name) => (
                            <button key={name} type="button" className="segment" aria-pressed={name === shown} onClick={() => show(name)}>
                                {name}
                            </button>
                        ))}
                    </div>
                    {shown === "kong.yml" && (
                        <Code language="yaml" label="As it would stand in a kong.yml" text={file} />
                    )}
                    {shown === "Difference" && (
                        <CodeDifference
                            language="yaml"
                            label="A kong.yml: what is there, and what would be"
                            before={isNew ? "" : pluginFile(place, thinned(veiled(begin(draft.loaded), fields, before), fields))}
                            after={file}
                        />
                    )}
                    {shown === "Admin API" && <Code language="shell" label="The call that writes it" text={calling(isNew, draft, fields, written)} />}
                    {shown === "decK" && (
                        <Code language="shell" label="A file for decK, and the command for it" text={VIEWS.find(({ name }) => name === "decK")!.text(written(plugin(whole(draft), () => IN_DECK), undefined))} />
                    )}
                    {suited.length > 0 && (
                        <details>
                            <summary>What the steps did not ask, and suits {preset?.name}</summary>
                            <ul className="instructions">
                                {suited.map(({ option, about }) => (
                                    <li key={option}>
                                        <code>{option}</code> {about}
                                    </li>
                                ))}
                            </ul>
                        </details>
                    )}
                    {isDeclared && (
                        <p className="hint">
                            Put the entry into the list <code>plugins</code> of your file{!isNew && ", in the place of the one that is there"}.
                        </p>
                    )}
                    {(shown === "kong.yml" || shown === "Difference") && <Secrets text={file} />}
                    {shown === "Admin API" && <p className="hint">The client secret is not in it: the shell puts in what the variable CLIENT_SECRET holds.</p>}
                    {shown === "decK" && <p className="hint">The client secret is not in it: decK puts in what the variable DECK_CLIENT_SECRET holds.</p>}
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
