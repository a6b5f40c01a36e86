import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button as AriaButton, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from "react-aria-components";

import { signedOut } from "../api/client.ts";
import { Problem, saidOf } from "../api/problem.ts";
import { sessionQuery, signOut } from "../api/session.ts";
import { warn } from "../ui/toast.tsx";
import { areLettersKeys, keepLetters } from "./letters.ts";
import { applyTheme, chosenTheme, type Theme } from "./theme.ts";

const THEMES: { id: Theme; name: string }[] = [
    { id: "system", name: "As the system" },
    { id: "light", name: "Light" },
    { id: "dark", name: "Dark" },
];

const LETTERS = "letters";

/**
 * Signs out, and leaves nothing behind: the page is loaded anew, and what this one knows goes with it, also where the browser
 * would keep it for the way back.
 */
async function leave(queries: QueryClient): Promise<void> {
    try {
        await signOut();
    } catch (problem) {
        if (!(problem instanceof Problem && problem.kind === "signed-out")) {
            warn(`You are still signed in. ${saidOf(problem)}`);
            return;
        }
    }
    addEventListener("pagehide", () => queries.clear(), { once: true });
    addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
    // Whoever has typed something is asked by the browser, may stay, and signs in again above it.
    signedOut.dispatchEvent(new Event("signed-out"));
    sessionStorage.clear();
    location.replace("/");
}

/** Who is here, how the pages look, and the way out. */
export function Account() {
    const { data: session } = useQuery(sessionQuery);
    const queries = useQueryClient();
    const [theme, setTheme] = useState(chosenTheme);
    const [areKeys, setKeys] = useState(areLettersKeys);
    const name = session ? (session.role === "read-only" ? "Read-only" : "Admin") : "Account";
    return (
        <MenuTrigger>
            <AriaButton className="button quiet account">
                <span>
                    <span className="visually-hidden">Account: </span>
                    {name} ▾
                </span>
            </AriaButton>
            <Popover className="popover" placement="bottom end">
                <Menu
                    className="menu"
                    onAction={async (key) => {
                        if (key === "sign-out") {
                            return await leave(queries);
                        }
                        if (key === LETTERS) {
                            keepLetters(!areKeys);
                            setKeys(!areKeys);
                            return;
                        }
                        applyTheme(key as Theme);
                        setTheme(key as Theme);
                    }}
                >
                    <MenuSection selectionMode="single" selectedKeys={[theme]}>
                        <Header>Colours</Header>
                        {THEMES.map(({ id, name }) => (
                            <MenuItem key={id} id={id} className="option">
                                {name}
                            </MenuItem>
                        ))}
                    </MenuSection>
                    <MenuSection selectionMode="multiple" selectedKeys={areKeys ? [LETTERS] : []}>
                        <Header>Keys</Header>
                        <MenuItem id={LETTERS} className="option">
                            Single letters are shortcuts
                        </MenuItem>
                    </MenuSection>
                    {session?.login === "token" && (
                        <MenuSection>
                            <Header>Signed in as {session.name}</Header>
                            <MenuItem id="sign-out" className="option">
                                Sign out
                            </MenuItem>
                        </MenuSection>
                    )}
                </Menu>
            </Popover>
        </MenuTrigger>
    );
}
