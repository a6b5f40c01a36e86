import { useMutation } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
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
import { blamed } from "../plugins/blamed.ts";
import { byLayout } from "../plugins/by-layout.ts";
import type { Layout } from "../plugins/layout.ts";
import { begin, isChanged, whole } from "../schema/draft.ts";
import type { Faults } from "../schema/faults.ts";
import type { Field } from "../schema/field.ts";
import { equal, isRecord, type Record_, sparse } from "../schema/value.ts";
import { Button } from "../ui/button.tsx";
import { toast } from "../ui/toast.tsx";
import { Before } from "./before.tsx";
import { check, known, type Report } from "./check.ts";
import { forget } from "./draft-store.ts";
import { type Given, useMaking } from "./making.ts";
import { faultOf, type Preset } from "./presets.ts";
import { lacking, textsOf, unsecret } from "./protection.ts";
import { reached } from "./redirect-uri.ts";
import { Stepper } from "./stepper.tsx";
import { CheckStep } from "./steps/check.tsx";
import { ConnectStep } from "./steps/connect.tsx";
import { connectFaults, fieldFor } from "./steps/faults.ts";
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
    const refused = blamed(saving.faults, fields);
    const faults: Faults = new Map([...connecting, ...refused]);
    const form: Form = { draft, change, faults, workspace, isNew, isReadOnly, isQuiet: isNew, ...byLayout(layout) };
    const step: Step = { workspace, route, presets, preset, values, write, draft, change, fields, form, layout, go };

    const config = sparse(fields, isRecord(whole(draft).config) ? (whole(draft).config as Record_) : {});
    const checked = JSON.stringify(config);
    const [checkedThen, remember] = useState<string>();
    const run = useMutation<Report, Error, boolean>({
        mutationFn: (isSigningIn) => {
            remember(checked);
            const kept = loaded && !isChanged(draft) ? { plugin: loaded.value.id } : undefined;
            return check(workspace, kept ?? { config: known(config) }, isSigningIn);
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
            <Stepper place={place} isBegun={preset !== undefined} />
            <SaveProblem problem={saving.problem} faults={refused} show={(path) => go(stepOf(path.split(".")[1] ?? "") ?? "review")} />
            <Before
                isThere={!isNew && place === 0}
                isBack={isBack}
                onSettle={settle}
                onAnew={() => {
                    forget(workspace, route.id);
                    location.assign(location.pathname);
                }}
            />
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
                {current === "check" && <CheckStep {...step} run={run} isStale={checkedThen !== checked} isBlind={!isNew && isChanged(draft) && !equal(known(config), config)} />}
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

/** Where the gateway answers browsers of this machine, if that is where the page is looked at. */
function nearby(node: NodeInfo): string | undefined {
    const listeners = node.configuration.proxy_listeners ?? [];
    const plain = listeners.find(({ ssl }) => !ssl);
    const isHere = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
    return isHere && plain ? `http://localhost:${plain.port}` : undefined;
}
