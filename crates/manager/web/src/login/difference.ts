/** Where two texts part: what both begin with, and what is left of each. */
export function parting(one: string, other: string): { same: string; rests: [string, string] } {
    const letters = [...one];
    const others = [...other];
    let length = 0;
    while (length < letters.length && length < others.length && letters[length] === others[length]) {
        length += 1;
    }
    return { same: letters.slice(0, length).join(""), rests: [letters.slice(length).join(""), others.slice(length).join("")] };
}
