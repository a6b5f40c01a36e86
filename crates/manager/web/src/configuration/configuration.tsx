import { useQuery } from "@tanstack/react-query";

import { isDeclared, nodeQuery } from "../api/node.ts";
import { Loading, ProblemNotice } from "../ui/marks.tsx";
import { Page } from "../ui/page.tsx";
import { Commands } from "./commands.tsx";
import { Declaration } from "./declaration.tsx";

/** All that the gateway was told, as one file. */
export function ConfigurationPage() {
    const { data: node, error, refetch } = useQuery(nodeQuery);
    return (
        <Page title="Configuration" about="All that this gateway was told, as a file in the form of Kong and decK.">
            {error && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
            {!node && !error && <Loading />}
            {node && (isDeclared(node) ? <Declaration /> : <Commands />)}
        </Page>
    );
}
