import { Link, Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { Boxes, House, Menu as MenuIcon, Search, ShieldCheck, SlidersHorizontal } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { I18nProvider, RouterProvider as AriaRouter } from "react-aria-components";

import { GROUPS, kindAt } from "../entities/kinds.ts";
import { useMay } from "../entities/may.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { Notice } from "../ui/marks.tsx";
import { Toasts } from "../ui/toast.tsx";
import { Account } from "./account.tsx";
import { Palette } from "./palette.tsx";
import { Shortcuts, useShortcuts } from "./shortcuts.tsx";
import { SignIn, useIsStranger } from "./sign-in.tsx";
import { useWorkspace } from "./workspace.ts";

/** What stands around every page: where one is, where one can go, who one is. */
export function Shell() {
    const navigate = useNavigate();
    const [isOpen, open] = useState(false);
    const [isFinding, find] = useState(false);
    const [isHelping, help] = useState(false);
    const isStranger = useIsStranger();
    const path = useRouterState({ select: (state) => state.location.pathname });
    const main = useRef<HTMLElement>(null);
    useShortcuts({ find: () => find(true), help: () => help(true) });
    // Whoever reads the page with their ears is told that it is another one.
    const isFirst = useRef(true);
    useEffect(() => {
        open(false);
        if (!isFirst.current) {
            main.current?.focus({ preventScroll: true });
        }
        isFirst.current = false;
    }, [path]);
    return (
        <I18nProvider locale={navigator.language}>
            <AriaRouter navigate={(href) => void navigate({ href })}>
                <a className="skip" href="#main">
                    Skip to the page
                </a>
                <header className="top">
                    <IconButton label="Navigation" aria-expanded={isOpen} aria-controls="side" onPress={() => open(!isOpen)}>
                        <MenuIcon size={20} aria-hidden />
                    </IconButton>
                    <Link to="/" className="brand">
                        <Gate />
                        Lychgate
                    </Link>
                    <Button tone="quiet" className="find" onPress={() => find(true)}>
                        <Search size={16} aria-hidden />
                        Go to…
                        <kbd aria-hidden>Ctrl K</kbd>
                    </Button>
                    <Account />
                </header>
                <div className="frame">
                    <Navigation isOpen={isOpen} onClose={() => open(false)} />
                    <main id="main" ref={main} tabIndex={-1}>
                        {!isStranger && (
                            <>
                                <WhyNot />
                                <Outlet />
                            </>
                        )}
                    </main>
                </div>
                <Palette isOpen={isFinding} onClose={() => find(false)} />
                <Shortcuts isOpen={isHelping} onClose={() => help(false)} />
                <SignIn />
                <Toasts />
            </AriaRouter>
        </I18nProvider>
    );
}

/** The sign of the house: a roof above a way in. */
function Gate() {
    return (
        <svg className="gate" viewBox="0 0 32 32" width={24} height={24} aria-hidden>
            <path d="M3 13 16 4l13 9M7 13v15M25 13v15M12 28V18a4 4 0 0 1 8 0v10" />
        </svg>
    );
}

function Navigation({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
    const workspace = useWorkspace();
    return (
        <nav id="side" className="side" data-open={isOpen || undefined} aria-label="Manager" onKeyDown={({ key }) => key === "Escape" && onClose()}>
            <Link to="/workspaces" className="place" activeProps={{ "aria-current": "page" }}>
                <Boxes size={17} aria-hidden />
                Workspaces
            </Link>
            <p className="where">
                Workspace <bdi>{workspace}</bdi>
            </p>
            <Link
                to="/w/$workspace"
                params={{ workspace }}
                className="place"
                activeOptions={{ exact: true }}
                activeProps={{ "aria-current": "page" }}
            >
                <House size={17} aria-hidden />
                Overview
            </Link>
            {GROUPS.map(({ title, paths }) => (
                <section key={title} aria-label={title}>
                    <h2>{title}</h2>
                    {paths.map((path) => {
                        const kind = kindAt(path)!;
                        const Sign = kind.icon;
                        return (
                            <Link
                                key={path}
                                to="/w/$workspace/$kind"
                                params={{ workspace, kind: path }}
                                className="place"
                                activeProps={{ "aria-current": "page" }}
                            >
                                <Sign size={17} aria-hidden />
                                {kind.title}
                            </Link>
                        );
                    })}
                </section>
            ))}
            <section aria-label="Gateway">
                <h2>Gateway</h2>
                <Link to="/check" className="place" activeProps={{ "aria-current": "page" }}>
                    <ShieldCheck size={17} aria-hidden />
                    Check connection
                </Link>
                <Link to="/configuration" className="place" activeProps={{ "aria-current": "page" }}>
                    <SlidersHorizontal size={17} aria-hidden />
                    Configuration
                </Link>
            </section>
        </nav>
    );
}

/** Why nothing can be written here, where that is so. */
function WhyNot() {
    const { whyNot } = useMay();
    return (
        whyNot && (
            <Notice mood="info" title={whyNot.said}>
                <p>{whyNot.instead}</p>
            </Notice>
        )
    );
}
