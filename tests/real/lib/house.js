/** A provider, a service, and gateways between them. */

import assert from "node:assert/strict";

import { behindLogin, callback, wayOut } from "./configuration.js";
import { startGateway } from "./gateway.js";
import { freePort } from "./port.js";
import { startUpstream } from "./upstream.js";

/** The name under which browsers know the gateway; the provider's is another, so that neither gets the other's cookies. */
const NAME = "localhost";

export class House {
    #homes;
    #ports;
    #gateways = [];

    /** `start` gets the addresses that are to be registered, and starts the provider. */
    static async open(start) {
        const house = new House();
        house.#ports = [await freePort(), await freePort()];
        house.#homes = house.#ports.map((port) => `http://${NAME}:${port}`);
        house.upstream = await startUpstream();
        house.provider = await start({
            redirectUris: house.#homes.map(callback),
            postLogoutRedirectUris: house.#homes.map(wayOut),
        });
        return house;
    }

    /**
     * Starts a gateway, at the first or the second of the addresses that the provider knows.
     *
     * @param {object | ((home: string) => object)} options of the plugin, or what makes them for its address
     * @param {number} place which address
     * @param {object} entities what is configured besides, such as consumers
     */
    async gateway(options = {}, place = 0, entities = {}) {
        const home = this.#homes[place];
        const { provider, upstream } = this;
        const all = typeof options === "function" ? options(home) : options;
        const yaml = behindLogin({ provider, home, upstream: upstream.url, options: all, entities });
        const gateway = await startGateway({ port: this.#ports[place], yaml, trusted: provider.authority });
        this.#gateways.push(gateway);
        return gateway;
    }

    /** Ends all gateways, so that the next may have their addresses. */
    async clear() {
        await Promise.all(this.#gateways.splice(0).map((gateway) => gateway.stop()));
    }

    async close() {
        await this.clear();
        await this.provider.release();
        await this.upstream.stop();
    }

    /** Says that somebody is at the service, and gives the headers that it saw with the last request. */
    assertServed(answer) {
        assert.equal(answer.status, 200, String(answer));
        assert.equal(new URL(answer.url).hostname, NAME, String(answer));
        return this.upstream.last().headers;
    }

    /** How often the provider is called meanwhile. */
    async calls(work) {
        const before = await this.provider.requests();
        await work();
        return (await this.provider.requests()) - before;
    }
}
