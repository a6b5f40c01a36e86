import { Link, type LinkProps } from "@tanstack/react-router";

/** Parts of a page that each have an address. */
export function Tabs({ label, tabs }: { label: string; tabs: { name: string; to: LinkProps; isCurrent: boolean }[] }) {
    return (
        <nav className="tabs" aria-label={label}>
            {tabs.map(({ name, to, isCurrent }) => (
                <Link key={name} {...to} activeOptions={{ includeSearch: true, explicitUndefined: true }} className="tab" aria-current={isCurrent ? "page" : undefined}>
                    {name}
                </Link>
            ))}
        </nav>
    );
}
