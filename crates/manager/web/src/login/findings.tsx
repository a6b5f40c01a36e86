import { AlertTriangle, CircleAlert, CircleCheck, CircleMinus } from "lucide-react";
import type { ReactNode } from "react";

import { CopyButton } from "../ui/button.tsx";
import { Badge, Notice } from "../ui/marks.tsx";
import { type Finding, type Report, STATUS, summary } from "./check.ts";
import { parting } from "./difference.ts";

const SIGNS = { ok: CircleCheck, warn: AlertTriangle, fail: CircleAlert, skip: CircleMinus };

const VERDICTS = {
    ok: { mood: "good", title: "The provider answers as it should" },
    warn: { mood: "warn", title: "Nothing that was seen is in the way, and something is worth a look" },
    fail: { mood: "bad", title: "Nobody could sign in like this" },
} as const;

/** What a check found, in the order in which it looked. */
export function Findings({ report, link }: { report: Report; link: (option: string, finding: Finding) => ReactNode }) {
    const { mood, title } = VERDICTS[report.verdict];
    return (
        <div className="findings">
            <Notice mood={mood} title={title}>
                <p>{summary(report)}</p>
                {report.issuer && (
                    <p>
                        Issuer: <code dir="auto">{report.issuer}</code>
                    </p>
                )}
            </Notice>
            <ol>
                {report.findings.map((finding) => (
                    <Found key={finding.id} finding={finding} link={link} />
                ))}
            </ol>
            <CopyButton text={JSON.stringify(report, null, 2)} label="Copy as JSON for a ticket" />
        </div>
    );
}

function Found({ finding, link }: { finding: Finding; link: (option: string, finding: Finding) => ReactNode }) {
    const { word, mood } = STATUS[finding.status];
    const Sign = SIGNS[finding.status];
    const { seen, expected } = finding;
    const isCompared = seen !== null && expected !== null && seen !== expected;
    const isAmiss = finding.status === "warn" || finding.status === "fail";
    return (
        <li className={`finding ${mood}`}>
            <Sign size={18} aria-hidden />
            <div>
                <p className="finding-head">
                    <strong>{finding.title}</strong>
                    <Badge mood={mood}>{word}</Badge>
                    {seen && !isCompared && (
                        <code className="finding-seen" dir="auto">
                            {seen}
                        </code>
                    )}
                    {finding.status !== "skip" && typeof finding.ms === "number" && <span className="quiet">{finding.ms} ms</span>}
                </p>
                {isCompared && <Compared seen={seen} expected={expected} />}
                {finding.fix && <p>{finding.fix}</p>}
                {isAmiss && finding.option && link(finding.option, finding)}
                {isAmiss && finding.docs && (
                    <p className="hint">
                        More in <code>{finding.docs}</code>
                    </p>
                )}
            </div>
        </li>
    );
}

/** Texts that begin alike for less than this are not two forms of one thing, so that no place in them tells anything. */
const ALIKE = 4;

/** What was seen below what was expected, with the place where they part. */
function Compared({ seen, expected }: { seen: string; expected: string }) {
    const {
        same,
        rests: [seenRest, expectedRest],
    } = parting(seen, expected);
    const isAlike = same.length >= ALIKE;
    return (
        <dl className="compared">
            <dt>Seen</dt>
            <dd>
                {isAlike ? <Text same={same} rest={seenRest} /> : <code dir="auto">{seen}</code>}
            </dd>
            <dt>Expected</dt>
            <dd>
                {isAlike ? <Text same={same} rest={expectedRest} /> : <code dir="auto">{expected}</code>}
            </dd>
        </dl>
    );
}

function Text({ same, rest }: { same: string; rest: string }) {
    return (
        <code dir="auto">
            {same}
            <mark>{rest === "" ? <span className="ends">(ends here)</span> : rest}</mark>
        </code>
    );
}
