/** Sessions go on, and end. */

import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

import { Client } from "../client.js";
import { wayOut } from "../configuration.js";
import { needing } from "../needing.js";

/** Seconds that access tokens last where they are to end. */
const SHORT = 5;

/** Milliseconds after which a new one is due: a tenth of its life before its end. Only time brings that about. */
const DUE = SHORT * 900;

export const sessions = {
    async "a session outlives its access token, with one refresh for all who ask at once"(house) {
        const { provider } = house;
        await provider.setAccessTokenSeconds(SHORT);
        const gateway = await house.gateway({ upstream_refresh_token_header: "x-refresh-token" });
        const [client, ended] = [new Client(), new Client()];
        const bobs = house.assertServed(await provider.signInByHttp(ended, gateway.url("/app"), "bob"));
        await provider.revoke(bobs["x-refresh-token"]);
        const alices = house.assertServed(await provider.signInByHttp(client, gateway.url("/app"), "alice"));

        // The second time proves that the refresh token of the first was kept.
        let token = alices.authorization;
        for (let time = 0; time < 2; time += 1) {
            await pause(DUE);
            const asked = await house.calls(async () => {
                const askers = Array.from({ length: 20 }, (_, number) => client.get(gateway.url(`/app/${number}`)));
                for (const answer of await Promise.all(askers)) {
                    assert.equal(answer.status, 200, String(answer));
                }
                const { authorization } = house.assertServed(await client.get(gateway.url("/app")));
                assert.notEqual(authorization, token);
                token = authorization;
            });
            assert.equal(asked, 1);
        }

        // What the provider has ended is a new login.
        const answer = await ended.get(gateway.url("/app"));
        assert.ok(answer.location && provider.owns(answer.location), String(answer));
        assert.ok(!ended.cookies.for(gateway.url("/app")).some(({ name }) => name === "session"), String(answer));
        await provider.setAccessTokenSeconds(3600);
    },

    async "who signs out must sign in again, at the provider too"(house) {
        await signOut(house, {});
    },

    "who signs out has the tokens revoked, if that is wanted": needing("revocation", async (house) => {
        const token = await signOut(house, { logout_revoke: true });
        const refreshed = await house.provider.refresh(token);
        assert.equal(refreshed.json().error, "invalid_grant", String(refreshed));
    }),
};

/** Somebody signs in, out, and in again; gives the refresh token of before. */
async function signOut(house, options) {
    const { provider } = house;
    const gateway = await house.gateway((home) => ({
        logout_uri_suffix: "/logout",
        logout_redirect_uri: [wayOut(home)],
        upstream_refresh_token_header: "x-refresh-token",
        ...options,
    }));
    const client = new Client();
    house.assertServed(await provider.signInByHttp(client, gateway.url("/app"), "alice"));
    // Without the gateway's session the provider's is still there.
    client.cookies.forget("localhost");
    const shown = house.assertServed(await client.follow(gateway.url("/app")));

    const asked = await client.follow(await client.post(gateway.url("/app/logout")));
    const out = await provider.signOutByHttp(client, asked);
    house.assertServed(out);
    assert.equal(new URL(out.url).pathname, "/bye");
    assert.deepEqual(client.cookies.for(gateway.url("/app")), []);

    const again = await client.follow(gateway.url("/app"));
    assert.ok(provider.owns(again.url) && again.forms.length > 0, String(again));
    house.assertServed(await provider.signInByHttp(client, gateway.url("/app"), "bob"));
    return shown["x-refresh-token"];
}
