import { useQuery } from "@tanstack/react-query";

import { isDeclared, nodeQuery } from "../api/node.ts";
import { Answered } from "../ui/answered.tsx";
import { Page } from "../ui/page.tsx";
import { Commands } from "./commands.tsx";
import { Declaration } from "./declaration.tsx";

/** All that the gateway was told, as one file. */
export function ConfigurationPage() {
    const node = useQuery(nodeQuery);
    return (
        <Page title="Configuration" about="All that this gateway was told, as a file in the form of Kong and decK.">
            <Answered query={node}>{(node) => (isDeclared(node) ? <Declaration /> : <Commands />)}</Answered>
        </Page>
    );
}
