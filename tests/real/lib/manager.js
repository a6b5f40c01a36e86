/** A gateway that keeps what it is told, with its Manager. */

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { startChild } from "./child.js";
import { makeFolder, removeFolder } from "./scratch.js";

/** What is there where the pages were built that the gateway carries. */
const BUILT = new URL("../../../crates/manager/web/dist/index.html", import.meta.url);

/** Why there is none, or `false`. */
export const managerIsMissing =
    (!process.env.LYCHGATE_BIN && "LYCHGATE_BIN names no gateway") ||
    (!existsSync(BUILT) && "the pages of the Manager are not built: make web");

/**
 * Starts it, with a database of its own in a folder of its own.
 *
 * @param {object} [how]
 * @param {number} [how.port] where requests arrive; without it the kernel picks a port
 * @param {Record<string, string>} [how.env] further settings, as `LYCHGATE_…`
 * @param {string} [how.folder] a folder that was there before, which stays
 * @returns `url(path)` of the Manager; `link`, the address that lets somebody in once, if it left one;
 *     `site(path, {host})`: an address of the gateway itself; `prefix`, its folder;
 *     `await ask(method, path, body)`: a call of the Admin API, which gives the body and throws what it refuses;
 *     `says`, `log`, `pid`; `await stop({keep})`, which leaves the folder if it is to be kept
 */
export async function startManager({ port = 0, env = {}, folder = makeFolder("manager") } = {}) {
    const prefix = path.join(folder, "prefix");
    const child = startChild(process.env.LYCHGATE_BIN, {
        args: ["start"],
        env: {
            LYCHGATE_PROXY_LISTEN: `127.0.0.1:${port}`,
            LYCHGATE_ADMIN_LISTEN: "127.0.0.1:0",
            LYCHGATE_ADMIN_GUI_LISTEN: "127.0.0.1:0",
            LYCHGATE_PREFIX: prefix,
            ...env,
        },
    });
    const stop = async ({ keep = false } = {}) => {
        const end = await child.stop();
        if (!keep) {
            removeFolder(folder);
        }
        return end;
    };
    try {
        await child.says("stderr", /ready;/);
        const [, bound] = await child.says("stderr", /requests:\s+https?:\/\/[^\s"]*:(\d+)/);
        const [, admin] = await child.says("stderr", /Admin API:\s+(http:\/\/[^\s"]+)/);
        const [, manager] = await child.says("stderr", /Manager:\s+(http:\/\/[^\s"#]+)/);
        const home = manager.replace(/\/$/, "");
        return {
            pid: child.pid,
            folder,
            prefix,
            adminUrl: admin,
            home,
            link: linkIn(prefix),
            url: (target) => home + target,
            site: (target, { host = "localhost" } = {}) => `http://${host}:${bound}${target}`,
            log: () => child.stderr(),
            says: (pattern, options) => child.says("stderr", pattern, options),
            ask: (method, target, body) => ask(admin, method, target, body),
            signal: (name) => child.signal(name),
            stop,
        };
    } catch (error) {
        await stop();
        throw error;
    }
}

/** The link with which one signs in, if the gateway left one: what reads its standard error here is no terminal. */
function linkIn(prefix) {
    const file = path.join(prefix, "manager_link");
    return existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
}

async function ask(admin, method, target, body) {
    const answer = await fetch(admin.replace(/\/$/, "") + target, {
        method,
        headers: body === undefined ? {} : { "content-type": "application/json" },
        body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) {
        throw new Error(`${method} ${target}: ${answer.status} ${text}`);
    }
    return text === "" ? undefined : JSON.parse(text);
}
