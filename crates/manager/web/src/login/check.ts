import { inWorkspace, value } from "../api/client.ts";
import { Problem } from "../api/problem.ts";
import { HIDDEN, isRecord, type Json, type Record_ } from "../schema/value.ts";
import type { Mood } from "../ui/marks.tsx";
import { LOGIN_PLUGIN } from "./plugin.ts";

/** One thing that was looked at, between the gateway and a provider. */
export type Finding = {
    id: string;
    title: string;
    status: Status;
    ms: number | null;
    seen: string | null;
    expected: string | null;
    fix: string | null;
    /** The option that it is about. */
    option: string | null;
    docs: string | null;
};

export type Status = "ok" | "warn" | "fail" | "skip";

export type Report = { verdict: "ok" | "warn" | "fail"; issuer: string | null; findings: Finding[] };

/** What is checked: a plugin as it is kept, or options as somebody would write them. */
export type Checked = { plugin: string } | { config: Record_ };

/** Has the gateway look at a provider as it would for a login of a workspace. Nothing is kept of it. */
export const check = (workspace: string, checked: Checked, isSigningIn: boolean, signal: AbortSignal): Promise<Report> =>
    value<Report>(inWorkspace(workspace, LOGIN_PLUGIN, "check"), {
        method: "POST",
        body: { ...checked, ...(isSigningIn ? { sign_in: true } : {}) },
        signal,
    });

/** Why there is no report, in words. */
export function whyNot(problem: unknown, isKept: boolean): string {
    const kind = problem instanceof Problem ? problem.kind : undefined;
    switch (kind) {
        case "forbidden":
            return "Your role may not have the gateway call others. Ask somebody who may change the configuration.";
        case "not-found":
            return isKept
                ? "There is nothing to check any more: the plugin was deleted, or this gateway is older than these pages."
                : "This gateway cannot check what no plugin has yet: it is older than these pages. Go on without; you may check once it is newer.";
        case "busy":
            return "The gateway is checking others at the moment. Try again in a few seconds.";
        default:
            return problem instanceof Error ? problem.message : String(problem);
    }
}

/** A plugin as it is kept, with its secrets, as long as nothing of it was changed; else what is known of its options. */
export const checkedOf = (plugin: string | undefined, isChanged: boolean, config: Record_): Checked =>
    plugin !== undefined && !isChanged ? { plugin } : { config: known(config) };

/** Options of what somebody typed. Without a client nobody signs in, so only what tokens need of the provider is looked at. */
export function typedConfig({ issuer, client, secret }: { issuer: string; client: string; secret: string }): Record_ {
    return {
        issuer: issuer.trim(),
        auth_methods: client.trim() === "" ? ["bearer"] : ["authorization_code", "session"],
        ...(client.trim() === "" ? {} : { client_id: [client.trim()] }),
        ...(secret === "" ? {} : { client_secret: [secret] }),
    };
}

export const STATUS: Record<Status, { word: string; mood: Mood }> = {
    ok: { word: "OK", mood: "good" },
    warn: { word: "Warning", mood: "warn" },
    fail: { word: "Failed", mood: "bad" },
    skip: { word: "Skipped", mood: "quiet" },
};

/** Options without those of which only so much is known here that they are set: secrets that were written before. */
export function known(config: Record_): Record_ {
    return Object.fromEntries(Object.entries(config).filter(([, value]) => !isHidden(value)));
}

/** The options that a check goes without. */
export const unknown = (config: Record_): string[] => Object.keys(config).filter((option) => isHidden(config[option]));

const isHidden = (value: Json | undefined): boolean =>
    value === HIDDEN || (Array.isArray(value) ? value.some(isHidden) : isRecord(value) && Object.values(value).some(isHidden));

/** How many findings are of each kind, in a sentence. */
export function summary({ findings }: Report): string {
    const count = (status: Status) => findings.filter((finding) => finding.status === status).length;
    const [failed, warned, skipped] = [count("fail"), count("warn"), count("skip")];
    const said = [
        failed > 0 && `${failed} failed`,
        warned > 0 && `${warned} to look at`,
        `${count("ok")} in order`,
        skipped > 0 && `${skipped} skipped`,
    ];
    return `${said.filter(Boolean).join(", ")}.`;
}

/** What became of a check, once it has been gone past. */
export type Outcome = "passed" | "failed" | "unknown" | "skipped";

/** A report of what was typed before tells nothing of what is there now. */
export function outcomeOf({ report, problem, isStale }: { report: Report | undefined; problem: unknown; isStale: boolean }): Outcome {
    if (problem !== null) {
        return "unknown";
    }
    return report === undefined || isStale ? "skipped" : report.verdict === "fail" ? "failed" : "passed";
}
