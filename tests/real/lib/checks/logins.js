/** People sign in. */

import assert from "node:assert/strict";

import { Client } from "../client.js";
import { needing } from "../needing.js";

export const logins = {
    async "a person signs in, and then the provider is not asked again"(house) {
        const { provider, upstream } = house;
        const gateway = await house.gateway({ upstream_headers: [{ header: "x-groups", path: ["groups"] }] });
        const client = new Client();
        const passed = upstream.count();
        let shown;
        const asking = await house.calls(async () => {
            const there = await provider.signInByHttp(client, gateway.url("/app/orders?page=2"), "alice");
            shown = house.assertServed(there);
        });
        // Discovery, keys, a page, a form and the code at least: calls are counted.
        assert.ok(asking >= 5, String(asking));
        assert.equal(upstream.count(), passed + 1);
        assert.equal(upstream.last().path, "/app/orders?page=2");
        assert.match(shown.authorization, /^Bearer [\w-]+\.[\w-]+\.[\w-]+$/);
        assert.equal(shown["x-groups"], "admins, staff");
        assert.equal(shown.cookie, undefined);
        const asked = await house.calls(async () => {
            for (let number = 0; number < 5; number += 1) {
                const again = house.assertServed(await client.get(gateway.url(`/app/${number}`)));
                assert.equal(again.authorization, shown.authorization);
                assert.equal(again.cookie, undefined);
            }
        });
        assert.equal(asked, 0);
    },

    async "the issuer may be named by its discovery document"(house) {
        const { provider, upstream } = house;
        const gateway = await house.gateway({ issuer: provider.discovery });
        house.assertServed(await provider.signInByHttp(new Client(), gateway.url("/app/orders"), "alice"));
        assert.equal(upstream.last().path, "/app/orders");
    },

    "the code may come as a form": needing("form_post", async (house) => {
        const { provider, upstream } = house;
        const gateway = await house.gateway({ response_mode: "form_post" });
        const client = new Client();
        const page = await provider.signInByHttp(client, gateway.url("/app/orders"), "alice");
        assert.ok(provider.owns(page.url), String(page));
        house.assertServed(await client.submit(page.forms[0]));
        assert.equal(upstream.last().path, "/app/orders");
    }),

    async "the service is told what the userinfo endpoint says"(house) {
        const { provider } = house;
        const { clientId, clientSecret } = provider.userinfo;
        const gateway = await house.gateway({
            client_id: [clientId],
            client_secret: [clientSecret],
            upstream_user_info_header: "x-userinfo",
        });
        const client = new Client();
        const there = await provider.signInByHttp(client, gateway.url("/app"), "alice");
        for (const answer of [there, await client.get(gateway.url("/app"))]) {
            const shown = house.assertServed(answer)["x-userinfo"];
            const told = JSON.parse(Buffer.from(shown, "base64").toString());
            assert.equal(told.email, "alice@example.com");
            assert.equal(told.sub, provider.users.alice.subject);
        }
    },

    async "who is not in the group that is demanded gets 403"(house) {
        const { provider, upstream } = house;
        const gateway = await house.gateway({ groups_required: ["admins"] });
        house.assertServed(await provider.signInByHttp(new Client(), gateway.url("/app"), "alice"));
        const passed = upstream.count();
        const bob = await provider.signInByHttp(new Client(), gateway.url("/app"), "bob");
        assert.equal(bob.status, 403, String(bob));
        assert.equal(upstream.count(), passed);
    },
};
