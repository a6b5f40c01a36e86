import { useQuery } from "@tanstack/react-query";
import { CircleAlert, ShieldCheck, ShieldPlus } from "lucide-react";

import { chainQuery } from "../api/chain.ts";
import { LinkButton } from "../ui/button.tsx";
import { loginIn, useLoginNames } from "./logins.ts";
import { useMay } from "./may.ts";

/** The way to put a login before a route, or to the one that is there; on a closed route, to what closes it. */
export function ProtectLink({ workspace, route }: { workspace: string; route: string }) {
    const may = useMay();
    const { data: chain } = useQuery(chainQuery(workspace, route));
    const links = chain?.plugins ?? [];
    const login = loginIn(links, useLoginNames(links.map(({ name }) => name)));
    const [closing] = chain?.closed_by ?? [];
    if (closing) {
        return (
            <LinkButton to="/w/$workspace/$kind/$id" params={{ workspace, kind: closing.kind, id: closing.id }} className="closed">
                <CircleAlert size={16} aria-hidden />
                Closed
            </LinkButton>
        );
    }
    if (login) {
        return (
            <LinkButton to="/w/$workspace/$kind/$id" params={{ workspace, kind: "plugins", id: login.id }} className="protected">
                <ShieldCheck size={16} aria-hidden />
                Protected with login
            </LinkButton>
        );
    }
    if (!may.draft) {
        return null;
    }
    return (
        <LinkButton to="/w/$workspace/routes/$id/protect" params={{ workspace, id: route }} tone="primary">
            <ShieldPlus size={16} aria-hidden />
            Protect with login
        </LinkButton>
    );
}
