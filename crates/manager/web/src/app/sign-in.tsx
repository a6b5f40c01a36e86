import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";

import { signedOut } from "../api/client.ts";
import { Problem, remedyOf, saidOf } from "../api/problem.ts";
import { sessionQuery, signIn } from "../api/session.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/fields.tsx";
import { Notice } from "../ui/marks.tsx";

/** Whether nobody was ever signed in here, so that there is nothing yet to look at. */
export function useIsStranger(): boolean {
    const { data, error } = useQuery(sessionQuery);
    return data === undefined && error instanceof Problem && error.kind === "signed-out";
}

/** Asks who one is, above the page as it is: nothing that was typed below goes away. */
export function SignIn() {
    const queries = useQueryClient();
    const isStranger = useIsStranger();
    const [isOut, setOut] = useState(false);
    const [token, setToken] = useState("");
    const [said, say] = useState(takeSaid);
    const [isWaiting, wait] = useState(false);
    useEffect(() => {
        const hear = () => setOut(true);
        signedOut.addEventListener("signed-out", hear);
        return () => signedOut.removeEventListener("signed-out", hear);
    }, []);
    const enter = async (event: FormEvent) => {
        event.preventDefault();
        wait(true);
        try {
            // What is copied from a file or a message often has blanks around it.
            await signIn({ token: token.trim() });
            setToken("");
            say("");
            setOut(false);
            await queries.invalidateQueries();
        } catch (problem) {
            say([saidOf(problem), remedyOf(problem)].filter(Boolean).join(" "));
        } finally {
            wait(false);
        }
    };
    return (
        <Dialog isOpen={isOut || isStranger} title="Sign in">
            <form onSubmit={enter} className="stack">
                {!isStranger && <p>Your session has ended. The page below is as you left it, with all that you typed.</p>}
                {said && <Notice mood="bad">{said}</Notice>}
                <TextField
                    label="Token"
                    type="password"
                    value={token}
                    onChange={setToken}
                    autoFocus
                    about="What is in the file admin_token of the gateway’s prefix, or another token of this node. Or start the gateway anew and open the link that it prints."
                />
                <div className="actions">
                    <Button tone="primary" type="submit" isDisabled={token.trim() === "" || isWaiting}>
                        Sign in
                    </Button>
                </div>
            </form>
        </Dialog>
    );
}

/** What became of a link that did not let anybody in; told once. */
function takeSaid(): string {
    const said = sessionStorage.getItem("lychgate.link") ?? "";
    sessionStorage.removeItem("lychgate.link");
    return said;
}
