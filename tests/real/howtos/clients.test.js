// Ways in which the gateway proves itself at a Keycloak without sending a secret.

import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";

import { basic, bearer, tokenOf } from "../lib/bringing.js";
import { Client } from "../lib/client.js";
import { keycloakIsMissing, startKeycloak } from "../lib/keycloak.js";
import { matrix } from "../lib/matrix.js";

/** Without a secret, unless `more` has one. */
function options(clientId, more) {
    return {
        client_id: [clientId],
        client_secret: undefined,
        auth_methods: ["authorization_code", "session", "password", "introspection"],
        cache_introspection: false,
        ...more,
    };
}

/** Signs in, lets a password pass, and has a token judged: the client is asked to prove itself at two endpoints. */
async function goesAllTheWay(house, gateway) {
    const page = gateway.url("/app");
    house.assertServed(await house.provider.signInByHttp(new Client(), page, "alice"));
    const { authorization } = house.assertServed(await new Client().get(page, basic("bob", "bob")));
    const token = tokenOf({ authorization });
    house.assertServed(await new Client().get(page, bearer(token)));
    assert.equal((await new Client().get(page, bearer(`${token}x`))).status, 401);
}

matrix("how-tos of clients", keycloakIsMissing, startKeycloak, {
    async "private_key_jwt: with the keys that the gateway publishes"(house) {
        for (const algorithm of ["RS256", "PS384", "ES256"]) {
            const wanted = { client_auth: ["private_key_jwt"], client_alg: [algorithm] };
            const gateway = await house.gateway(options("gateway-jwt", wanted));
            await house.provider.setClientKeys("gateway-jwt", { url: `${gateway.adminUrl}/openid-connect/jwks` });
            await goesAllTheWay(house, gateway);
            await house.clear();
        }
    },

    async "private_key_jwt: with a key of the operator's"(house) {
        const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
        const named = { kid: "ours", alg: "ES256", use: "sig" };
        const key = { ...pair.privateKey.export({ format: "jwk" }), ...named };
        const keys = JSON.stringify({ keys: [{ ...pair.publicKey.export({ format: "jwk" }), ...named }] });
        await house.provider.setClientKeys("gateway-jwt", { keys });
        const gateway = await house.gateway(options("gateway-jwt", { client_jwk: [key] }));
        await goesAllTheWay(house, gateway);
        await house.clear();
        // Another one's does not.
        const other = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" });
        const liar = await house.gateway(options("gateway-jwt", { client_jwk: [{ ...other, ...named }] }));
        const answer = await house.provider.signInByHttp(new Client(), liar.url("/app"), "alice");
        assert.equal(answer.status, 401, String(answer));
    },

    async "client_secret_jwt: the secret signs"(house) {
        const secret = { client_secret: [house.provider.clientSecret], client_auth: ["client_secret_jwt"] };
        for (const audience of ["issuer", "endpoint"]) {
            const wanted = { ...secret, lychgate_client_assertion_audience: audience };
            await goesAllTheWay(house, await house.gateway(options("gateway-secret-jwt", wanted)));
            await house.clear();
        }
    },

    async "client_arg: a request says which of two clients it is about"(house) {
        const { provider } = house;
        const gateway = await house.gateway({
            client_id: ["gateway", "gateway-secret-jwt"],
            client_auth: ["client_secret_basic", "client_secret_jwt"],
            auth_methods: ["password"],
            upstream_headers: [{ header: "x-client", path: ["azp"] }],
        });
        for (const [more, client] of [
            [{}, "gateway"],
            [{ "x-client-id": "gateway-secret-jwt" }, "gateway-secret-jwt"],
            [{ "client-id": "2" }, "gateway-secret-jwt"],
            [{ "client-id": "3" }, "gateway"],
        ]) {
            const proof = basic("alice", provider.password("alice"));
            const headers = house.assertServed(await new Client().get(gateway.url("/app"), { ...more, ...proof }));
            assert.equal(headers["x-client"], client, JSON.stringify(more));
        }
    },
});
