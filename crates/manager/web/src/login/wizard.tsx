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
import { begin, isChanged, isChangedAt, said, say, whole } from "../schema/draft.ts";
import type { Faults } from "../schema/faults.ts";
import type { Field } from "../schema/field.ts";
import { isRecord, type Record_, sparse } from "../schema/value.ts";
import { Button } from "../ui/button.tsx";
import { toast } from "../ui/toast.tsx";
import { Before } from "./before.tsx";
import { checkedOf, outcomeOf, unknown } from "./check.ts";
import { useChecking } from "./checking.tsx";
import type { Place } from "./file.ts";
import { finished } from "./finished.ts";
import { useMaking } from "./making.ts";
import type { Preset } from "./presets.ts";
import { comes, textsOf } from "./protection.ts";
import { reached } from "./redirect-uri.ts";
import { Stepper } from "./stepper.tsx";
import { CheckStep } from "./steps/check.tsx";
import { ConnectStep } from "./steps/connect.tsx";
import { faultsIn, fieldFor, furthest } from "./steps/faults.ts";
import { ProviderStep } from "./steps/provider.tsx";
import { ReviewStep } from "./steps/review.tsx";
import { type Step, type StepId, stepOf, STEPS } from "./steps/step.ts";
import { UpstreamStep } from "./steps/upstream.tsx";
import { WhoStep } from "./steps/who.tsx";

type Shown = {
    workspace: string;
    route: Entity;
    place: Place;
    /** What it is for, if that is more than the route. */
    whose: string | undefined;
    loaded: Answered<Entity> | undefined;
    fields: Field[];
    layout: Layout | null;
    presets: Preset[];
    node: NodeInfo;
    isReadOnly: boolean;
    isDeclared: boolean;
    onAnew: () => void;
};

