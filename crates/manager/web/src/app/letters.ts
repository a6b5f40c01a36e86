/** Whether single letters are keys on this machine. Whoever speaks to their browser types letters that they do not mean. */

const KEPT_AS = "lychgate.letters";

export function areLettersKeys(): boolean {
    try {
        return localStorage.getItem(KEPT_AS) !== "off";
    } catch {
        return true;
    }
}

export function keepLetters(areKeys: boolean): void {
    try {
        if (areKeys) {
            localStorage.removeItem(KEPT_AS);
        } else {
            localStorage.setItem(KEPT_AS, "off");
        }
    } catch {
        // Without storage they are what they are until the page is loaded again.
    }
}
