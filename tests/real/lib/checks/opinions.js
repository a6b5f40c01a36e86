/** The provider is asked what a token is worth. */

import assert from "node:assert/strict";

import { bearer, tokenOf } from "../bringing.js";
import { Client } from "../client.js";

/** How often each is brought: at most once on each core the provider is asked. */
const TIMES = 8;

export const opinions = {
    async "the introspection endpoint tells what a token is worth"(house) {
        await judge(house, "introspection");
    },

    async "the userinfo endpoint tells of whom a token is"(house) {
        await judge(house, "userinfo");
    },
};

/** A token of alice's passes by this method alone, and one that nobody has made does not. */
async function judge(house, method) {
    const { provider, upstream } = house;
    const { clientId, clientSecret } = provider.userinfo;
    const client = { client_id: [clientId], client_secret: [clientSecret] };
    const first = await house.gateway(client);
    const shown = await provider.signInByHttp(new Client(), first.url("/app"), "alice");
    const token = tokenOf(house.assertServed(shown));
    await house.clear();

    const gateway = await house.gateway({ ...client, auth_methods: [method] });
    const bring = (value) => new Client().get(gateway.url("/app"), bearer(value));
    house.assertServed(await bring(token));
    const asked = await house.calls(async () => {
        for (let time = 0; time < TIMES; time += 1) {
            const headers = house.assertServed(await bring(token));
            assert.equal(headers.authorization, `Bearer ${token}`);
        }
    });
    assert.ok(asked < TIMES, String(asked));
    const passed = upstream.count();
    for (const other of [`${token}x`, "2YotnFZFEjr1zCsicMWpAA"]) {
        const refused = await bring(other);
        assert.equal(refused.status, 401, String(refused));
    }
    assert.equal(upstream.count(), passed);
}