/** The steps from a provider's name to a route that only those reach who have signed in. */
export function Wizard({ workspace, route, place, whose, loaded, fields, layout, presets, node, isReadOnly, isDeclared, onAnew }: Shown) {
    const search = useSearch({ from: "/w/$workspace/routes/$id/protect" });
    const navigate = useNavigate({ from: "/w/$workspace/routes/$id/protect" });
    const near = nearby(node);
    const making = useMaking({ workspace, route, loaded, fields, presets, named: search.provider, near });
    const { preset, values, passing, draft, change, take } = making;
    const isNew = loaded === undefined;
    const saving = useSave({
        workspace,
        path: loaded ? ["plugins", loaded.value.id] : ["routes", route.id, "plugins"],
        etag: loaded?.etag,
        isNew,
    });

    const judged = { preset, values, passing, draft, fields, route: whose === undefined ? route : {} };
    const reach = isReadOnly && preset ? STEPS.length - 1 : furthest(judged);
    const asked = STEPS.findIndex(({ id }) => id === search.step);
    const at = Math.max(0, Math.min(asked, reach));
    const current: StepId = STEPS[at]!.id;
    const [tried, tryOn] = useState<StepId>();
    const [wanted, want] = useState<string>();
    const go = (step: StepId, option?: string) => {
        void navigate({ search: (before) => ({ ...before, step }), resetScroll: option === undefined });
        want(option);
    };
    useEffect(() => {
        // Else the last letter of what was missing would lead on by itself.
        if (asked > at) {
            void navigate({ search: (before) => ({ ...before, step: current }), replace: true, resetScroll: false });
        }
    }, [asked, at]);
    const heading = useRef<HTMLHeadingElement>(null);
    const shown = useRef(current);
    useEffect(() => {
        if (shown.current !== current && wanted === undefined) {
            heading.current?.focus();
        }
        shown.current = current;
    }, [current]);
    useEffect(() => {
        // Another step is there only when the address has changed.
        if (wanted !== undefined && focusField(fieldFor(wanted, preset))) {
            want(undefined);
        }
    }, [wanted, current]);

    const faulty = faultsIn(current, judged);
    const refused = blamed(saving.faults, fields);
    const faults: Faults = new Map([...refused, ...(tried === current ? faulty : [])]);
    const form: Form = { draft, change, faults, workspace, isNew, isReadOnly, isQuiet: isNew, ...byLayout(layout, fields) };
    const step: Step = { ...making, workspace, route, presets, fields, form, layout, go };

    const tidy = finished(draft, fields);
    const config = sparse(fields, isRecord(whole(tidy).config) ? (whole(tidy).config as Record_) : {});
    const checked = checkedOf(loaded?.value.id, isChangedAt(draft, ["config"]), config);
    const checking = useChecking(workspace, checked);

    const advance = () => {
        tryOn(current);
        const [first] = faulty.keys();
        const next = STEPS[at + 1];
        if (first !== undefined && !isReadOnly) {
            requestAnimationFrame(() => focusField(first));
        } else if (next) {
            making.settle();
            go(next.id);
        }
    };
    const save = async (over?: typeof saving.conflict) => {
        try {
            const { name } = whole(draft);
            const saved = await saving.save(isNew ? begin({ name: name ?? null, config }) : tidy, over);
            const address = comes(draft, fields, "people") ? (textsOf(draft, "redirect_uri")[0] ?? reached(route, near).uris[0]) : undefined;
            toast(
                saved.enabled === false ? "The login is saved, and switched off." : `Route ${nameOf(kindAt("routes"), route)} asks for a login now.`,
                address === undefined ? undefined : { label: "Try it", run: () => void window.open(address, "_blank", "noopener") },
            );
            // A login of more than the route stands in no list of the route, but in its chain.
            const part = whose === undefined ? { part: "plugins" } : {};
            await navigate({ to: "/w/$workspace/$kind/$id", params: { workspace, kind: "routes", id: route.id }, search: part, ignoreBlocker: true });
        } catch {
            // What went wrong stands above the steps.
        }
    };
    const there = isNew || at > 0 ? undefined : whose === undefined ? "This route has a login already." : `This is the login for ${whose}.`;

    return (
        <div className="wizard">
            <LeaveGuard isChanged={making.isTouched} />
            <ConflictDialog conflict={saving.conflict} draft={tidy} onOver={(conflict) => void save(conflict)} onBack={saving.forget} />
            <Stepper place={at} reach={reach} check={outcomeOf(checking)} />
            <SaveProblem
                problem={saving.problem}
                faults={refused}
                show={(path) => {
                    const option = path.split(".")[1] ?? "";
                    const step = stepOf(option);
                    go(step ?? "review", step && option);
                }}
            />
            <Before
                there={there}
                isOff={said(draft, ["enabled"]) === false && !isReadOnly}
                isBack={making.isBack}
                onSwitchOn={() => change(say(draft, ["enabled"], true))}
                onSettle={making.settle}
                onAnew={onAnew}
            />
            <header className="step-head">
                <h2 ref={heading} tabIndex={-1}>
                    <span className="visually-hidden">
                        Step {at + 1} of {STEPS.length}:{" "}
                    </span>
                    {STEPS[at]!.title}
                </h2>
                <p className="about">{current === "review" && isDeclared ? "What your file has to say. This gateway reads it from there, and saves nothing." : STEPS[at]!.about}</p>
            </header>
            <Fragment key={current}>
                {current === "provider" && (
                    <ProviderStep
                        {...step}
                        choose={(preset) => {
                            take(preset);
                            making.settle();
                            void navigate({ search: (before) => ({ ...before, provider: preset.id, step: "connect" }) });
                        }}
                    />
                )}
                {current === "connect" && <ConnectStep {...step} near={near} />}
                {current === "check" && <CheckStep {...step} checking={checking} without={"config" in checked ? unknown(config) : []} />}
                {current === "who" && <WhoStep {...step} />}
                {current === "upstream" && <UpstreamStep {...step} />}
                {current === "review" && <ReviewStep {...step} draft={tidy} isNew={isNew} isDeclared={isDeclared} place={place} />}
            </Fragment>
            <div className="save-bar" role="region" aria-label="Go on">
                <Button isDisabled={at === 0} onPress={() => go(STEPS[at - 1]!.id)}>
                    Back
                </Button>
                <div className="actions">
                    {current === "check" && checking.report === undefined && <span className="quiet">Going on skips the check.</span>}
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
                                isDisabled={!isNew && !isChanged(tidy)}
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
