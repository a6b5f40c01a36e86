/** Programs bring a token themselves. */

import assert from "node:assert/strict";

import { Client } from "../client.js";
import { needing } from "../needing.js";

export const programs = {
    async "a program passes with an access token, and with nothing else"(house) {
        const { provider, upstream } = house;
        const { bring, alices } = await signedIn(house);
        const own = await provider.clientToken();
        for (const token of [own, alices.authorization.replace("Bearer ", "")]) {
            const answer = await bring(token);
            assert.equal(house.assertServed(answer).authorization, `Bearer ${token}`);
            assert.equal(answer.headers["set-cookie"], undefined);
        }
        const passed = upstream.count();
        for (const token of [broken(own), alices["x-refresh-token"]]) {
            assertRefused(await bring(token));
        }
        assert.equal(upstream.count(), passed);
    },

    "a program does not pass with an ID token": needing("access tokens of their own kind", async (house) => {
        const { upstream } = house;
        const { bring, alices } = await signedIn(house);
        const passed = upstream.count();
        assertRefused(await bring(alices["x-id-token"]));
        assert.equal(upstream.count(), passed);
    }),
};

/** A gateway, what alice's service is told there, and what brings a token to it. */
async function signedIn(house) {
    const gateway = await house.gateway({
        upstream_id_token_header: "x-id-token",
        upstream_refresh_token_header: "x-refresh-token",
    });
    const shown = await house.provider.signInByHttp(new Client(), gateway.url("/app"), "alice");
    return {
        alices: house.assertServed(shown),
        bring: (token) => new Client().get(gateway.url("/app"), { accept: "*/*", authorization: `Bearer ${token}` }),
    };
}

function assertRefused(answer) {
    assert.equal(answer.status, 401, String(answer));
    assert.match(answer.headers["www-authenticate"], /^Bearer /);
}

/** The same token with another signature. */
function broken(token) {
    const at = token.lastIndexOf(".") + 10;
    return token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1);
}
