import { useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { allQuery } from "../api/entities.ts";
import { linkOf, type Names, SCOPES } from "./columns.ts";
import { type Entity, nameOf } from "./entity.ts";
import { type Kind, kindAt } from "./kinds.ts";

/** The kinds that the columns of a list name. */
const namedIn = (kind: Kind): string[] =>
    kind.columns.flatMap(({ field, shown }) => (shown === "scope" ? Object.values(SCOPES) : shown === "link" ? [linkOf(field)] : []));

/** What others are called that a list names. Until that is known, and past the first thousand: the beginning of the id. */
export function useNames(workspace: string, kind: Kind): Names {
    const paths = namedIn(kind);
    return useQueries({
        queries: paths.map((path) => allQuery(workspace, [path])),
        combine: (lists): Names => {
            const names = new Map(lists.flatMap(({ data }, index) => namesOf(paths[index]!, data?.data ?? [])));
            return (reference, id) => names.get(`${reference} ${id}`) ?? id.slice(0, 8);
        },
    });
}

function namesOf(path: string, entities: readonly Entity[]): [string, string][] {
    const kind = kindAt(path);
    return entities.map((entity) => [`${path} ${entity.id}`, nameOf(kind, entity)]);
}

/** Another entity, by its name, as a way to its page. */
export function Reference({ workspace, path, id }: { workspace: string; path: string; id: string }) {
    const kind = kindAt(path);
    const { data } = useQuery(allQuery(workspace, [path]));
    const entity = data?.data.find((one) => one.id === id);
    return (
        <Link to="/w/$workspace/$kind/$id" params={{ workspace, kind: path, id }} className="reference">
            <bdi>{entity ? nameOf(kind, entity) : id.slice(0, 8)}</bdi>
        </Link>
    );
}
