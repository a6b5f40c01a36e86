/** The project's own sample provider, as a program of its own: `SAMPLE_PROVIDER_BIN`. */

import { Dialogue } from "./dialogue.js";
import { freePort } from "./port.js";
import { Provider } from "./provider.js";

/** Why it cannot be started, or `false`. */
export const sampleIsMissing = !process.env.SAMPLE_PROVIDER_BIN && "SAMPLE_PROVIDER_BIN names no sample provider";

/**
 * Starts it.
 *
 * @param {object} how
 * @param {{id: string, secret?: string, redirect_uris?: string[], post_logout_redirect_uris?: string[]}[]} [how.clients]
 *     all clients; without them there is one, `clientId`, with the addresses of the next two
 * @param {string[]} [how.redirectUris] where logins may lead to
 * @param {string[]} [how.postLogoutRedirectUris] where logouts may lead to
 * @param {string} [how.issuer_path] such as `/oauth2/default`
 * @param {string} [how.audience] for whom access tokens are
 * @param {number} [how.access_token_seconds] how long they last
 * @param {number} [how.port] where it listens
 * @returns {Promise<Sample>} see provider.js; `refreshes()` tells how often a refresh token was brought since it started
 */
export async function startSample({ clients, redirectUris = [], postLogoutRedirectUris = [], port, ...options } = {}) {
    const sample = new Sample({ port: port ?? (await freePort()), ...options });
    sample.options.clients = clients ?? [
        {
            id: sample.clientId,
            secret: sample.clientSecret,
            redirect_uris: redirectUris,
            post_logout_redirect_uris: postLogoutRedirectUris,
        },
    ];
    await sample.restart();
    return sample;
}

class Sample extends Provider {
    name = "sample provider";

    /** Its sign-in page asks for none. */
    password(user) {
        return { alice: "wonderland", bob: "builder", carol: "lewis" }[user];
    }

    #dialogue;
    #before = 0;

    constructor(options) {
        super();
        this.options = options;
    }

    async restart() {
        await this.stop();
        this.#dialogue = new Dialogue(process.env.SAMPLE_PROVIDER_BIN);
        this.issuer = (await this.#dialogue.ask(JSON.stringify(this.options))).issuer;
    }

    async stop() {
        if (this.#dialogue) {
            this.#before = await this.requests();
            const dialogue = this.#dialogue;
            this.#dialogue = undefined;
            await dialogue.stop();
        }
    }

    async release() {
        await this.stop();
    }

    async requests() {
        return this.#dialogue ? this.#before + (await this.#dialogue.ask("calls")).calls : this.#before;
    }

    async refreshes() {
        return (await this.#dialogue.ask("refreshes")).refreshes;
    }

    async rotateKeys() {
        await this.#dialogue.ask("rotate");
    }

    /** It learns that only as it starts, so it starts anew and forgets all. */
    async setAccessTokenSeconds(seconds) {
        this.options.access_token_seconds = seconds;
        await this.restart();
    }

    answers(user) {
        return { person: user };
    }

    async signInOnPage(page, user) {
        await page.click(`button[name=person][value=${user}]`);
    }
}
