import { Link } from "@tanstack/react-router";

import { STEPS } from "./steps/step.ts";

/** The steps, which of them are done, and the way to each. */
export function Stepper({ place, reach }: {
    place: number;
    /** The last one that can be gone to: before it nothing is missing. */
    reach: number;
}) {
    return (
        <nav aria-label="Steps" className="steps">
            <ol>
                {STEPS.map(({ id, title }, index) => (
                    <li key={id} data-done={index < place || undefined}>
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
                                {index < place ? "✓" : index + 1}
                            </span>
                            {title}
                            {index < place && <span className="visually-hidden"> (done)</span>}
                        </Link>
                    </li>
                ))}
            </ol>
        </nav>
    );
}
