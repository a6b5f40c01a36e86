/** Scripts and clients bring credentials, and the provider gives tokens for them. */

import assert from "node:assert/strict";

import { Client } from "../client.js";

export const credentials = {
    async "a name and a password are exchanged once, and begin a session"(house) {
        const { provider, upstream } = house;
        const methods = { auth_methods: ["password", "session"] };
        const gateway = await house.gateway(methods);
        const browser = new Client();
        if (!provider.takesPasswords) {
            // It says so itself, and nobody passes.
            assert.equal((await ask(gateway, provider.login("alice"), "alice", browser)).status, 401);
            return;
        }
        const [name, password] = [provider.login("alice"), provider.password("alice")];
        const first = await ask(gateway, name, password, browser);
        assert.match(house.assertServed(first).authorization, /^Bearer /);
        const asked = await provider.requests();
        // Again without the session, and with nothing but the session.
        house.assertServed(await ask(gateway, name, password));
        house.assertServed(await browser.get(gateway.url("/app"), { accept: "*/*" }));
        assert.equal(await provider.requests(), asked);
        const passed = upstream.count();
        for (const [who, secret] of [
            [name, `${password}x`],
            ["nobody", password],
        ]) {
            const refused = await ask(gateway, who, secret);
            assert.equal(refused.status, 401, String(refused));
            assert.equal(refused.headers["set-cookie"], undefined);
        }
        assert.equal(upstream.count(), passed);
    },

    async "a client is known by its id and secret"(house) {
        const { provider, upstream } = house;
        const gateway = await house.gateway({ auth_methods: ["client_credentials"], scopes: null });
        for (const times of [1, 2]) {
            const headers = house.assertServed(await ask(gateway, provider.clientId, provider.clientSecret));
            assert.match(headers.authorization, /^Bearer /, `${times}`);
        }
        const passed = upstream.count();
        assert.equal((await ask(gateway, provider.clientId, "wrong")).status, 401);
        assert.equal(upstream.count(), passed);
    },

    async "a refresh token is exchanged"(house) {
        const { provider, upstream } = house;
        const tokens = await house.gateway({ upstream_refresh_token_header: "x-refresh-token" });
        const signedIn = await provider.signInByHttp(new Client(), tokens.url("/app"), "alice");
        const token = house.assertServed(signedIn)["x-refresh-token"];
        await house.clear();
        const gateway = await house.gateway({
            auth_methods: ["refresh_token"],
            refresh_token_param_name: "refresh_token",
            scopes: null,
        });
        const bring = (value) => new Client().get(gateway.url("/app"), { accept: "*/*", "refresh-token": value });
        // The same one twice is asked about once.
        for (const value of [token, `Bearer ${token}`]) {
            const headers = house.assertServed(await bring(value));
            assert.match(headers.authorization, /^Bearer /);
            assert.equal(headers["refresh-token"], undefined);
        }
        const passed = upstream.count();
        assert.equal((await bring(`${token}x`)).status, 401);
        assert.equal(upstream.count(), passed);
    },
};

function ask(gateway, name, secret, client = new Client()) {
    const pair = Buffer.from(`${name}:${secret}`).toString("base64");
    return client.get(gateway.url("/app"), { accept: "*/*", authorization: `Basic ${pair}` });
}
