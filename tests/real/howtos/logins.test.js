// Kong's how-tos in which people sign in and out, each at a Keycloak as it is told there.

import assert from "node:assert/strict";

import { basic, nothing } from "../lib/bringing.js";
import { Client } from "../lib/client.js";
import { wayOut } from "../lib/configuration.js";
import { keycloakIsMissing, startKeycloak } from "../lib/keycloak.js";
import { matrix } from "../lib/matrix.js";

matrix("how-tos with logins", keycloakIsMissing, startKeycloak, {
    async "configure-oidc-with-auth-code-flow"(house) {
        const { provider, upstream } = house;
        const discovered = (await new Client().get(provider.discovery)).json();
        const gateway = await house.gateway({
            client_auth: ["client_secret_post"],
            auth_methods: ["authorization_code", "session"],
            response_mode: "form_post",
            preserve_query_args: true,
            login_action: "redirect",
            login_tokens: null,
            authorization_endpoint: `${discovered.authorization_endpoint}?ui_locales=en`,
        });
        const client = new Client();
        const sent = await client.get(gateway.url("/app/anything?hello=world"));
        assert.equal(sent.status, 302, String(sent));
        const asked = new URL(sent.location).searchParams;
        assert.deepEqual([asked.get("ui_locales"), asked.get("response_mode")], ["en", "form_post"]);
        const shown = await client.follow(sent);
        const [form] = shown.forms;
        const page = await client.submit(form, provider.answers("alice"));
        // A browser posts this form by itself.
        const passed = upstream.count();
        const [posted] = page.forms;
        const back = await client.post(posted.action, posted.fields);
        assert.equal(back.status, 302, String(back));
        assert.equal(back.location, gateway.url("/app/anything?hello=world"));
        assert.equal(upstream.count(), passed);
        const headers = house.assertServed(await client.follow(back));
        assert.match(headers.authorization, /^Bearer /);
        assert.equal(upstream.last().path, "/app/anything?hello=world");
    },

    async "configure-oidc-with-auth-code-flow-and-okta"(house) {
        const { provider } = house;
        const gateway = await house.gateway({
            auth_methods: ["authorization_code"],
            token_endpoint_auth_method: null,
            client_auth: ["client_secret_basic"],
            response_mode: "form_post",
        });
        const client = new Client();
        const page = await provider.signInByHttp(client, gateway.url("/app"), "alice");
        house.assertServed(await client.submit(page.forms[0]));
        // Without the method there is no session, so the way to the provider is taken each time; nobody is asked there.
        assert.ok(!client.cookies.for(gateway.url("/app")).some(({ name }) => name === "session"));
        const again = await client.get(gateway.url("/app"));
        assert.equal(again.status, 302, String(again));
        assert.ok(provider.owns(again.location), again.location);
        const silent = await client.follow(again);
        house.assertServed(await client.submit(silent.forms[0]));
    },

    async "kic-plugin-oidc: all methods, for browsers and programs"(house) {
        const { provider } = house;
        const gateway = await house.gateway();
        const sent = await new Client().get(gateway.url("/app"));
        assert.equal(sent.status, 302, String(sent));
        assert.ok(provider.owns(sent.location), sent.location);
        house.assertServed(await new Client().get(gateway.url("/app"), basic("alice", "alice")));
    },

    async "headers: a claim becomes a header, in nobody's words but ours"(house) {
        const { provider } = house;
        const gateway = await house.gateway({
            auth_methods: ["password"],
            upstream_headers: [
                { header: "x-authenticated-user", path: ["preferred_username"] },
                { header: "x-shoe-size", path: ["shoe_size"] },
            ],
        });
        const lies = { "x-authenticated-user": "evil", "x-shoe-size": "46" };
        const answer = await new Client().get(gateway.url("/app"), { ...lies, ...basic("alice", provider.password("alice")) });
        const headers = house.assertServed(answer);
        assert.equal(headers["x-authenticated-user"], "alice");
        assert.equal(headers["x-shoe-size"], undefined);
    },

    async "logout: the session ends here and there, and the tokens are revoked"(house) {
        const { provider } = house;
        const gateway = await house.gateway((home) => ({
            auth_methods: ["password", "session"],
            logout_uri_suffix: "/logout",
            logout_methods: ["POST"],
            logout_revoke: true,
            logout_redirect_uri: [wayOut(home)],
            upstream_refresh_token_header: "x-refresh-token",
        }));
        const client = new Client();
        const headers = house.assertServed(await client.get(gateway.url("/app"), basic("alice", "alice")));
        // That is no way out, but a page of the service.
        house.assertServed(await client.get(gateway.url("/app/logout"), nothing()));
        let out;
        const asked = await house.calls(async () => (out = await client.post(gateway.url("/app/logout"))));
        assert.equal(asked, 2);
        assert.equal(out.status, 302, String(out));
        assert.ok(provider.owns(out.location), out.location);
        assert.ok(new URL(out.location).searchParams.has("id_token_hint"));
        assert.equal(new URL(out.location).searchParams.get("client_id"), provider.clientId);
        assert.equal((await client.get(gateway.url("/app"), nothing())).status, 401);
        assert.equal((await provider.refresh(headers["x-refresh-token"])).json().error, "invalid_grant");
    },
});
