import { Link } from "@tanstack/react-router";

import type { Section } from "./sections.ts";

/** The first screen, which is no section of the layout. */
export const ESSENTIALS = "essentials";

/** The sections of a form, each with how much of it was said. */
export function Rail({
    sections,
    current,
    counts,
    faulty,
}: {
    sections: Section[];
    /** None while something is looked for, which shows all. */
    current: string | undefined;
    counts: Map<string, number>;
    faulty: Set<string>;
}) {
    return (
        <nav className="rail" aria-label="Sections of the form">
            <Place id={ESSENTIALS} title="Essentials" current={current} count={0} isFaulty={faulty.has(ESSENTIALS)} />
            {sections.map(({ id, title }) => (
                <Place key={id} id={id} title={title} current={current} count={counts.get(id) ?? 0} isFaulty={faulty.has(id)} />
            ))}
        </nav>
    );
}

function Place({ id, title, current, count, isFaulty }: { id: string; title: string; current: string | undefined; count: number; isFaulty: boolean }) {
    return (
        <Link
            to="."
            search={(before) => ({ ...before, section: id === ESSENTIALS ? undefined : id, find: undefined, only: undefined })}
            replace
            resetScroll={false}
            className="rail-place"
            activeOptions={{ exact: true, includeSearch: true, explicitUndefined: true }}
            data-current={id === current || undefined}
        >
            <span>{title}</span>
            {isFaulty && <span className="badge bad">fault</span>}
            {count > 0 && (
                <span className="badge info">
                    {count}
                    <span className="visually-hidden"> set</span>
                </span>
            )}
        </Link>
    );
}
