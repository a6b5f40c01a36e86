/** The cookies of a browser, as far as servers on loopback can tell it from a real one (RFC 6265). */

export class Cookies {
    /** By host, path and name; the port has no meaning for cookies, as in browsers. */
    #all = new Map();

    /** Keeps what an answer from this address sets. */
    keep(url, lines) {
        for (const line of lines) {
            const cookie = read(new URL(url), line);
            const key = [cookie.host, cookie.path, cookie.name].join(" ");
            this.#all.delete(key);
            if (cookie.expires > Date.now()) {
                this.#all.set(key, cookie);
            }
        }
    }

    /** What goes to this address: the value of the header `Cookie`, or `undefined`. */
    header(url) {
        const pairs = this.for(url).map(({ name, value }) => `${name}=${value}`);
        return pairs.length > 0 ? pairs.join("; ") : undefined;
    }

    /** Those that go to this address, `{name, value, path, …}` each. */
    for(url) {
        const { hostname, pathname, protocol } = new URL(url);
        const isSafe = protocol === "https:" || isLoopback(hostname);
        return [...this.#all.values()]
            .filter((cookie) => cookie.expires > Date.now())
            .filter((cookie) => hostname === cookie.host || (cookie.isWide && hostname.endsWith(`.${cookie.host}`)))
            .filter((cookie) => isSafe || !cookie.secure)
            .filter(({ path }) => pathname.startsWith(path) && (path.endsWith("/") || "/".includes(pathname.charAt(path.length))))
            .sort((one, other) => other.path.length - one.path.length);
    }

    /** Forgets those of a host. */
    forget(host) {
        for (const [key, cookie] of this.#all) {
            if (cookie.host === host) {
                this.#all.delete(key);
            }
        }
    }
}

/** Browsers take `Secure` cookies from loopback in the clear, too: nobody listens there. */
function isLoopback(host) {
    return host === "localhost" || host.endsWith(".localhost") || host === "127.0.0.1";
}

function read(url, line) {
    const [pair, ...attributes] = line.split(";").map((part) => part.trim());
    const [name, value] = cut(pair, "=");
    const said = new Map(attributes.map((attribute) => cut(attribute, "=")).map(([key, text]) => [key.toLowerCase(), text]));
    const domain = said.get("domain")?.replace(/^\./, "").toLowerCase();
    const path = said.get("path");
    return {
        name,
        value,
        host: domain || url.hostname,
        isWide: Boolean(domain),
        path: path?.startsWith("/") ? path : url.pathname.replace(/\/[^/]*$/, "") || "/",
        secure: said.has("secure"),
        expires: expiry(said),
    };
}

function expiry(said) {
    if (said.has("max-age")) {
        return Date.now() + Number(said.get("max-age")) * 1000;
    }
    return said.has("expires") ? Date.parse(said.get("expires")) : Infinity;
}

function cut(text, separator) {
    const at = text.indexOf(separator);
    return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
