import { AlertTriangle, CircleAlert, CircleCheck, Info } from "lucide-react";
import type { ReactNode } from "react";

import { Problem, remedyOf, saidOf } from "../api/problem.ts";
import { Button } from "./button.tsx";

/** How good news is. A word and a sign always stand beside the colour. */
export type Mood = "good" | "warn" | "bad" | "info" | "quiet";

export function Badge({ mood = "quiet", children }: { mood?: Mood; children: ReactNode }) {
    return <span className={`badge ${mood}`}>{children}</span>;
}

const SIGNS = { good: CircleCheck, warn: AlertTriangle, bad: CircleAlert, info: Info, quiet: Info };

/** Something that is said across the page, or across a form. */
export function Notice({ mood = "info", title, children }: { mood?: Mood; title?: string; children?: ReactNode }) {
    const Sign = SIGNS[mood];
    return (
        <div className={`notice ${mood}`} role={mood === "bad" ? "alert" : "status"}>
            <Sign size={18} aria-hidden />
            <div>
                {title && <strong>{title}</strong>}
                {children}
            </div>
        </div>
    );
}

/** Why something did not come about, with a way on where there is one. */
export function ProblemNotice({ problem, onRetry }: { problem: unknown; onRetry?: () => void }) {
    const remedy = remedyOf(problem);
    const isAway = problem instanceof Problem && problem.kind === "away";
    return (
        <Notice mood="bad" title={isAway ? "No connection" : "That did not work"}>
            <p>
                {saidOf(problem)} {remedy}
            </p>
            {onRetry && (
                <Button tone="plain" onPress={onRetry}>
                    Try again
                </Button>
            )}
        </Notice>
    );
}

/** Nothing is here yet: what would be, and how to get it. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
    return (
        <div className="empty">
            <h2>{title}</h2>
            {children}
            {action && <div className="actions">{action}</div>}
        </div>
    );
}

export function Loading({ what = "Loading" }: { what?: string }) {
    return (
        <p className="loading" role="status">
            {what}…
        </p>
    );
}

/** A moment: how long ago, and on being looked at, exactly when. Seconds since 1970. */
export function Moment({ seconds }: { seconds: number | null | undefined }) {
    if (seconds === null || seconds === undefined) {
        return <span className="quiet">–</span>;
    }
    const date = new Date(seconds * 1000);
    return (
        <time dateTime={date.toISOString()} title={EXACT.format(date)}>
            {ago(seconds)}
        </time>
    );
}

const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "long" });
const RELATIVE = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
    ["year", 31_536_000],
    ["month", 2_592_000],
    ["day", 86_400],
    ["hour", 3_600],
    ["minute", 60],
];

function ago(seconds: number): string {
    const away = seconds - Date.now() / 1000;
    const [unit, length] = UNITS.find(([, length]) => Math.abs(away) >= length) ?? ["second" as const, 1];
    return RELATIVE.format(Math.round(away / length), unit);
}
