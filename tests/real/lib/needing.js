/** A check that needs what not every provider has. One without it says why in its `lacks`, see provider.js. */
export function needing(what, check) {
    return Object.assign(check, { needs: what });
}
