import { type ReactNode, useEffect } from "react";

/** A page: what it is called, where it is, and what one can do here. */
export function Page({
    title,
    above,
    about,
    actions,
    children,
}: {
    title: string;
    /** What it belongs to. */
    above?: ReactNode;
    about?: ReactNode;
    actions?: ReactNode;
    children: ReactNode;
}) {
    useEffect(() => {
        document.title = `${title} · Lychgate`;
    }, [title]);
    return (
        <>
            <header className="page-head">
                <div>
                    {above && <p className="above">{above}</p>}
                    <h1 tabIndex={-1}>
                        <bdi>{title}</bdi>
                    </h1>
                    {about && <p className="about">{about}</p>}
                </div>
                {actions && <div className="actions">{actions}</div>}
            </header>
            {children}
        </>
    );
}

/** Brings the focus back to the page, where what had it is gone. */
export function refocus(): void {
    requestAnimationFrame(() => {
        if (document.activeElement === document.body) {
            document.getElementById("main")?.focus({ preventScroll: true });
        }
    });
}

/** A part of a page, in a frame. */
export function Card({ title, actions, children, id }: { title?: string; actions?: ReactNode; children: ReactNode; id?: string }) {
    return (
        <section className="card" id={id} aria-label={title}>
            {(title || actions) && (
                <header>
                    {title && <h2>{title}</h2>}
                    {actions && <div className="actions">{actions}</div>}
                </header>
            )}
            {children}
        </section>
    );
}
