import { useEffect } from "react";

import { Problem, remedyOf, saidOf } from "../api/problem.ts";
import { type Faults } from "../schema/faults.ts";
import { labelOf } from "../schema/words.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/marks.tsx";

/** What went wrong when something was to be saved: all of it in one place, each leading to its field. */
export function SaveProblem({ problem, faults, show }: { problem: unknown; faults: Faults; show?: (path: string) => void }) {
    useEffect(() => {
        const first = [...faults.keys()][0];
        if (first !== undefined) {
            show?.(first);
            // A section that was folded away is there after the next frame.
            requestAnimationFrame(() => focusField(first));
        }
        // Only what was told anew brings somebody there, not that one of several is mended.
    }, [problem]);
    if (problem === null || problem === undefined) {
        return null;
    }
    if (problem instanceof Problem && problem.kind === "changed") {
        return null;
    }
    return (
        <Notice mood="bad" title="Not saved. What you typed is still here.">
            {faults.size === 0 && (
                <p>
                    {saidOf(problem)} {remedyOf(problem)}
                </p>
            )}
            {faults.size > 0 && (
                <ul className="faults">
                    {[...faults].map(([path, said]) => (
                        <li key={path}>
                            {path !== "@entity" && (
                                <Button
                                    tone="quiet"
                                    className="small"
                                    onPress={() => {
                                        show?.(path);
                                        requestAnimationFrame(() => focusField(path));
                                    }}
                                >
                                    {labelOf(path.split(".").at(-1) ?? path)}
                                </Button>
                            )}{" "}
                            {said.join("; ")}
                        </li>
                    ))}
                </ul>
            )}
        </Notice>
    );
}

/** Brings somebody to a field, if it is on the page. What has no field of its own stands in the next that has one. */
export function focusField(path: string): boolean {
    for (let names = path.split("."); names.length > 0; names = names.slice(0, -1)) {
        const field = document.getElementById(`f:${names.join(".")}`);
        if (field) {
            field.scrollIntoView({ block: "center" });
            const control = field.matches("input, textarea, button") ? field : field.querySelector<HTMLElement>("input, textarea, button, [tabindex]");
            control?.focus({ preventScroll: true });
            return true;
        }
    }
    return false;
}
