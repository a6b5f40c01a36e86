import { Link } from "@tanstack/react-router";

import type { Outcome } from "./check.ts";
import { STEPS } from "./steps/step.ts";

/** What a step is marked with once it has been gone past. Only the check can be gone past otherwise than done. */
const MARKS: Record<Outcome, { sign: string; word: string }> = {
    passed: { sign: "✓", word: "done" },
    failed: { sign: "!", word: "failed" },
    unknown: { sign: "?", word: "not checked: it could not be" },
    skipped: { sign: "–", word: "skipped" },
};

/** The steps, which of them are done, and the way to each. */
export function Stepper({ place, reach, check }: {
    place: number;
    /** What became of the check. */
    check: Outcome;
    /** The last one that can be gone to: before it nothing is missing. */
    reach: number;
}) {
    return (
        <nav aria-label="Steps" className="steps">
            <ol>
                {STEPS.map(({ id, title }, index) => {
                    const outcome = index >= place ? undefined : id === "check" ? check : "passed";
                    return (
                        <li key={id} data-done={outcome === "passed" || undefined} data-failed={outcome === "failed" || outcome === "unknown" || undefined}>
                            <Link
                                to="."
                                search={(before) => ({ ...before, step: id })}
                                className="step"
                                disabled={index > reach}
                                data-current={index === place || undefined}
                                aria-current={index === place ? "step" : undefined}
                                activeOptions={{ exact: true, includeSearch: true, explicitUndefined: true }}
                            >
                                <span className="step-number" aria-hidden>
                                    {outcome === undefined ? index + 1 : MARKS[outcome].sign}
                                </span>
                                {title}
                                {outcome !== undefined && <span className="visually-hidden"> ({MARKS[outcome].word})</span>}
                            </Link>
                        </li>
                    );
                })}
            </ol>
        </nav>
    );
}
