import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";

import { signedOut } from "../api/client.ts";
import { Problem } from "../api/problem.ts";
import { sessionQuery, signIn } from "../api/session.ts";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/fields.tsx";
import { Notice } from "../ui/marks.tsx";

/** Asks who one is, above the page as it is: nothing that was typed below goes away. */
export function SignIn() {
    const queries = useQueryClient();
    const session = useQuery({ ...sessionQuery, retry: false });
    const [isOut, setOut] = useState(false);
    const [token, setToken] = useState("");
    const [said, say] = useState(takeSaid);
    const [isWaiting, wait] = useState(false);
    useEffect(() => {
        const hear = () => setOut(true);
        signedOut.addEventListener("signed-out", hear);
        return () => signedOut.removeEventListener("signed-out", hear);
    }, []);
    const isAsked = isOut || (session.error instanceof Problem && session.error.kind === "signed-out");
    const enter = async (event: FormEvent) => {
        event.preventDefault();
        wait(true);
        try {
            await signIn({ token });
            setToken("");
            say("");
            setOut(false);
            await queries.invalidateQueries();
        } catch (problem) {
            say(problem instanceof Error ? problem.message : String(problem));
        } finally {
            wait(false);
        }
    };
    return (
        <ModalOverlay className="overlay" isOpen={isAsked} isKeyboardDismissDisabled>
            <Modal className="modal">
                <Dialog className="dialog">
                    <form onSubmit={enter} className="stack">
                        <Heading slot="title">Sign in</Heading>
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
                            <Button tone="primary" type="submit" isDisabled={token === "" || isWaiting}>
                                Sign in
                            </Button>
                        </div>
                    </form>
                </Dialog>
            </Modal>
        </ModalOverlay>
    );
}

/** What became of a link that did not let anybody in; told once. */
function takeSaid(): string {
    const said = sessionStorage.getItem("lychgate.link") ?? "";
    sessionStorage.removeItem("lychgate.link");
    return said;
}
