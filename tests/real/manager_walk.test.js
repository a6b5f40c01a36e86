/**
 * The walk of the guide with which somebody puts Okta before a route, in the Manager: with its words, in its order.
 * The provider is the sample one, under an issuer of Okta's form.
 */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { browserIsMissing, launchBrowser, newPerson } from "./lib/browser.js";
import { managerIsMissing, startManager } from "./lib/manager.js";
import { freePort } from "./lib/port.js";
import { sampleIsMissing, startSample } from "./lib/sample.js";
import { startUpstream } from "./lib/upstream.js";

const skip = browserIsMissing || managerIsMissing || sampleIsMissing;

// A group that is skipped would not be counted.
const group = skip ? test : describe;

group("the walk through the Manager", { skip }, () => {
    let browser, operator, provider, upstream, manager, redirectUri;

    before(async () => {
        const port = await freePort();
        redirectUri = `http://localhost:${port}/api`;
        [browser, upstream, provider, manager] = await Promise.all([
            launchBrowser(),
            startUpstream(),
            startSample({ redirectUris: [redirectUri], issuer_path: "/oauth2/default" }),
            startManager({ port }),
        ]);
        await manager.ask("POST", "/services", { name: "app", url: upstream.url });
        await manager.ask("POST", "/services/app/routes", { name: "api", paths: ["/api"], strip_path: false });
        operator = await newPerson(browser);
    });

    after(async () => {
        await operator?.leave();
        await browser?.close();
        await Promise.all([manager, provider, upstream].map((one) => one?.stop()));
    });

    test("workspaces, routes, view, plugins, add plugin, OpenID Connect, save, and the list of all plugins", async () => {
        const { page } = operator;
        await page.goto(manager.url("/"));
        await page.getByRole("link", { name: "Workspaces" }).click();
        await page.getByRole("link", { name: "default" }).first().click();
        await page.getByRole("navigation", { name: "Manager" }).getByRole("link", { name: "Routes" }).click();
        await page.getByRole("row", { name: /api/ }).getByRole("link", { name: /View/ }).click();
        await page.getByRole("heading", { name: "api", level: 1 }).waitFor();
        await page.getByRole("main").getByRole("link", { name: "Plugins", exact: true }).click();
        await page.waitForURL(/part=plugins/);
        await page.getByRole("link", { name: "Add Plugin" }).first().click();
        await page.getByRole("heading", { name: "Plugins", level: 1 }).waitFor();
        const card = page.getByRole("listitem").filter({ hasText: "OpenID Connect" });
        await card.getByRole("link", { name: /Enable/ }).click();

        // All of the minimum configuration is there at once, before anything is opened.
        for (const [label, value] of [
            ["Issuer", `${provider.issuer}/.well-known/openid-configuration`],
            ["Client ID", provider.clientId],
            ["Client secret", provider.clientSecret],
            ["Redirect URI", redirectUri],
        ]) {
            await page.getByLabel(label, { exact: true }).and(page.locator("input")).first().fill(value);
        }
        await scopes(page, ["openid", "email", "profile"]);
        await page.getByRole("button", { name: "Save" }).click();

        await page.waitForURL(manager.url("/w/default/plugins**"));
        await page.getByRole("row", { name: /OpenID Connect/ }).waitFor();
    });

    test("what is kept is what was said, and nothing besides", async () => {
        const { data } = await manager.ask("GET", "/routes/api/plugins");
        assert.equal(data.length, 1);
        const [{ name, config, route }] = data;
        assert.equal(name, "openid-connect");
        assert.ok(route.id);
        assert.deepEqual(config.client_id, [provider.clientId]);
        assert.deepEqual(config.client_secret, [provider.clientSecret]);
        assert.deepEqual(config.redirect_uri, [redirectUri]);
        assert.deepEqual(config.scopes, ["openid", "email", "profile"]);
        const fresh = await manager.ask("POST", "/plugins", {
            name: "openid-connect",
            config: {
                issuer: config.issuer,
                client_id: config.client_id,
                client_secret: config.client_secret,
                redirect_uri: config.redirect_uri,
                scopes: config.scopes,
                auth_methods: config.auth_methods,
            },
            enabled: false,
        });
        assert.deepEqual(config, fresh.config);
        await manager.ask("DELETE", `/plugins/${fresh.id}`);
    });

    test("nothing stands in what the page shows of the secret", async () => {
        assert.ok(!(await operator.page.content()).includes(provider.clientSecret));
    });

    test("without a login the service is not reached", async () => {
        const answer = await fetch(redirectUri, { redirect: "manual", headers: { accept: "text/html" } });
        assert.equal(answer.status, 302);
        assert.ok(answer.headers.get("location").startsWith(provider.issuer.split("/oauth2")[0]));
        assert.equal(upstream.count(), 0);
    });

    test("with a login it is, and again without another", async () => {
        const alice = await newPerson(browser);
        try {
            await alice.page.goto(redirectUri);
            await alice.follows(() => provider.signInOnPage(alice.page, "alice"), { to: redirectUri });
            assert.match(upstream.last().headers.authorization, /^Bearer /);
            const visits = alice.visitsTo(provider.issuer.split("/oauth2")[0]);
            await alice.page.reload();
            assert.equal(alice.visitsTo(provider.issuer.split("/oauth2")[0]), visits);
            assert.equal(upstream.last().headers.cookie, undefined);
        } finally {
            await alice.leave();
        }
    });

    test("the Manager kept to its own policy, and asked nobody else", async () => {
        assert.deepEqual(operator.complaints, []);
        assert.ok(operator.visits.every(({ url }) => url.startsWith(manager.home)));
    });
});

/** Scopes are lines of a list, of which the first are there by default. */
async function scopes(page, wanted) {
    const group = page.getByRole("group", { name: /^Scopes/ }).first();
    for (const [index, scope] of wanted.entries()) {
        const lines = group.getByRole("textbox");
        if ((await lines.count()) <= index) {
            await group.getByRole("button", { name: "Add another" }).click();
        }
        await lines.nth(index).fill(scope);
    }
}
