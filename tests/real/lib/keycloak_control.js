/**
 * One Keycloak for several test files, each of which is a process of its own.
 *
 * Whoever runs them starts it, and shares it: hands on its address and one at which it can be stopped and started.
 */

import http from "node:http";

import { KeycloakServer } from "./keycloak_server.js";

/** Starts a Keycloak; `env` is what tests need to find it, `remove()` ends it. */
export async function shareKeycloak() {
    const server = await KeycloakServer.start();
    const words = {
        "/stop": () => server.stop(),
        "/restart": () => server.restart(),
        "/ensure": () => server.ensure(),
    };
    const control = http.createServer(async (request, response) => {
        try {
            await words[request.url]();
            response.end();
        } catch (error) {
            response.writeHead(500).end(String(error));
        }
    });
    await new Promise((resolve) => control.listen(0, "127.0.0.1", resolve));
    return {
        env: {
            LYCHGATE_KEYCLOAK: server.url,
            LYCHGATE_KEYCLOAK_CONTROL: `http://127.0.0.1:${control.address().port}`,
        },
        async remove() {
            control.closeAllConnections();
            control.close();
            await server.remove();
        },
    };
}

/** The shared one, in the shape of `KeycloakServer`; `undefined` if none is shared. */
export function sharedKeycloak() {
    const { LYCHGATE_KEYCLOAK: url, LYCHGATE_KEYCLOAK_CONTROL: control } = process.env;
    const ask = async (word) => {
        const answer = await fetch(control + word, { method: "POST" });
        if (!answer.ok) {
            throw new Error(await answer.text());
        }
    };
    return url && {
        url,
        stop: () => ask("/stop"),
        restart: () => ask("/restart"),
        ensure: () => ask("/ensure"),
        // Others need it, too.
        remove: async () => {},
    };
}
