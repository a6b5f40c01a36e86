// Kong's how-tos in which a token is judged, each at a Keycloak as it is told there.

import assert from "node:assert/strict";
import os from "node:os";

import { basic, bearer, nothing, tokenOf } from "../lib/bringing.js";
import { Client } from "../lib/client.js";
import { keycloakIsMissing, startKeycloak } from "../lib/keycloak.js";
import { matrix } from "../lib/matrix.js";
import { sampleIsMissing, startSample } from "../lib/sample.js";

matrix("how-tos with tokens", keycloakIsMissing, startKeycloak, {
    async "configure-oidc-with-introspection"(house) {
        const methods = { auth_methods: ["introspection", "password"], bearer_token_param_type: ["header"] };
        const gateway = await house.gateway(methods);
        const page = gateway.url("/app");
        const token = await tokenOfAlice(house, gateway);
        const bring = async (value) => new Client().get(page, bearer(value));
        const asked = await house.calls(async () => {
            for (let time = 0; time < 8; time += 1) {
                house.assertServed(await bring(token));
            }
        });
        // At most once on each core.
        assert.ok(asked >= 1 && asked <= os.availableParallelism(), String(asked));
        assert.equal((await bring(`${token}x`)).status, 401);
        await house.clear();

        // Without a memory each time is asked.
        const forgetful = await house.gateway({ ...methods, cache_introspection: false });
        const ask = async () => house.assertServed(await new Client().get(forgetful.url("/app"), bearer(token)));
        await ask();
        assert.equal(await house.calls(ask), 1);
    },

    async "configure-oidc-with-user-info-auth"(house) {
        const gateway = await house.gateway({ auth_methods: ["userinfo", "password"] });
        const token = await tokenOfAlice(house, gateway);
        const page = gateway.url("/app");
        const asked = await house.calls(async () => house.assertServed(await new Client().get(page, bearer(token))));
        assert.equal(asked, 1);
        const refused = await new Client().get(page, bearer(`${token}x`));
        assert.equal(refused.status, 401, String(refused));
    },

    async "configure-oidc-with-claims-based-auth"(house) {
        const options = { auth_methods: ["bearer", "password"], scopes_claim: ["scope"] };
        const plain = await house.gateway(options);
        const all = await tokenOfAlice(house, plain);
        await house.clear();
        const narrow = await house.gateway({ ...options, scopes: ["openid"] });
        const few = await tokenOfAlice(house, narrow);
        await house.clear();
        // Words in one string are wanted together, strings are ways to pass.
        for (const [required, token, status] of [
            [["openid"], few, 200],
            [["openid phone"], all, 403],
            [["phone", "openid"], few, 200],
            [["openid email"], all, 200],
        ]) {
            const gateway = await house.gateway({ ...options, scopes_required: required });
            const answer = await new Client().get(gateway.url("/app"), bearer(token));
            assert.equal(answer.status, status, `${required}: ${answer}`);
            if (status === 403) {
                assert.match(answer.headers["www-authenticate"], /insufficient_scope/);
            }
            await house.clear();
        }
    },

    async "curity-phantom-token: a header tells what introspection said"(house) {
        const gateway = await house.gateway({
            auth_methods: ["introspection", "password"],
            // With this word Keycloak puts the token itself into its answer.
            introspection_headers_names: ["accept"],
            introspection_headers_values: ["application/jwt"],
            upstream_headers: [{ header: "x-phantom-token", path: ["jwt"] }],
        });
        const token = await tokenOfAlice(house, gateway);
        const headers = house.assertServed(await new Client().get(gateway.url("/app"), bearer(token)));
        assert.match(headers["x-phantom-token"] ?? "none", /^[\w-]+\.[\w-]+\.[\w-]+$/);
    },

    async "multi-idp: tokens of two providers count, and no others"(house) {
        assert.equal(sampleIsMissing, false);
        const { provider } = house;
        const [second, stranger] = [await startSample(), await startSample()];
        try {
            const discovered = (await new Client().get(second.discovery)).json();
            const gateway = await house.gateway({
                auth_methods: ["bearer"],
                extra_jwks_uris: [discovered.jwks_uri],
                issuers_allowed: [provider.issuer, second.issuer],
                verify_claims: false,
            });
            const bring = (token) => new Client().get(gateway.url("/app"), bearer(token));
            for (const token of [await provider.clientToken(), await second.clientToken()]) {
                assert.equal(house.assertServed(await bring(token)).authorization, `Bearer ${token}`);
            }
            assert.equal((await bring(await stranger.clientToken())).status, 401);
            await house.clear();

            // With the keys of somebody who is not on the list, the issuer decides.
            const listed = await house.gateway({
                auth_methods: ["bearer"],
                extra_jwks_uris: [discovered.jwks_uri],
                issuers_allowed: [provider.issuer],
                verify_claims: false,
            });
            const answer = await new Client().get(listed.url("/app"), bearer(await second.clientToken()));
            assert.equal(answer.status, 401, String(answer));
        } finally {
            await second.release();
            await stranger.release();
        }
    },

    async "keys may be at another address than discovery says"(house) {
        const { provider } = house;
        const discovered = (await new Client().get(provider.discovery)).json();
        const gateway = await house.gateway({ auth_methods: ["bearer"], jwks_endpoint: discovered.jwks_uri });
        const token = await provider.clientToken();
        house.assertServed(await new Client().get(gateway.url("/app"), bearer(token)));
        await house.clear();
        const other = await startSample();
        try {
            const theirs = (await new Client().get(other.discovery)).json();
            const wrong = await house.gateway({ auth_methods: ["bearer"], jwks_endpoint: theirs.jwks_uri });
            const answer = await new Client().get(wrong.url("/app"), bearer(token));
            assert.equal(answer.status, 401, String(answer));
            assert.equal((await new Client().get(wrong.url("/app"), nothing())).status, 401);
        } finally {
            await other.release();
        }
    },
});

/** What alice gets for her name and password, as the how-tos have it. */
async function tokenOfAlice(house, gateway) {
    return tokenOf(house.assertServed(await new Client().get(gateway.url("/app"), basic("alice", "alice"))));
}
