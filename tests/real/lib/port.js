/**
 * Ports for servers that go away and come back.
 *
 * A port that the kernel picked may be given to somebody else while its server is away. These lie below the range
 * from which it picks, so nobody gets them by chance.
 */

import net from "node:net";

const LOWEST = 20_000;
const HIGHEST = 32_000;
const ATTEMPTS = 100;

/** A port of 127.0.0.1 on which nobody listens. */
export async function freePort() {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
        if (await isFree(port)) {
            return port;
        }
    }
    throw new Error(`no free port between ${LOWEST} and ${HIGHEST}`);
}

function isFree(port) {
    return new Promise((resolve) => {
        const server = net.createServer();
        server.once("error", () => resolve(false));
        server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
    });
}
