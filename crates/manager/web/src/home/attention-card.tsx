import { Link } from "@tanstack/react-router";
import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

import { readCertificate } from "../entities/certificate.ts";
import { countOf } from "../entities/dependants.ts";
import { type Entity, nameOf } from "../entities/entity.ts";
import { kindAt } from "../entities/kinds.ts";
import { Moment } from "../ui/marks.tsx";
import { Card } from "../ui/page.tsx";
import { CHAINS, disabled, ending } from "./attention.ts";

/** How many of a kind are named. */
const NAMED = 5;

/** The lists that are looked at. */
export const LOOKED_AT = ["services", "routes", "plugins", "certificates", "ca_certificates"];

type Known = {
    workspace: string;
    of: (path: string) => Entity[];
    /** Routes that ask nobody who they are, if it is known which. */
    open: Entity[] | undefined;
    /** Routes that are closed for what they lack, as far as they were asked. */
    closed: Entity[];
    /** Whether some were not asked, or have not answered. */
    isUnsure: boolean;
    isShort: boolean;
};

/** What wants somebody's eye. */
export function AttentionCard({ workspace, of, open, closed, isUnsure, isShort }: Known) {
    const now = Date.now() / 1000;
    const certificates = [
        ...ending(of("certificates"), now).map((one) => ({ ...one, path: "certificates" })),
        ...ending(of("ca_certificates"), now).map((one) => ({ ...one, path: "ca_certificates" })),
    ];
    const off = ["services", "plugins"].map((path) => ({ path, entities: disabled(of(path)) })).filter(({ entities }) => entities.length > 0);
    const isCalm = closed.length === 0 && !isUnsure && certificates.length === 0 && off.length === 0 && (open ?? []).length === 0;
    return (
        <Card title="What needs attention">
            <ul className="attention">
                {closed.length > 0 && (
                    <Point mood="bad">
                        {countOf(kindAt("routes")!, closed.length)} {closed.length === 1 ? "is" : "are"} closed, every request answered 500:{" "}
                        <Named workspace={workspace} path="routes" entities={closed} />
                    </Point>
                )}
                {certificates.map(({ entity, expires, ending, path }) => (
                    <Point key={entity.id} mood={ending === "past" ? "bad" : "warn"}>
                        The certificate <One workspace={workspace} path={path} entity={entity} name={readCertificate(entity.cert)?.subject} />{" "}
                        {ending === "past" ? "ended" : "ends"} <Moment seconds={expires} />.
                    </Point>
                ))}
                {off.map(({ path, entities }) => (
                    <Point key={path} mood="info">
                        {countOf(kindAt(path)!, entities.length)} {entities.length === 1 ? "is" : "are"} disabled:{" "}
                        <Named workspace={workspace} path={path} entities={entities} />
                    </Point>
                ))}
                {open !== undefined && open.length > 0 && (
                    <Point mood="info">
                        {open.length.toLocaleString()} of {countOf(kindAt("routes")!, of("routes").length)} {open.length === 1 ? "asks" : "ask"} nobody who
                        they are: <Named workspace={workspace} path="routes" entities={open} />
                        <span className="hint"> As far as this page knows the plugins that ask; some of your own may.</span>
                    </Point>
                )}
                {isCalm && (
                    <Point mood="good">
                        Nothing that this page looks for: no route is closed, no certificate ends soon, nothing is disabled
                        {open !== undefined && of("routes").length > 0 && ", and every route asks who is there"}.
                    </Point>
                )}
            </ul>
            {isUnsure && <p className="hint">Whether a route is closed is not known of all: up to {CHAINS} are asked. The page of a route tells it, too.</p>}
            {isShort && <p className="hint">Of each kind, the first thousand are looked at.</p>}
        </Card>
    );
}

const SIGNS = { good: CircleCheck, info: Info, warn: TriangleAlert, bad: CircleAlert };

function Point({ mood, children }: { mood: keyof typeof SIGNS; children: ReactNode }) {
    const Sign = SIGNS[mood];
    return (
        <li className={mood}>
            <Sign size={17} aria-hidden />
            <div>{children}</div>
        </li>
    );
}

function Named({ workspace, path, entities }: { workspace: string; path: string; entities: Entity[] }) {
    return (
        <>
            {entities.slice(0, NAMED).map((entity, index) => (
                <span key={entity.id}>
                    {index > 0 && ", "}
                    <One workspace={workspace} path={path} entity={entity} />
                </span>
            ))}
            {entities.length > NAMED ? ", …" : "."}
        </>
    );
}

function One({ workspace, path, entity, name }: { workspace: string; path: string; entity: Entity; name?: string | undefined }) {
    return (
        <Link to="/w/$workspace/$kind/$id" params={{ workspace, kind: path, id: entity.id }}>
            <bdi>{name || nameOf(kindAt(path), entity)}</bdi>
        </Link>
    );
}
