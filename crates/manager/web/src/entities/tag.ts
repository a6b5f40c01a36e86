/** Why the gateway takes no such tag; nothing, if it does. A comma and a slash join tags where lists are narrowed to them. */
export function faultOfTag(tag: string): string | undefined {
    if (/[,/]/.test(tag)) {
        return "a tag has no comma and no slash in it";
    }
    return /\p{Cc}/u.test(tag) ? "a tag has no control characters in it" : undefined;
}
