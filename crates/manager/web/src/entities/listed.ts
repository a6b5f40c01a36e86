import { useInfiniteQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";

import { listQuery } from "../api/entities.ts";
import type { ListSearch } from "../app/router.tsx";
import { found, type Names, orderOf, sorted, tagsIn } from "./columns.ts";
import { tagsOf } from "./bulk.ts";
import type { Entity } from "./entity.ts";
import { listPath, type Place } from "./place.ts";

/**
 * A list as far as it is loaded, narrowed and in order. By name it is narrowed here, among what is loaded; what is called
 * exactly so is asked for besides, since it may be beyond that.
 */
export function useListed(place: Place, { named, tags, sort, all }: ListSearch, names: Names) {
    const path = listPath(place);
    const list = useInfiniteQuery(listQuery(place.workspace, path, { tags }));
    const loaded = useMemo(() => list.data?.pages.flatMap(({ data }) => data) ?? [], [list.data]);
    const isWhole = list.isSuccess && !list.hasNextPage;
    const order = useMemo(() => orderOf(place.kind, sort, isWhole && list.data.pages.length === 1), [place.kind, sort, isWhole, list.data]);
    const exact = useInfiniteQuery({
        ...listQuery(place.workspace, path, { named }),
        enabled: named !== undefined && list.isSuccess && !isWhole,
    });
    const entities = useMemo(() => {
        if (named === undefined) {
            return sorted(place.kind, loaded, order, names);
        }
        const here = found(place.kind, loaded, named, names);
        const known = new Set(here.map(({ id }) => id));
        const beyond = (exact.data?.pages[0]?.data ?? []).filter((one) => isOf(one, tags) && !known.has(one.id));
        return sorted(place.kind, [...beyond, ...here], order, names);
    }, [place.kind, loaded, exact.data, named, tags, order, names]);
    const wantsAll = all !== undefined;
    const { hasNextPage, isFetching, isError, fetchNextPage } = list;
    useEffect(() => {
        if (wantsAll && hasNextPage && !isFetching && !isError) {
            void fetchNextPage();
        }
    }, [wantsAll, hasNextPage, isFetching, isError, fetchNextPage]);
    return {
        entities,
        order,
        loaded: loaded.length,
        isWhole,
        isWaiting: list.isPending || exact.isFetching,
        /** Why nothing could be loaded at all. */
        problem: loaded.length === 0 ? list.error : null,
        /** Why there is no more of it. */
        problemOfMore: loaded.length > 0 ? list.error : null,
        retry: () => void (loaded.length > 0 && hasNextPage ? fetchNextPage() : list.refetch()),
        loadMore: () => {
            if (hasNextPage && !isFetching && !isError) {
                void fetchNextPage();
            }
        },
        isLoadingAll: wantsAll && hasNextPage && !isError,
    };
}

/** Whether nothing at all is in a list, so that the page of it begins with how to make one. */
export function useIsEmpty(place: Place): boolean {
    const { named, tags }: ListSearch = useSearch({ strict: false });
    const { data } = useInfiniteQuery(listQuery(place.workspace, listPath(place), { tags }));
    return !named && !tags && data !== undefined && data.pages.every((page) => page.data.length === 0);
}

/** Whether it is an entity at all, and has these tags: some paths below a list answer something else. */
const isOf = (entity: Entity, tags: string | undefined): boolean =>
    typeof entity.id === "string" && tagsIn(tags).every((tag) => tagsOf(entity).includes(tag));
