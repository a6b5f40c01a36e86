// Kong's how-tos in which claims say who somebody is, each at a Keycloak as it is told there.

import assert from "node:assert/strict";

import { basic, bearer, nothing } from "../lib/bringing.js";
import { Client } from "../lib/client.js";
import { keycloakIsMissing, startKeycloak } from "../lib/keycloak.js";
import { matrix } from "../lib/matrix.js";

/** What callers say of themselves, which counts nowhere. */
const LIES = { "x-consumer-username": "evil", "x-authenticated-groups": "evil", "x-credential-identifier": "evil" };

matrix("how-tos with identities", keycloakIsMissing, startKeycloak, {
    async "configure-oidc-with-acl-auth"(house) {
        const options = { auth_methods: ["password"], authenticated_groups_claim: ["scope"] };
        const ask = (gateway) => new Client().get(gateway.url("/app"), { ...LIES, ...basic("alice", "alice") });
        const plain = await house.gateway(options);
        const groups = house.assertServed(await ask(plain))["x-authenticated-groups"].split(", ");
        assert.deepEqual(groups.sort(), ["email", "openid", "profile"]);
        await house.clear();
        for (const [config, status] of [
            [{ deny: ["openid"] }, 403],
            [{ allow: ["openid"] }, 200],
            [{ allow: ["evil"] }, 403],
        ]) {
            const gateway = await house.gateway(options, 0, { plugins: [{ name: "acl", config }] });
            const answer = await ask(gateway);
            assert.equal(answer.status, status, String(answer));
            if (status === 403) {
                assert.equal(answer.json().message, "You cannot consume this service");
            }
            await house.clear();
        }
    },

    async "configure-oidc-with-consumers"(house) {
        const options = {
            auth_methods: ["password"],
            consumer_claims: [["preferred_username"]],
            consumer_by: ["username"],
        };
        const ask = (gateway) => new Client().get(gateway.url("/app"), { ...LIES, ...basic("alice", "alice") });
        const nobody = await house.gateway(options);
        const refused = await ask(nobody);
        assert.equal(refused.status, 403, String(refused));
        await house.clear();

        const known = await house.gateway(options, 0, { consumers: [{ username: "alice" }] });
        const headers = house.assertServed(await ask(known));
        assert.equal(headers["x-consumer-username"], "alice");
        assert.match(headers["x-consumer-id"], /^[\da-f-]{36}$/);
        await house.clear();

        const optional = await house.gateway({ ...options, consumer_optional: true });
        assert.equal(house.assertServed(await ask(optional))["x-consumer-username"], undefined);
    },

    async "configure-oidc-with-consumer-groups"(house) {
        const { clientId, clientSecret } = house.provider;
        const options = { auth_methods: ["client_credentials"], consumer_groups_claim: ["tier"] };
        const stop = { name: "request-termination", consumer_group: "gold", config: { status_code: 418 } };
        const ask = (gateway, secret = clientSecret) => {
            return new Client().get(gateway.url("/app"), basic(clientId, secret));
        };
        const without = await house.gateway(options);
        const refused = await ask(without);
        assert.equal(refused.status, 403, String(refused));
        await house.clear();

        const gateway = await house.gateway(options, 0, { consumer_groups: [{ name: "gold" }], plugins: [stop] });
        // What is for the group only happens to the group.
        assert.equal((await ask(gateway)).status, 418);
        assert.equal((await ask(gateway, "wrong")).status, 401);
    },

    async "configure-oidc-datakit: a credential without a consumer"(house) {
        const { provider } = house;
        const gateway = await house.gateway({
            auth_methods: ["bearer"],
            credential_claim: ["azp"],
            consumer_optional: true,
        });
        const token = await provider.clientToken();
        const answer = await new Client().get(gateway.url("/app"), { ...LIES, ...bearer(token) });
        const headers = house.assertServed(answer);
        assert.equal(headers["x-credential-identifier"], provider.clientId);
        assert.equal(headers["x-consumer-username"], undefined);
        assert.equal(headers["x-consumer-id"], undefined);
    },

    async "whoever proves nothing is the anonymous consumer, and nobody's lies count"(house) {
        const options = { auth_methods: ["password"], anonymous: "guest" };
        const gateway = await house.gateway(options, 0, { consumers: [{ username: "guest" }] });
        const headers = house.assertServed(await new Client().get(gateway.url("/app"), { ...LIES, ...nothing() }));
        assert.equal(headers["x-consumer-username"], "guest");
        assert.equal(headers["x-authenticated-groups"], undefined);
        assert.equal(headers["x-credential-identifier"], undefined);
    },
});
