import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Fragment, useEffect, useRef, useState } from "react";

import type { Answered } from "../api/client.ts";
import type { NodeInfo } from "../api/node.ts";
import { type Entity, nameOf } from "../entities/entity.ts";
import { kindAt } from "../entities/kinds.ts";
import { ConflictDialog } from "../form/conflict.tsx";
import { focusField, SaveProblem } from "../form/faults.tsx";
import type { Form } from "../form/form.ts";
import { LeaveGuard } from "../form/leave.tsx";
import { useSave } from "../form/save.ts";
import { byLayout } from "../plugins/by-layout.ts";
import type { Layout } from "../plugins/layout.ts";
import { begin, isChanged, whole } from "../schema/draft.ts";
import type { Faults } from "../schema/faults.ts";
import type { Field } from "../schema/field.ts";
import { isRecord, type Record_, sparse } from "../schema/value.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/marks.tsx";
import { toast } from "../ui/toast.tsx";
import { check, type Report } from "./check.ts";
import { forget } from "./draft-store.ts";
import { type Given, useMaking } from "./making.ts";
import { faultOf, type Preset } from "./presets.ts";
import { lacking, textsOf, unsecret } from "./protection.ts";
import { faultOfRedirect, reached } from "./redirect-uri.ts";
import { CheckStep } from "./steps/check.tsx";
import { ConnectStep } from "./steps/connect.tsx";
import { ProviderStep } from "./steps/provider.tsx";
import { ReviewStep } from "./steps/review.tsx";
import { type Step, type StepId, stepOf, STEPS } from "./steps/step.ts";
import { UpstreamStep } from "./steps/upstream.tsx";
import { WhoStep } from "./steps/who.tsx";

type Shown = {
    workspace: string;
    route: Entity;
    loaded: Answered<Entity> | undefined;
    others: Entity[];
    fields: Field[];
    layout: Layout | null;
    presets: Preset[];
    node: NodeInfo;
    isReadOnly: boolean;
    isDeclared: boolean;
};

