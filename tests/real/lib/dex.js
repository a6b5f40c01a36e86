/** Dex, as the program of tests/tools/dex: `DEX_BIN`. */

import { Dialogue } from "./dialogue.js";
import { PEOPLE } from "./people.js";
import { freePort } from "./port.js";
import { Provider } from "./provider.js";

/** Why it cannot be started, or `false`. */
export const dexIsMissing = !process.env.DEX_BIN && "DEX_BIN names no Dex";

/**
 * Starts it on 127.0.0.1.
 *
 * @param {object} how
 * @param {string[]} how.redirectUris where logins may lead to, exactly
 * @param {string[]} [how.postLogoutRedirectUris] where logouts may lead to, exactly
 * @returns {Promise<Dex>} see provider.js
 */
export async function startDex({ redirectUris, postLogoutRedirectUris = [] }) {
    const dex = new Dex();
    await dex.open({ redirectUris, postLogoutRedirectUris });
    return dex;
}

class Dex extends Provider {
    name = "Dex";
    users = Object.fromEntries(
        Object.entries(PEOPLE).map(([user, person]) => [user, { ...person, subject: subject(person.subject) }]),
    );
    /** Its access tokens are made as its ID tokens are, and nothing tells them apart. */
    pluginOptions = { lychgate_bearer_id_tokens: true };
    lacks = {
        form_post: "Dex answers in the query only",
        revocation: "Dex has no revocation endpoint",
        "access tokens of their own kind": "Dex makes access tokens as it makes ID tokens",
    };
    #dialogue;

    async open({ redirectUris, postLogoutRedirectUris }) {
        this.#dialogue = new Dialogue(process.env.DEX_BIN);
        const people = Object.values(PEOPLE).map(({ subject, username, name, email, password, groups }) => {
            return { id: subject, username, name, email, password, groups };
        });
        const client = {
            id: this.clientId,
            secret: this.clientSecret,
            redirect_uris: redirectUris,
            post_logout_redirect_uris: postLogoutRedirectUris,
        };
        const options = { port: await freePort(), clients: [client], people, seconds: 3600 };
        this.issuer = (await this.#dialogue.ask(JSON.stringify(options))).issuer;
    }

    /** People are known by their addresses there. */
    login(user) {
        return this.users[user].email;
    }

    answers(user) {
        return { login: this.login(user), password: this.password(user), remember_me: "on" };
    }

    async requests() {
        return (await this.#dialogue.ask("requests")).requests;
    }

    async rotateKeys() {
        await this.#dialogue.ask("rotate");
    }

    async setAccessTokenSeconds(seconds) {
        await this.#dialogue.ask(`seconds ${seconds}`);
    }

    async stop() {
        await this.#dialogue.ask("stop");
    }

    async restart() {
        await this.#dialogue.ask("stop");
        await this.#dialogue.ask("listen");
    }

    async release() {
        await this.#dialogue.stop();
    }

    async revoke(token) {
        await this.#dialogue.ask(`revoke ${token}`);
    }

    async signInOnPage(page, user) {
        await page.fill("#login", this.login(user));
        await page.fill("#password", this.password(user));
        await page.click("#submit-login");
    }
}

/** What Dex calls somebody of its own list: a message of Protocol Buffers with the person's id and where it is known. */
function subject(id) {
    const field = (number, text) => Buffer.concat([Buffer.from([(number << 3) | 2, text.length]), Buffer.from(text)]);
    return Buffer.concat([field(1, id), field(2, "local")]).toString("base64url");
}
