/** The gateway under test: the program that `LYCHGATE_BIN` names, on loopback, in a folder of its own. */

import fs from "node:fs";
import path from "node:path";

import { startChild } from "./child.js";
import { makeFolder, removeFolder } from "./scratch.js";

const EMPTY = '_format_version: "3.0"\n';

/**
 * Starts a gateway and waits until it is ready.
 *
 * @param {object} how
 * @param {string | ((gateway) => string)} [how.yaml] its configuration. A function is called with the gateway that has
 *     started with an empty one, so that it can tell its own address in `redirect_uri`; then that is reloaded.
 * @param {{cert: string, key: string}} [how.tls] paths or PEM of a certificate; the gateway then speaks HTTPS only
 * @param {Record<string, string>} [how.env] further settings, as `LYCHGATE_…`
 * @param {string} [how.trusted] PEM of an authority that it believes besides those of the system
 * @param {number} [how.port] where it listens; without it the kernel picks a port
 * @returns a gateway:
 *     `port`, `scheme`, `adminUrl` (without a slash at the end), `pid`;
 *     `url(path, {host = "localhost"})`: an address of its, such as `url("/a", {host: "app.localhost"})`;
 *     `log()`: its standard error so far, lines of JSON; `access()`: its standard output, a line per request;
 *     `await reload(yaml)`: another configuration, in force when it returns; throws what the gateway says if refused;
 *     `await says(pattern)`: waits for something in its log;
 *     `await stop()`: ends it, removes its folder, gives `{code}`.
 */
export async function startGateway({ yaml = EMPTY, tls, env = {}, port = 0, trusted } = {}) {
    if (!process.env.LYCHGATE_BIN) {
        throw new Error("LYCHGATE_BIN names no gateway");
    }
    const folder = makeFolder("gateway");
    const file = (name, text) => {
        const where = path.join(folder, name);
        fs.writeFileSync(where, text);
        return where;
    };
    const pem = (name, given) => (given.includes("-----BEGIN") ? file(name, given) : given);
    const child = startChild(process.env.LYCHGATE_BIN, {
        args: ["start"],
        env: {
            LYCHGATE_PROXY_LISTEN: `127.0.0.1:${port}${tls ? " ssl" : ""}`,
            LYCHGATE_ADMIN_LISTEN: "127.0.0.1:0",
            LYCHGATE_ADMIN_GUI_LISTEN: "off",
            LYCHGATE_PREFIX: path.join(folder, "prefix"),
            LYCHGATE_DECLARATIVE_CONFIG: file("kong.yml", typeof yaml === "string" ? yaml : EMPTY),
            ...(tls && {
                LYCHGATE_SSL_CERT: pem("cert.pem", tls.cert),
                LYCHGATE_SSL_CERT_KEY: pem("key.pem", tls.key),
            }),
            ...(trusted && { LYCHGATE_LUA_SSL_TRUSTED_CERTIFICATE: `system,${file("trusted.pem", trusted)}` }),
            ...env,
        },
    });
    const scheme = tls ? "https" : "http";
    const stop = async () => {
        const end = await child.stop();
        removeFolder(folder);
        return end;
    };
    try {
        await child.says("stderr", /ready;/);
        const [, bound] = await child.says("stderr", /requests:\s+https?:\/\/[^\s"]*:(\d+)/);
        const [, adminUrl] = await child.says("stderr", /Admin API:\s+(http:\/\/[^\s"]+)/);
        const gateway = {
            pid: child.pid,
            port: Number(bound),
            scheme,
            adminUrl,
            url: (target, { host = "localhost" } = {}) => `${scheme}://${host}:${bound}${target}`,
            log: () => child.stderr(),
            access: () => child.stdout(),
            says: (pattern, options) => child.says("stderr", pattern, options),
            async reload(next) {
                const from = child.stderr().length;
                file("kong.yml", next);
                child.signal("SIGHUP");
                const [told] = await child.says("stderr", /SIGHUP: in service|"reload\.\w+"/, { from });
                if (told.startsWith('"')) {
                    throw new Error(`the gateway refuses this:\n${child.stderr().slice(from)}\n${next}`);
                }
            },
            stop,
        };
        if (typeof yaml === "function") {
            await gateway.reload(yaml(gateway));
        }
        return gateway;
    } catch (error) {
        await stop();
        throw error;
    }
}