/** The steps from a provider's name to a route that only those reach who have signed in. */
export function Wizard({ workspace, route, loaded, others, fields, layout, presets, node, isReadOnly, isDeclared }: Shown) {
    const search = useSearch({ from: "/w/$workspace/routes/$id/protect" });
    const navigate = useNavigate({ from: "/w/$workspace/routes/$id/protect" });
    const near = nearby(node);
    const given: Given = { workspace, route, loaded, fields, presets, named: search.provider, near };
    const { preset, values, draft, isBack, settle, take, write, change } = useMaking(given);
    const isNew = loaded === undefined;
    const saving = useSave({
        workspace,
        path: loaded ? ["plugins", loaded.value.id] : ["routes", route.id, "plugins"],
        etag: loaded?.etag,
        isNew,
    });

    const asked = STEPS.find(({ id }) => id === search.step)?.id ?? "provider";
    const current: StepId = preset === undefined ? "provider" : asked;
    const place = STEPS.findIndex(({ id }) => id === current);
    const [isTried, tryOn] = useState(false);
    const [wanted, want] = useState<string>();
    const go = (step: StepId, option?: string) => {
        void navigate({ search: (before) => ({ ...before, step }), resetScroll: option === undefined });
        want(option);
    };
    const heading = useRef<HTMLHeadingElement>(null);
    const isFirst = useRef(true);
    useEffect(() => {
        if (!isFirst.current && wanted === undefined) {
            heading.current?.focus();
        }
        isFirst.current = false;
    }, [current]);
    useEffect(() => {
        // Another step is there only when the address has changed.
        if (wanted !== undefined && focusField(fieldFor(wanted, preset))) {
            want(undefined);
        }
    }, [wanted, current]);

    const connecting = isTried ? connectFaults(draft, route) : new Map<string, string[]>();
    const faults: Faults = new Map([...connecting, ...saving.faults]);
    const form: Form = { draft, change, faults, workspace, isNew, isReadOnly, isQuiet: isNew, ...byLayout(layout) };
    const step: Step = { workspace, route, presets, preset, values, write, draft, change, fields, form, layout, go };

    const config = sparse(fields, isRecord(whole(draft).config) ? (whole(draft).config as Record_) : {});
    const checked = JSON.stringify(config);
    const [checkedThen, remember] = useState<string>();
    const run = useMutation<Report, Error, boolean>({
        mutationFn: (isSigningIn) => {
            remember(checked);
            return check(loaded && !isChanged(draft) ? { plugin: loaded.value.id } : { config }, isSigningIn);
        },
    });

    const advance = () => {
        if (current === "connect") {
            tryOn(true);
            const hole = preset?.placeholders.find((placeholder) => faultOf(placeholder, values) !== undefined);
            const [first] = connectFaults(draft, route).keys();
            if (hole || first !== undefined) {
                requestAnimationFrame(() => focusField(hole ? `placeholder.${hole.name}` : first!));
                return;
            }
        }
        const next = STEPS[place + 1];
        if (next) {
            go(next.id);
        }
    };
    const save = async (over?: typeof saving.conflict) => {
        try {
            const { name } = whole(draft);
            const saved = await saving.save(isNew ? begin({ name: name ?? null, config }) : draft, over);
            forget(workspace, route.id);
            const address = textsOf(draft, "redirect_uri")[0] ?? reached(route, near).uris[0];
            toast(
                `Route ${nameOf(kindAt("routes"), route)} asks for a login now.`,
                address === undefined ? undefined : { label: "Try it", run: () => void window.open(address, "_blank", "noopener") },
            );
            await navigate({ to: "/w/$workspace/$kind", params: { workspace, kind: "plugins" }, search: { made: saved.id }, ignoreBlocker: true });
        } catch {
            // What went wrong stands above the steps.
        }
    };
    const hasSecret = unsecret(draft, fields).changes.size < draft.changes.size;

    return (
        <div className="wizard">
            <LeaveGuard isChanged={hasSecret} />
            <ConflictDialog conflict={saving.conflict} draft={draft} onOver={(conflict) => void save(conflict)} onBack={saving.forget} />
            <nav aria-label="Steps" className="steps">
                <ol>
                    {STEPS.map(({ id, title }, index) => (
                        <li key={id} data-done={index < place || undefined}>
                            <Link
                                to="."
                                search={(before) => ({ ...before, step: id })}
                                className="step"
                                disabled={preset === undefined && index > 0}
                                data-current={id === current || undefined}
                                aria-current={id === current ? "step" : undefined}
                                activeOptions={{ exact: true, includeSearch: true, explicitUndefined: true }}
                            >
                                <span className="step-number" aria-hidden>
                                    {index < place ? "✓" : index + 1}
                                </span>
                                {title}
                            </Link>
                        </li>
                    ))}
                </ol>
            </nav>
            <SaveProblem problem={saving.problem} faults={saving.faults} show={(path) => go(stepOf(path.split(".")[1] ?? "") ?? "review")} />
            {!isNew && place === 0 && (
                <Notice mood="info" title="This route has a login already.">
                    <p>The steps begin with what is there, and change only what you change.</p>
                </Notice>
            )}
            {isBack && (
                <Notice mood="info" title="What you typed before is back.">
                    <p>All but the client secret, which is kept nowhere.</p>
                    <div className="actions">
                        <Button className="small" onPress={settle}>
                            Go on with it
                        </Button>
                        <Button
                            className="small"
                            onPress={() => {
                                forget(workspace, route.id);
                                location.assign(location.pathname);
                            }}
                        >
                            Begin anew
                        </Button>
                    </div>
                </Notice>
            )}
            <header className="step-head">
                <h2 ref={heading} tabIndex={-1}>
                    <span className="visually-hidden">
                        Step {place + 1} of {STEPS.length}:{" "}
                    </span>
                    {STEPS[place]!.title}
                </h2>
                <p className="about">{STEPS[place]!.about}</p>
            </header>
            <Fragment key={current}>
                {current === "provider" && (
                    <ProviderStep
                        {...step}
                        choose={(preset) => {
                            take(preset);
                            void navigate({ search: (before) => ({ ...before, provider: preset.id, step: "connect" }) });
                        }}
                    />
                )}
                {current === "connect" && <ConnectStep {...step} isTried={isTried} near={near} />}
                {current === "check" && <CheckStep {...step} run={run} isStale={checkedThen !== checked} />}
                {current === "who" && <WhoStep {...step} />}
                {current === "upstream" && <UpstreamStep {...step} />}
                {current === "review" && <ReviewStep {...step} isNew={isNew} isDeclared={isDeclared} others={others} />}
            </Fragment>
            <div className="save-bar" role="region" aria-label="Go on">
                <Button isDisabled={place === 0} onPress={() => go(STEPS[place - 1]!.id)}>
                    Back
                </Button>
                <div className="actions">
                    {current === "check" && run.data === undefined && <span className="quiet">Going on skips the check.</span>}
                    {current !== "review" ? (
                        <Button tone="primary" onPress={advance} isDisabled={preset === undefined}>
                            Continue
                        </Button>
                    ) : (
                        !isReadOnly &&
                        !isDeclared && (
                            <Button
                                tone="primary"
                                onPress={() => void save()}
                                isPending={saving.isSaving}
                                isDisabled={lacking(draft).length > 0 || (!isNew && !isChanged(draft))}
                            >
                                {isNew ? "Save and protect the route" : "Save changes"}
                            </Button>
                        )
                    )}
                </div>
            </div>
        </div>
    );
}

/** What is wrong in the step where both are told of each other, by the path of the field. */
function connectFaults(draft: Step["draft"], route: Entity): Map<string, string[]> {
    const missing = lacking(draft)
        .filter(({ option }) => option !== "issuer")
        .map(({ option, says }): [string, string[]] => [`config.${option}`, [says]]);
    const [uri] = textsOf(draft, "redirect_uri");
    const fault = uri ? faultOfRedirect(uri, route) : undefined;
    return new Map([...missing, ...(fault === undefined ? [] : [["config.redirect_uri", [fault]] as [string, string[]]])]);
}

/** The field in which an option is written: an issuer is made of what is written for placeholders. */
function fieldFor(option: string, preset: Preset | undefined): string {
    const [placeholder] = preset?.placeholders ?? [];
    return option === "issuer" && placeholder ? `placeholder.${placeholder.name}` : `config.${option}`;
}

/** Where the gateway answers browsers of this machine, if that is where the page is looked at. */
function nearby(node: NodeInfo): string | undefined {
    const listeners = node.configuration.proxy_listeners ?? [];
    const plain = listeners.find(({ ssl }) => !ssl);
    const isHere = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
    return isHere && plain ? `http://localhost:${plain.port}` : undefined;
}
