import type { ReactNode } from "react";

import { Loading, ProblemNotice } from "./marks.tsx";

type Query<T> = { data: T | undefined; error: unknown; refetch: () => unknown };

/**
 * What was asked for, as long as anything is known of it. What went wrong since is said above, and takes nothing away: a
 * form below keeps what was typed.
 */
export function Answered<T>({ query: { data, error, refetch }, what, children }: { query: Query<T>; what?: string; children: (data: T) => ReactNode }) {
    return (
        <>
            {error !== null && error !== undefined && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
            {data !== undefined ? children(data) : !error && <Loading {...(what && { what })} />}
        </>
    );
}

/** Two questions as one: both are known, or what is wrong with either. */
export function both<A, B>(one: Query<A>, other: Query<B>): Query<[A, B]> {
    const { data: a } = one;
    const { data: b } = other;
    return {
        data: a === undefined || b === undefined ? undefined : [a, b],
        error: one.error ?? other.error,
        refetch: () => Promise.all([one, other].map(({ error, refetch }) => error && refetch())),
    };
}
