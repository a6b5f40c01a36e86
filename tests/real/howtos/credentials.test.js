// Kong's how-tos in which programs bring credentials, each at a Keycloak as it is told there.

import assert from "node:assert/strict";

import { basic, bearer, claimsOf, nothing, tokenOf } from "../lib/bringing.js";
import { Client } from "../lib/client.js";
import { keycloakIsMissing, startKeycloak } from "../lib/keycloak.js";
import { matrix } from "../lib/matrix.js";

matrix("how-tos with credentials", keycloakIsMissing, startKeycloak, {
    async "configure-oidc-with-session-auth"(house) {
        const gateway = await house.gateway({ auth_methods: ["session", "password"] });
        const client = new Client();
        const page = gateway.url("/app");
        const first = house.assertServed(await client.get(page, basic("alice", "alice")));
        const second = house.assertServed(await client.get(page, nothing()));
        assert.equal(second.authorization, first.authorization);
        await house.clear();

        const without = await house.gateway({ auth_methods: ["session", "password"], disable_session: ["password"] });
        const answer = await new Client().get(without.url("/app"), basic("alice", "alice"));
        house.assertServed(answer);
        assert.equal(answer.headers["set-cookie"], undefined);
        await assertRefused(house, () => new Client().get(without.url("/app"), nothing()));
    },

    async "configure-oidc-with-password-grant"(house) {
        const gateway = await house.gateway({ auth_methods: ["password"], password_param_type: ["header"] });
        const page = gateway.url("/app");
        const get = (where, headers) => new Client().get(where, headers);
        const headers = house.assertServed(await get(page, basic("alice", "alice")));
        assert.equal(claimsOf(tokenOf(headers)).preferred_username, "alice");
        const asked = await house.calls(async () => {
            house.assertServed(await get(page, basic("alice", "alice")));
        });
        assert.equal(asked, 0);
        await assertRefused(house, () => get(page, basic("alice", "wrong")));
        await assertRefused(house, () => get(`${page}?username=alice&password=alice`, nothing()));
    },

    async "configure-oidc-with-client-credentials"(house) {
        const { clientId, clientSecret } = house.provider;
        const gateway = await house.gateway({
            auth_methods: ["client_credentials"],
            client_credentials_param_type: ["header"],
        });
        const page = gateway.url("/app");
        const headers = house.assertServed(await new Client().get(page, basic(clientId, clientSecret)));
        assert.equal(claimsOf(tokenOf(headers)).azp, clientId);
        const asked = await house.calls(async () => {
            // The argument that elsewhere picks a client is nothing here.
            house.assertServed(await new Client().get(`${page}?client_id=2`, basic(clientId, clientSecret)));
        });
        assert.equal(asked, 0);
        await assertRefused(house, () => new Client().get(page, basic(clientId, "wrong")));
    },

    async "configure-oidc-with-refresh-token"(house) {
        const gateway = await house.gateway({
            auth_methods: ["refresh_token", "password"],
            refresh_token_param_type: ["header"],
            refresh_token_param_name: "refresh_token",
            upstream_refresh_token_header: "refresh_token",
        });
        const page = gateway.url("/app");
        const bring = (value) => new Client().get(page, { ...nothing(), "refresh-token": value });
        const first = house.assertServed(await new Client().get(page, basic("alice", "alice")));
        const token = first.refresh_token ?? first["refresh-token"];
        assert.ok(token, JSON.stringify(first));
        const second = house.assertServed(await bring(token));
        // The provider takes each only once, and the next is told.
        const next = second.refresh_token ?? second["refresh-token"];
        assert.notEqual(next, token);
        house.assertServed(await bring(`Bearer ${next}`));
        await assertRefused(house, () => bring("garbage"));
    },

    async "configure-oidc-with-jwt-auth"(house) {
        const gateway = await house.gateway({
            auth_methods: ["bearer", "password"],
            bearer_token_param_type: ["query"],
        });
        const page = gateway.url("/app");
        const token = tokenOf(house.assertServed(await new Client().get(page, basic("alice", "alice"))));
        const headers = house.assertServed(await new Client().get(`${page}?a=1&access_token=${token}`, nothing()));
        assert.equal(headers.authorization, `Bearer ${token}`);
        assert.equal(house.upstream.last().path, "/app?a=1");
        await assertRefused(house, () => new Client().get(page, bearer(token)));
    },

    async "an agent without a token hears 401 and is sent nowhere"(house) {
        const gateway = await house.gateway({ auth_methods: ["bearer"] });
        const refused = await assertRefused(house, () => new Client().get(gateway.url("/app"), nothing()));
        assert.equal(refused.location, undefined);
        assert.match(refused.headers["www-authenticate"], /^Bearer realm=/);
        assert.equal(refused.headers["set-cookie"], undefined);
    },
});

async function assertRefused(house, ask) {
    const passed = house.upstream.count();
    const answer = await ask();
    assert.equal(answer.status, 401, String(answer));
    assert.equal(house.upstream.count(), passed);
    return answer;
}
