/** A proxy that hands everything on as it is, and counts it. */

import http from "node:http";

export class CountingProxy {
    requests = 0;
    #port;
    #target;
    #server;

    /** From this port of 127.0.0.1 to the server at the address `target`. */
    constructor(port, target) {
        this.#port = port;
        this.#target = new URL(target);
    }

    /** Listens. */
    async open() {
        const server = http.createServer((request, response) => this.#handOn(request, response));
        await new Promise((resolve, reject) => {
            server.once("error", reject);
            server.listen(this.#port, "127.0.0.1", resolve);
        });
        this.#server = server;
    }

    /** Listens no more: who calls is refused, as if there were nobody. */
    async close() {
        const server = this.#server;
        this.#server = undefined;
        if (server) {
            server.closeAllConnections();
            await new Promise((resolve) => server.close(resolve));
        }
    }

    #handOn(request, response) {
        this.requests += 1;
        const { method, url, rawHeaders } = request;
        const { hostname, port } = this.#target;
        // `Host` stays as it is: the server behind takes its own address from it.
        const onward = http.request({ hostname, port, method, path: url, headers: rawHeaders, agent: false }, (answer) => {
            response.writeHead(answer.statusCode, answer.rawHeaders);
            answer.pipe(response);
        });
        onward.on("error", () => response.destroy());
        response.on("close", () => onward.destroy());
        request.pipe(onward);
    }
}
