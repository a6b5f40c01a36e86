/** Bytes of chance in a secret: 192 bits, which are 32 letters. */
export const CHANCE = 24;

/** A secret of these bytes, in letters that stand in any header and address (RFC 4648, section 5). */
export const secretOf = (bytes: Uint8Array): string =>
    btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
