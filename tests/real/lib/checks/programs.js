/** Programs bring a token themselves. */

import assert from "node:assert/strict";

import { Client } from "../client.js";

export const programs = {
    async "a program passes with an access token, and with nothing else"(house) {
        const { provider, upstream } = house;
        const gateway = await house.gateway({
            upstream_id_token_header: "x-id-token",
            upstream_refresh_token_header: "x-refresh-token",
        });
        const alices = house.assertServed(await provider.signInByHttp(new Client(), gateway.url("/app"), "alice"));
        const bring = (value) => {
            const headers = { accept: "*/*", authorization: `Bearer ${value}` };
            return new Client().get(gateway.url("/app"), headers);
        };
        const own = await provider.clientToken();
        for (const token of [own, alices.authorization.replace("Bearer ", "")]) {
            const answer = await bring(token);
            assert.equal(house.assertServed(answer).authorization, `Bearer ${token}`);
            assert.equal(answer.headers["set-cookie"], undefined);
        }
        const passed = upstream.count();
        for (const token of [broken(own), alices["x-id-token"], alices["x-refresh-token"]]) {
            const refused = await bring(token);
            assert.equal(refused.status, 401, `${token}\n${refused}`);
            assert.match(refused.headers["www-authenticate"], /^Bearer /);
        }
        assert.equal(upstream.count(), passed);
    },
};

/** The same token with another signature. */
function broken(token) {
    const at = token.lastIndexOf(".") + 10;
    return token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1);
}
