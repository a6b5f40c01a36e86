// The gateway proves itself at a Keycloak by a certificate, and sends no secret.

import assert from "node:assert/strict";

import { basic, bearer, tokenOf } from "../lib/bringing.js";
import { Client } from "../lib/client.js";
import { keycloakIsMissing, startKeycloakWithTls } from "../lib/keycloak.js";
import { matrix } from "../lib/matrix.js";

const ID = "0dc6f45b-8f8d-40d2-a504-473544ee190b";

function options(more) {
    return {
        client_id: ["gateway-mtls"],
        client_secret: undefined,
        client_auth: ["tls_client_auth"],
        tls_client_auth_cert_id: ID,
        auth_methods: ["password", "introspection"],
        cache_introspection: false,
        ...more,
    };
}

/** The certificate entity of somebody of that name. */
function entity(house, name) {
    return { certificates: [{ id: ID, ...house.provider.certify(name) }] };
}

matrix("how-tos with certificates", keycloakIsMissing, startKeycloakWithTls, {
    async "mtls-client-auth: the certificate proves who the client is"(house) {
        const gateway = await house.gateway(options(), 0, entity(house, "gateway"));
        const page = gateway.url("/app");
        const headers = house.assertServed(await new Client().get(page, basic("alice", "alice")));
        const token = tokenOf(headers);
        house.assertServed(await new Client().get(page, bearer(token)));
        assert.equal((await new Client().get(page, bearer(`${token}x`))).status, 401);
    },

    async "mtls-client-auth: another certificate does not, and none neither"(house) {
        const stranger = await house.gateway(options(), 0, entity(house, "stranger"));
        const refused = await new Client().get(stranger.url("/app"), basic("alice", "alice"));
        assert.equal(refused.status, 401, String(refused));
        await house.clear();
        const without = await house.gateway(options());
        const away = await new Client().get(without.url("/app"), basic("alice", "alice"));
        assert.equal(away.status, 503, String(away));
    },
});
