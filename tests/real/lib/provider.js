/**
 * What all providers have in common, so that one test can be run against each. A provider is
 *
 * - `name`, `issuer`, `clientId`, `clientSecret`, `scopes`: what goes into the gateway's configuration;
 * - `userinfo`: `{clientId, clientSecret}` of a client whose access tokens its userinfo and introspection endpoints take;
 * - `users`: who can sign in, by their names;
 * - `requests()`: how often anybody called it so far, browsers too;
 * - `await rotateKeys()`: it signs with a new key from now on; the old one stays published;
 * - `await setAccessTokenSeconds(seconds)`: how long access tokens last that it gives from now on;
 * - `await stop()`: it goes away; `await restart()`: it comes back at the same address and knows what it knew,
 *   the sample provider excepted, which forgets all;
 * - `await release()`: the test is done with it;
 * - `await signInByHttp(client, url, user)`: opens `url` with a `Client` and signs in if asked to; gives the last answer;
 * - `await signInOnPage(page, user)`: the same on a page of a browser that already shows the provider's sign-in page;
 * - `await signOutByHttp(client, answer)`: says yes if `answer` asks whether one really wants to sign out, and follows;
 * - `takesPasswords`, `login(user)`, `password(user)`: whether clients may bring somebody's name and password (RFC 6749
 *   4.3), and which;
 * - `await clientToken()`: an access token that the client gets for itself (RFC 6749 4.4);
 * - `await refresh(token)`: the answer to a refresh token that the client brings;
 * - `await revoke(token)`: a refresh token, and all that came of it, counts no more (RFC 7009);
 * - `pluginOptions`: what the gateway must be told besides, such as that its tokens are unlike others';
 * - `lacks`: by the names of what checks may need, why it has none of it.
 *
 * `user` is a name such as `"alice"`.
 */

import assert from "node:assert/strict";

import { Client } from "./client.js";
import { PEOPLE } from "./people.js";

export class Provider {
    users = PEOPLE;
    clientId = "gateway";
    clientSecret = "the-secret-of-the-gateway-at-its-provider";
    scopes = ["openid", "profile", "email", "groups", "offline_access"];

    takesPasswords = true;
    pluginOptions = {};
    lacks = {};

    /** What somebody gives as a name. */
    login(user) {
        return this.users[user].username;
    }

    password(user) {
        return this.users[user].password;
    }

    get userinfo() {
        return { clientId: this.clientId, clientSecret: this.clientSecret };
    }

    async signInByHttp(client, url, user) {
        const shown = await client.follow(url);
        // Whoever is known there is not asked.
        if (!this.owns(shown.url)) {
            return shown;
        }
        assert.equal(shown.status, 200, String(shown));
        const form = shown.forms.find(({ method }) => method === "POST");
        assert.ok(form, `no form to sign in: ${shown}`);
        return client.submit(form, this.answers(user));
    }

    /** What somebody fills in at the sign-in page. */
    answers(user) {
        return { username: this.login(user), password: this.password(user) };
    }

    async signOutByHttp(client, answer) {
        const asks = this.owns(answer.url) && answer.forms.find(({ method }) => method === "POST");
        return asks ? client.submit(asks, Object.fromEntries(asks.buttons.map(({ name, value }) => [name, value]))) : answer;
    }

    /** Whether an address is the provider's. */
    owns(url) {
        return new URL(url).origin === new URL(this.issuer).origin;
    }

    async clientToken() {
        const answer = await this.#post("token_endpoint", { grant_type: "client_credentials" });
        assert.equal(answer.status, 200, String(answer));
        return answer.json().access_token;
    }

    async refresh(token) {
        return this.#post("token_endpoint", { grant_type: "refresh_token", refresh_token: token });
    }

    async revoke(token) {
        const answer = await this.#post("revocation_endpoint", { token, token_type_hint: "refresh_token" });
        assert.equal(answer.status, 200, String(answer));
    }

    /** What the client says to an endpoint that discovery names, and proves by its secret that it is the client. */
    async #post(endpoint, form) {
        const client = new Client();
        const discovered = await client.get(this.discovery);
        const basic = Buffer.from(`${this.clientId}:${this.clientSecret}`).toString("base64");
        const headers = { accept: "application/json", authorization: `Basic ${basic}` };
        return client.post(discovered.json()[endpoint], form, headers);
    }

    /** The address of its discovery document. */
    get discovery() {
        return `${this.issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
    }
}
