/** A Keycloak with the realm of keycloak/realm.json. */

import { makeAuthority } from "./authority.js";
import { CountingProxy } from "./counting_proxy.js";
import { KeycloakAdmin } from "./keycloak_admin.js";
import { sharedKeycloak } from "./keycloak_control.js";
import { KeycloakServer } from "./keycloak_server.js";
import { freePort } from "./port.js";
import { Provider } from "./provider.js";

/** Why it cannot be started, or `false`. */
export const keycloakIsMissing = !process.env.KEYCLOAK_HOME && !process.env.LYCHGATE_KEYCLOAK && "KEYCLOAK_HOME names no Keycloak";

/**
 * Starts one, or joins the one that is shared (see keycloak_control.js).
 * Any redirect URI is allowed; all is as in realm.json, but for keys that somebody has added.
 *
 * @returns {Promise<Keycloak>} see provider.js
 */
export async function startKeycloak() {
    const server = sharedKeycloak() ?? (await KeycloakServer.start());
    const keycloak = new Keycloak(server, await freePort());
    await keycloak.open();
    return keycloak;
}

/** The same with TLS, which knows clients by their certificates; `certify(name)` makes one. It is shared with nobody. */
export async function startKeycloakWithTls() {
    const authority = makeAuthority();
    const server = await KeycloakServer.start({ ...authority.certify("localhost"), authority: authority.pem });
    return new KeycloakWithTls(server, authority);
}

class KeycloakWithTls extends Provider {
    name = "Keycloak with TLS";
    scopes = ["openid", "profile", "email"];
    #server;
    #authority;

    constructor(server, authority) {
        super();
        this.#server = server;
        this.#authority = authority;
        this.issuer = `https://localhost:${server.securePort}/realms/lychgate`;
        this.authority = authority.pem;
    }

    certify(name) {
        return this.#authority.certify(name, "clientAuth");
    }

    async release() {
        await this.#server.remove();
    }
}

class Keycloak extends Provider {
    name = "Keycloak";
    scopes = ["openid", "profile", "email"];
    #server;
    #proxy;
    #admin;

    /** It is called by way of a proxy at `port`, and takes its own address, and so its issuer, from that. */
    constructor(server, port) {
        super();
        this.#server = server;
        this.#proxy = new CountingProxy(port, server.url);
        this.#admin = new KeycloakAdmin(server.url);
        this.issuer = `http://127.0.0.1:${port}/realms/lychgate`;
    }

    async open() {
        // Somebody may have left the shared one stopped.
        await this.#server.ensure();
        await this.setAccessTokenSeconds(3600);
        await this.#proxy.open();
    }

    async requests() {
        return this.#proxy.requests;
    }

    async rotateKeys() {
        await this.#admin.addKey();
    }

    async setAccessTokenSeconds(seconds) {
        await this.#admin.setAccessTokenSeconds(seconds);
    }

    async setClientKeys(clientId, keys) {
        await this.#admin.setClientKeys(clientId, keys);
    }

    async setLifespans({ accessToken }) {
        await this.setAccessTokenSeconds(accessToken);
    }

    async stop() {
        await this.#proxy.close();
        await this.#server.stop();
    }

    async restart() {
        await this.#proxy.close();
        await this.#server.restart();
        await this.#proxy.open();
    }

    async release() {
        await this.#proxy.close();
        await this.#server.remove();
    }

    async signInOnPage(page, user) {
        const { username, password } = this.users[user];
        await page.fill("#password", password);
        // Whoever is to prove it once more (prompt=login) is asked for the password only.
        if (await page.isVisible("#username")) {
            await page.fill("#username", username);
        }
        await page.click("#kc-login");
    }
}
