/** What programs bring: the headers of a request, and what stands in those that come back. */

/** What programs accept. */
const ANYTHING = { accept: "*/*" };

/** A name and a secret (RFC 7617). */
export function basic(name, secret) {
    return { ...ANYTHING, authorization: `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}` };
}

/** A token (RFC 6750). */
export function bearer(token) {
    return { ...ANYTHING, authorization: `Bearer ${token}` };
}

/** Nothing. */
export function nothing() {
    return ANYTHING;
}

/** The token of an `Authorization` header. */
export function tokenOf({ authorization }) {
    return authorization.replace("Bearer ", "");
}

/** What a token says of itself, unverified. */
export function claimsOf(token) {
    return JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());
}
