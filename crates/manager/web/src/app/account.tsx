import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button as AriaButton, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from "react-aria-components";

import { sessionQuery, signOut } from "../api/session.ts";
import { signedOut } from "../api/client.ts";
import { applyTheme, chosenTheme, type Theme } from "./theme.ts";

const THEMES: { id: Theme; name: string }[] = [
    { id: "system", name: "As the system" },
    { id: "light", name: "Light" },
    { id: "dark", name: "Dark" },
];

/** Who is here, how the pages look, and the way out. */
export function Account() {
    const { data: session } = useQuery(sessionQuery);
    const queries = useQueryClient();
    const [theme, setTheme] = useState(chosenTheme);
    const name = session ? (session.role === "read-only" ? "Read-only" : "Admin") : "Nobody";
    return (
        <MenuTrigger>
            <AriaButton className="button quiet account">{name} ▾</AriaButton>
            <Popover className="popover" placement="bottom end">
                <Menu
                    className="menu"
                    aria-label="Account"
                    onAction={async (key) => {
                        if (key === "sign-out") {
                            await signOut();
                            queries.clear();
                            signedOut.dispatchEvent(new Event("signed-out"));
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
