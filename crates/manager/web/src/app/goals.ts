import { GROUPS, kindAt } from "../entities/kinds.ts";

/** What the palette leads to. */
export type Goal = { id: string; name: string; about: string; href: string };

/** Those that contain each of the words, in whatever order. Where a name begins with what is typed, it stands first. */
export function sought(goals: readonly Goal[], typed: string, contains: (text: string, part: string) => boolean): Goal[] {
    const text = typed.trim();
    const words = text.split(/\s+/);
    const rank = ({ name }: Goal) => (contains(name.slice(0, text.length), text) ? 0 : words.every((word) => contains(name, word)) ? 1 : 2);
    const found = goals.filter(({ name, about }) => words.every((word) => contains(`${name} ${about}`, word)));
    return text === "" ? found : found.map((goal) => ({ goal, at: rank(goal) })).sort((one, other) => one.at - other.at).map(({ goal }) => goal);
}

/** The pages of a workspace, and those where something is made. */
export function pages(workspace: string): Goal[] {
    const below = `/w/${encodeURIComponent(workspace)}`;
    const kinds = GROUPS.flatMap(({ title, paths }) => paths.map((path) => ({ path, title, kind: kindAt(path)! })));
    return [
        { id: "home", name: "Overview", about: "How the gateway is", href: below },
        ...kinds.map(({ path, title, kind }) => ({ id: path, name: kind.title, about: title, href: `${below}/${path}` })),
        { id: "workspaces", name: "Workspaces", about: "Page", href: "/workspaces" },
        { id: "check", name: "Check connection", about: "To an identity provider", href: "/check" },
        { id: "configuration", name: "Configuration", about: "All of it as a file: export, compare, import", href: "/configuration" },
        ...kinds.map(({ path, title, kind }) => ({
            id: `new ${path}`,
            name: `New ${kind.one}`,
            about: `Add, ${title}`,
            href: `${below}/${path}/${path === "plugins" ? "select" : "new"}`,
        })),
    ];
}
