/** What a certificate says of itself (RFC 5280, section 4.1). */
export type Certificate = {
    /** Who is certified, and by whom: the common name, or else whatever comes first. */
    subject: string;
    issuer: string;
    /** Until when it is good: seconds since 1970. */
    expires: number;
};

/** An element of DER: its tag, and where its contents are. */
type Element = { tag: number; from: number; to: number };

const SEQUENCE = 0x30;
const UTC_TIME = 0x17;
const VERSION = 0xa0;
/** The object identifier of a common name, 2.5.4.3. */
const COMMON_NAME = "550403";

/** Reads the first certificate of a PEM text; nothing, if it is none. It is shown, and never believed for anything. */
export function readCertificate(pem: unknown): Certificate | undefined {
    const base64 = typeof pem === "string" ? /-----BEGIN CERTIFICATE-----([^-]+)-----END/.exec(pem)?.[1] : undefined;
    if (base64 === undefined) {
        return undefined;
    }
    try {
        const bytes = Uint8Array.from(atob(base64.replace(/\s/g, "")), (one) => one.charCodeAt(0));
        const [certificate] = elements(bytes, { tag: 0, from: 0, to: bytes.length });
        const [signed] = elements(bytes, certificate!);
        const parts = elements(bytes, signed!);
        const [, , issuer, validity, subject] = parts[0]!.tag === VERSION ? parts.slice(1) : parts;
        const [, end] = elements(bytes, validity!);
        return { subject: nameIn(bytes, subject!), issuer: nameIn(bytes, issuer!), expires: momentIn(bytes, end!) };
    } catch {
        return undefined;
    }
}

function elements(bytes: Uint8Array, { from, to }: Element): Element[] {
    const found: Element[] = [];
    for (let at = from; at < to; ) {
        const tag = bytes[at]!;
        let length = bytes[at + 1]!;
        let begin = at + 2;
        if (length >= 0x80) {
            const count = length - 0x80;
            length = bytes.subarray(begin, begin + count).reduce((sum, byte) => sum * 256 + byte, 0);
            begin += count;
        }
        if (!(begin + length <= to)) {
            throw new RangeError("an element goes past its end");
        }
        found.push({ tag, from: begin, to: begin + length });
        at = begin + length;
    }
    return found;
}

function nameIn(bytes: Uint8Array, name: Element): string {
    const pairs = elements(bytes, name).flatMap((set) =>
        elements(bytes, set)
            .filter(({ tag }) => tag === SEQUENCE)
            .map((pair) => elements(bytes, pair)),
    );
    const isCommon = ([type]: Element[]) => hex(bytes.subarray(type!.from, type!.to)) === COMMON_NAME;
    const chosen = pairs.find(isCommon) ?? pairs[0];
    return chosen ? new TextDecoder().decode(bytes.subarray(chosen[1]!.from, chosen[1]!.to)) : "";
}

const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function momentIn(bytes: Uint8Array, { tag, from, to }: Element): number {
    const digits = new TextDecoder().decode(bytes.subarray(from, to));
    // Two digits of a year are of 1950 to 2049.
    const year = tag === UTC_TIME ? (Number(digits.slice(0, 2)) < 50 ? "20" : "19") + digits.slice(0, 2) : digits.slice(0, 4);
    const rest = tag === UTC_TIME ? digits.slice(2) : digits.slice(4);
    const [month, day, hour, minute, second] = [0, 2, 4, 6, 8].map((at) => rest.slice(at, at + 2));
    return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) / 1000;
}
