import { queryOptions, useQuery } from "@tanstack/react-query";
import { KeySquare } from "lucide-react";

import { schemaQuery } from "../api/entities.ts";
import { value } from "../api/client.ts";
import type { Schema } from "../schema/field.ts";
import { labelOf } from "../schema/words.ts";
import { type Column, type Kind, kindAt } from "./kinds.ts";

/** What proves who a consumer is: where it is asked for below a consumer, and what its schema is called. */
export type CredentialKind = { path: string; schema: string };

/** The paths that the gateway answers. They change with its plugins only. */
const endpointsQuery = queryOptions({
    queryKey: ["endpoints"],
    queryFn: async ({ signal }) => (await value<{ data: string[] }>("/endpoints", { signal })).data,
    staleTime: Infinity,
});

const ONE = /^\/consumers\/\{consumers\}\/([^/]+)\/\{([^}]+)\}$/;

/** Whatever consumers have that has no list of its own here: their credentials, by the plugins that there are. */
export const credentialKinds = (endpoints: readonly string[]): CredentialKind[] =>
    endpoints.flatMap((path) => {
        const [, segment, schema] = ONE.exec(path) ?? [];
        return segment && schema && !kindAt(segment) ? [{ path: segment, schema }] : [];
    });

export function useCredentialKinds(): { kinds: CredentialKind[]; problem: unknown; isWaiting: boolean } {
    const { data, error, isPending } = useQuery(endpointsQuery);
    return { kinds: credentialKinds(data ?? []), problem: error, isWaiting: isPending };
}

/** The kind of these credentials, as their schema has it. */
export function kindOfCredential({ path, schema: name }: CredentialKind, schema: Schema): Kind {
    const title = labelOf(path);
    const own = schema.fields.filter(({ name, type }) => !USUAL.includes(name) && type !== "foreign");
    const key = own.find(({ unique, secret }) => unique && !secret) ?? own.find(({ name, secret }) => name === "username" || !secret) ?? own[0];
    const columns = own
        .filter(({ type, secret }) => !secret && (type === "string" || type === "number" || type === "integer"))
        .map(({ name }, index): Column => ({ field: name, title: labelOf(name), isOptional: index > 2, isKey: name === key?.name }));
    return {
        path,
        title,
        one: `${title} credential`,
        key: key?.name ?? "username",
        icon: KeySquare,
        about: "What proves who the consumer is.",
        columns: [
            ...columns,
            { field: "tags", title: "Tags", shown: "tags" },
            { field: "created_at", title: "Made", shown: "moment" },
        ],
        children: [],
        dependants: [],
        schema: name,
        within: "consumers",
    };
}

const USUAL = ["id", "created_at", "updated_at", "tags", "ttl"];

/** The kind at a path of the address, also where only the gateway knows it. */
export function useKind(path: string): { kind: Kind | undefined; isWaiting: boolean; problem: unknown } {
    const known = kindAt(path);
    const endpoints = useQuery({ ...endpointsQuery, enabled: known === undefined });
    const credential = credentialKinds(endpoints.data ?? []).find((one) => one.path === path);
    const schema = useQuery({ ...schemaQuery(credential?.schema ?? ""), enabled: credential !== undefined });
    const kind = credential && schema.data && kindOfCredential(credential, schema.data);
    const isWaiting = known === undefined && (endpoints.isPending || (credential !== undefined && schema.isPending));
    return { kind: known ?? kind, isWaiting, problem: endpoints.error ?? schema.error };
}

/** What the schema of a kind is called. */
export const schemaOf = (kind: Kind): string => kind.schema ?? kind.path;
