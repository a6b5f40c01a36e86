import type { UseMutationResult } from "@tanstack/react-query";
import { useState } from "react";

import { Button } from "../../ui/button.tsx";
import { Switch } from "../../ui/fields.tsx";
import { Loading, Notice, ProblemNotice } from "../../ui/marks.tsx";
import { Card } from "../../ui/page.tsx";
import type { Report } from "../check.ts";
import { Findings } from "../findings.tsx";
import { lacking } from "../protection.ts";
import { type Step, stepOf } from "./step.ts";

/** Has the gateway look at the provider. Nothing depends on it, so it may be skipped. */
export function CheckStep({
    draft,
    go,
    run,
    isStale,
    isBlind,
    form,
}: Step & {
    run: UseMutationResult<Report, Error, boolean>;
    /** What was checked is not what would be written by now. */
    isStale: boolean;
    /** A secret that was written before is not known here, so the check goes without it. */
    isBlind: boolean;
}) {
    const [isSigningIn, signIn] = useState(false);
    const isLacking = lacking(draft).some(({ option }) => option === "issuer");
    return (
        <Card>
            <div className="stack">
                <p>
                    The gateway asks the provider as it would for a login: its address, its certificate, its discovery document and keys. It
                    stores nothing, and nobody is signed in. You may skip this.
                </p>
                {isLacking && (
                    <Notice mood="warn" title="The issuer is not known yet.">
                        <Button onPress={() => go("connect", "issuer")}>Back to Connect</Button>
                    </Notice>
                )}
                {isBlind && (
                    <Notice mood="info" title="The check goes without the secret that is set.">
                        <p>It is known to the gateway alone. Type it again under Connect, or save first and check the plugin then.</p>
                    </Notice>
                )}
                <Switch
                    label="Try the client ID and secret too"
                    about="The provider is shown both with a code that cannot be good, and says whether it knows them. Some providers count that as a failed attempt."
                    value={isSigningIn}
                    onChange={signIn}
                />
                <div className="actions">
                    <Button
                        tone={run.data && !isStale ? "plain" : "primary"}
                        isDisabled={isLacking || form.isReadOnly}
                        isPending={run.isPending}
                        onPress={() => run.mutate(isSigningIn)}
                    >
                        {run.data ? "Check again" : "Check connection"}
                    </Button>
                </div>
                <div aria-live="polite" aria-busy={run.isPending}>
                    {run.isPending && <Loading what="Asking the provider" />}
                    {run.error && <ProblemNotice problem={run.error} />}
                    {run.data && !run.isPending && (
                        <>
                            {isStale && <Notice mood="info" title="You have changed something since. Check again." />}
                            <Findings
                                report={run.data}
                                link={(option) => {
                                    const step = stepOf(option);
                                    return step === undefined ? (
                                        <p className="hint">
                                            Option <code>{option}</code>, in the plugin's full form.
                                        </p>
                                    ) : (
                                        <Button className="small" onPress={() => go(step, option)}>
                                            Go to <code>{option}</code>
                                        </Button>
                                    );
                                }}
                            />
                        </>
                    )}
                </div>
            </div>
        </Card>
    );
}
