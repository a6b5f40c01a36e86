/** How the pages are coloured: as the system says, or as somebody chose on this machine. */
export type Theme = "system" | "light" | "dark";

const KEPT_AS = "lychgate.theme";

export function chosenTheme(): Theme {
    const kept = localStorage.getItem(KEPT_AS);
    return kept === "light" || kept === "dark" ? kept : "system";
}

export function applyTheme(theme: Theme = chosenTheme()): void {
    if (theme === "system") {
        localStorage.removeItem(KEPT_AS);
        delete document.documentElement.dataset.theme;
    } else {
        localStorage.setItem(KEPT_AS, theme);
        document.documentElement.dataset.theme = theme;
    }
}
