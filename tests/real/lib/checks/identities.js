/** Claims name consumers of the gateway, and their groups. */

import assert from "node:assert/strict";

import { Client } from "../client.js";

export const identities = {
    async "a claim names a consumer, by a session and by a token"(house) {
        const { provider, upstream } = house;
        const { alices, own } = await tokens(house);
        const consumers = [
            { username: "alice", custom_id: subject(alices) },
            { username: "machine", custom_id: subject(own) },
        ];
        const options = { consumer_claims: [["sub"], ["client_id"]], consumer_by: ["custom_id"] };
        const gateway = await house.gateway(options, 0, { consumers });
        const page = gateway.url("/app");
        const browser = new Client();
        const session = async () => house.assertServed(await browser.follow(page));
        const token = async (value) => house.assertServed(await bring(gateway, value));
        house.assertServed(await provider.signInByHttp(browser, page, "alice"));
        // The second time each is known already.
        for (const [who, ask] of [
            [consumers[0], session],
            [consumers[0], () => token(alices)],
            [consumers[1], () => token(own)],
        ]) {
            for (const headers of [await ask(), await ask()]) {
                assert.equal(headers["x-consumer-username"], who.username);
                assert.equal(headers["x-consumer-custom-id"], who.custom_id);
                assert.equal(headers["x-anonymous-consumer"], undefined);
            }
        }
        // Bob is known to the provider, and to nobody here.
        const passed = upstream.count();
        const bobs = await provider.signInByHttp(new Client(), page, "bob");
        assert.equal(bobs.status, 403, String(bobs));
        assert.equal(upstream.count(), passed);
    },

    async "a claim names a consumer group, and whoever is in none is refused"(house) {
        const { issuer } = house.provider;
        const { alices, own } = await tokens(house);
        // What is in the tokens of every provider.
        const options = { consumer_groups_claim: ["iss"] };
        const stop = { name: "request-termination", consumer_group: issuer, config: { status_code: 418 } };
        const gateway = await house.gateway(options, 0, { consumer_groups: [{ name: issuer }], plugins: [stop] });
        for (const times of [1, 2]) {
            assert.equal((await bring(gateway, alices)).status, 418, `${times}`);
        }
        await house.clear();
        const others = await house.gateway(options, 0, { consumer_groups: [{ name: "another" }] });
        for (const token of [alices, own]) {
            assert.equal((await bring(others, token)).status, 403);
        }
    },

    async "whoever proves nothing is the anonymous consumer"(house) {
        const { own } = await tokens(house);
        const options = { anonymous: "guest", auth_methods: ["bearer"] };
        const gateway = await house.gateway(options, 0, { consumers: [{ username: "guest" }] });
        const guests = await new Client().get(gateway.url("/app"), { accept: "*/*" });
        for (const answer of [guests, await bring(gateway, `${own}x`)]) {
            const headers = house.assertServed(answer);
            assert.equal(headers["x-consumer-username"], "guest");
            assert.equal(headers["x-anonymous-consumer"], "true");
            assert.equal(headers.authorization, undefined);
        }
        const headers = house.assertServed(await bring(gateway, own));
        assert.equal(headers["x-consumer-username"], undefined);
        assert.equal(headers["x-anonymous-consumer"], undefined);
    },
};

/** The access tokens of alice and of the client itself. */
async function tokens(house) {
    const { provider } = house;
    const gateway = await house.gateway();
    const seen = house.assertServed(await provider.signInByHttp(new Client(), gateway.url("/app"), "alice"));
    await house.clear();
    return { alices: seen.authorization.replace("Bearer ", ""), own: await provider.clientToken() };
}

function bring(gateway, token) {
    return new Client().get(gateway.url("/app"), { accept: "*/*", authorization: `Bearer ${token}` });
}

/** Of whom a token is. */
function subject(token) {
    const claims = JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());
    return String(claims.sub ?? claims.client_id);
}
