import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";

import { useMay } from "../entities/may.ts";
import { labelOf } from "../schema/words.ts";
import { Button } from "../ui/button.tsx";
import { Switch } from "../ui/fields.tsx";
import { Loading, Notice } from "../ui/marks.tsx";
import { check, type Checked, type Finding, type Report, whyNot } from "./check.ts";
import { Findings } from "./findings.tsx";

/** A check of what is chosen or typed at the moment: under way, cancelled, or done, and then perhaps no longer of that. */
export function useChecking(workspace: string, checked: Checked) {
    const now = JSON.stringify(checked);
    const [then, remember] = useState<string>();
    const [isSigningIn, signIn] = useState(false);
    const asking = useRef<AbortController>(undefined);
    const run = useMutation<Report, unknown, { checked: Checked; isSigningIn: boolean; signal: AbortSignal }>({
        mutationFn: ({ checked, isSigningIn, signal }) => check(workspace, checked, isSigningIn, signal),
    });
    const cancel = () => {
        asking.current?.abort();
        run.reset();
    };
    // Nobody waits for it any more.
    useEffect(() => () => asking.current?.abort(), []);
    return {
        report: run.data,
        problem: run.error,
        /** Whether what is checked is a plugin, and not only what somebody typed. */
        isKept: "plugin" in checked,
        isRunning: run.isPending,
        isStale: run.data !== undefined && then !== now,
        isSigningIn,
        signIn,
        cancel,
        start: () => {
            asking.current?.abort();
            asking.current = new AbortController();
            remember(now);
            run.mutate({ checked, isSigningIn, signal: asking.current.signal });
        },
    };
}

export type Checking = ReturnType<typeof useChecking>;

/** The button that begins a check, what is under way, and what was found. */
export function CheckingPart({
    checking: { report, problem, isKept, isRunning, isStale, isSigningIn, signIn, cancel, start },
    without,
    isDisabled = false,
    onStart = start,
    link,
}: {
    checking: Checking;
    /** Options that are set and of which nothing more is known here. */
    without: string[];
    isDisabled?: boolean;
    onStart?: () => void;
    /** The way to an option that something was found about. */
    link: (option: string, finding: Finding) => ReactNode;
}) {
    const may = useMay();
    return (
        <div className="stack">
            {without.length > 0 && (
                <Notice mood="info" title={`The check goes without ${without.map(labelOf).join(", ")}`}>
                    <p>What is set there is known to the gateway alone. Type it again, or save first and check the plugin then.</p>
                </Notice>
            )}
            <Switch
                label="Try the client ID and secret too"
                about="The provider is shown both with a code that cannot be good, and says whether it knows them. Some providers count that as a failed attempt."
                value={isSigningIn}
                onChange={signIn}
            />
            <div className="actions">
                {/* It stays a button while the gateway asks, so that nobody's focus is lost. */}
                <Button tone={report && !isStale ? "plain" : "primary"} isDisabled={isDisabled || !may.draft} onPress={() => isRunning || onStart()}>
                    {report ? "Check again" : "Check connection"}
                </Button>
                {isRunning && <Button onPress={cancel}>Cancel</Button>}
                {!may.draft && <span className="quiet">Only who may change the configuration may have the gateway call others.</span>}
            </div>
            <div aria-live="polite" aria-busy={isRunning}>
                {isRunning && <Loading what="Asking the provider" />}
                {problem !== null && (
                    <Notice mood="bad" title="It could not be checked">
                        <p>{whyNot(problem, isKept)}</p>
                    </Notice>
                )}
                {report && !isRunning && (
                    <>
                        {isStale && <Notice mood="warn" title="This was found before you changed something. Check again." />}
                        <div data-stale={isStale || undefined}>
                            <Findings report={report} link={link} />
                        </div>
                    </>
                )}
            </div>
        </div>
    );
}
