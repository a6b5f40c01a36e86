/** The provider changes its keys, goes away and comes back. */

import assert from "node:assert/strict";

import { Client } from "../client.js";
import { until } from "../patience.js";

/** Otherwise a gateway that has just asked for the keys of its provider waits before it asks again. */
const AT_ONCE = { rediscovery_lifetime: 0 };

export const changes = {
    async "keys change: sessions go on, and people sign in"(house) {
        const { provider } = house;
        const gateway = await house.gateway(AT_ONCE);
        const client = new Client();
        const before = house.assertServed(await provider.signInByHttp(client, gateway.url("/app"), "alice"));
        await provider.rotateKeys();
        const asked = await house.calls(async () => house.assertServed(await client.get(gateway.url("/app"))));
        assert.equal(asked, 0);
        const shown = house.assertServed(await provider.signInByHttp(new Client(), gateway.url("/app"), "bob"));
        assert.notEqual(keyOf(shown.authorization), keyOf(before.authorization));
        house.assertServed(await client.get(gateway.url("/app")));
    },

    async "the provider goes away and comes back: sessions go on, and people sign in afterwards"(house) {
        const { provider, upstream } = house;
        const gateway = await house.gateway(AT_ONCE);
        const [alice, bob, carol] = [new Client(), new Client(), new Client()];
        house.assertServed(await provider.signInByHttp(alice, gateway.url("/app"), "alice"));
        const callback = await signInUpToCallback(provider, bob, gateway.url("/app"), "bob");

        await provider.stop();
        try {
            const passed = upstream.count();
            house.assertServed(await alice.get(gateway.url("/app")));
            assertAway(await bob.get(callback));
            // A gateway that starts meanwhile has no way to learn where to send people.
            const late = await house.gateway(AT_ONCE, 1);
            assertAway(await carol.get(late.url("/app")));
            assert.equal(upstream.count(), passed + 1);

            await provider.restart();
            house.assertServed(await alice.get(gateway.url("/app")));
            house.assertServed(await provider.signInByHttp(bob, gateway.url("/app"), "bob"));
            await until(() => `anything but 503 from the gateway that started alone:\n${late.log()}`, async () => {
                const answer = await carol.get(late.url("/app"));
                return answer.status !== 503;
            });
            house.assertServed(await provider.signInByHttp(carol, late.url("/app"), "carol"));
        } catch (error) {
            // The checks that follow need it.
            await provider.restart();
            throw error;
        }
    },
};

/** Signs in as far as the provider, and gives the address with the code to which it sends the browser back. */
async function signInUpToCallback(provider, client, url, user) {
    const stopping = Object.create(client, {
        follow: {
            async value(start) {
                let answer = typeof start === "string" ? await client.get(start) : start;
                while (answer.location && !new URL(answer.location).searchParams.has("code")) {
                    answer = await client.get(answer.location);
                }
                return answer;
            },
        },
    });
    const { location } = await provider.signInByHttp(stopping, url, user);
    assert.ok(location, "the provider gave no code");
    return location;
}

function assertAway(answer) {
    assert.equal(answer.status, 503, String(answer));
    assert.match(answer.headers["retry-after"], /^\d+$/);
}

/** The id of the key that signed a token. */
function keyOf(authorization) {
    const [head] = authorization.replace("Bearer ", "").split(".");
    return JSON.parse(Buffer.from(head, "base64url").toString()).kid;
}
