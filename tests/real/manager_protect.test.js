/**
 * Somebody puts a login before a route with the wizard of the Manager, has the provider checked, and changes what it made
 * in the full form. The provider is the sample one, as any other of which nothing is known.
 */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { browserIsMissing, launchBrowser, newPerson } from "./lib/browser.js";
import { managerIsMissing, startManager } from "./lib/manager.js";
import { freePort } from "./lib/port.js";
import { sampleIsMissing, startSample } from "./lib/sample.js";
import { startUpstream } from "./lib/upstream.js";

const skip = browserIsMissing || managerIsMissing || sampleIsMissing;

describe("a login before a route, by the wizard", { skip }, () => {
    let browser, operator, page, provider, upstream, manager, redirectUri;

    before(async () => {
        const port = await freePort();
        redirectUri = `http://localhost:${port}/api`;
        [browser, upstream, provider, manager] = await Promise.all([
            launchBrowser(),
            startUpstream(),
            startSample({ redirectUris: [redirectUri], audience: "https://api.example" }),
            startManager({ port }),
        ]);
        await manager.ask("POST", "/services", { name: "app", url: upstream.url });
        await manager.ask("POST", "/services/app/routes", { name: "api", paths: ["/api"], strip_path: false });
        operator = await newPerson(browser, { permissions: ["clipboard-read", "clipboard-write"] });
        page = operator.page;
    });

    after(async () => {
        await operator?.leave();
        await browser?.close();
        await Promise.all([manager, provider, upstream].map((one) => one?.stop()));
    });

    const step = (title) => page.getByRole("heading", { name: new RegExp(`^Step \\d of 6: ${title}$`), level: 2 }).waitFor();
    const goOn = () => page.getByRole("button", { name: "Continue" }).click();
    const textbox = (name) => page.getByRole("textbox", { name, exact: true });
    const secret = () => page.getByLabel("Client secret", { exact: true });

    test("the page of a route leads to it, and it begins with who signs people in", async () => {
        await page.goto(manager.url("/w/default/routes"));
        await page.getByRole("row", { name: /api/ }).getByRole("link", { name: /View/ }).click();
        await page.getByRole("link", { name: "Protect with login" }).click();
        await step("Provider");
        const cards = page.locator("ul.providers").getByRole("button");
        assert.ok((await cards.count()) >= 8);
        await cards.filter({ hasText: "Any provider" }).click();
        await step("Connect");
        // Whoever cannot see is told where they are.
        assert.match(await page.evaluate(() => document.activeElement.textContent), /Connect/);
    });

    test("nobody gets past what is missing", async () => {
        await goOn();
        await page.getByText("The client ID is missing.").waitFor();
        await page.getByText("The client secret is missing.").waitFor();
        assert.equal(await textbox("Issuer").evaluate((field) => field === document.activeElement), true);
        const review = page.getByRole("navigation", { name: "Steps" }).getByRole("link", { name: /Review/ });
        assert.equal(await review.getAttribute("aria-disabled"), "true");
        await page.goto(manager.url(`${new URL(page.url()).pathname}?provider=generic&step=review`));
        await step("Connect");
    });

    test("the redirect URI is made of the route, and can be copied", async () => {
        assert.equal(await textbox("Redirect URI").inputValue(), redirectUri);
        await page.getByRole("button", { name: "Copy redirect URI" }).click();
        await page.getByText("Copied").waitFor();
        assert.equal(await page.evaluate(() => navigator.clipboard.readText()), redirectUri);
        await page.getByRole("heading", { name: "Where to paste it" }).waitFor();

        await textbox("Redirect URI").fill("http://localhost:1/elsewhere");
        await goOn();
        await page.getByText(/This route does not cover \/elsewhere/).waitFor();
        await textbox("Redirect URI").fill(redirectUri);
    });

    test("what was typed outlasts a reload, but for the secret", async () => {
        await textbox("Issuer").fill(provider.issuer);
        await textbox("Client ID").fill(provider.clientId);
        await secret().fill(provider.clientSecret);
        const kept = await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
        assert.ok(kept.includes(provider.clientId));
        assert.ok(!kept.includes(provider.clientSecret));
        await page.reload();
        await page.getByRole("button", { name: "Go on with it" }).click();
        assert.equal(await textbox("Issuer").inputValue(), provider.issuer);
        assert.equal(await secret().inputValue(), "");
        await secret().fill(provider.clientSecret);
    });

    test("leaving asks, and staying keeps all", async () => {
        await page.getByRole("navigation", { name: "Manager" }).getByRole("link", { name: "Routes" }).click();
        await page.getByRole("dialog", { name: "Leave without saving?" }).getByRole("button", { name: "Stay here" }).click();
        assert.equal(await textbox("Client ID").inputValue(), provider.clientId);
        await goOn();
        await step("Check");
    });

    test("the gateway asks the provider whether it would work", async () => {
        await page.getByText("Try the client ID and secret too").click();
        await page.getByRole("button", { name: "Check connection" }).click();
        await page.getByRole("button", { name: "Check again" }).waitFor();
        await page.locator(".findings").waitFor();
        const found = await page.locator(".findings").textContent();
        assert.ok(!/Nobody could sign in like this/.test(found), found);
        assert.ok(!found.includes(provider.clientSecret));
        await goOn();
        await step("Who may pass");
    });

    test("who may pass is said, and a demand that says nothing is none", async () => {
        await goOn();
        await page.getByText("Say who may pass.").waitFor();
        await page.getByText("Only some of them", { exact: true }).click();
        await goOn();
        await page.getByText("Demand something, or let anyone pass.").waitFor();
        await page.getByText("Groups", { exact: true }).click();
        await goOn();
        await page.getByText(/an empty list demands nothing/).waitFor();
        await textbox("Required groups").fill("admins");
        await goOn();
        await step("What the service receives");
    });

    test("a preview shows what the service will be told", async () => {
        await page.getByRole("button", { name: "Add email" }).click();
        const preview = page.getByLabel("Headers of a request to the service");
        await preview.filter({ hasText: "X-User-Email: <email>" }).waitFor();
        assert.match(await preview.textContent(), /^Authorization: Bearer <access token>/);
        await goOn();
        await step("Review");
    });

    test("the review shows what is written, without the secret, and going back keeps it", async () => {
        await page.getByRole("button", { name: "kong.yml" }).click();
        const file = await page.getByLabel("As it would stand in a kong.yml").textContent();
        for (const line of ["route: api", "{vault://env/client-secret}", "groups_required:", "- admins", `issuer: ${provider.issuer}`, "- authorization_code"]) {
            assert.ok(file.includes(line), file);
        }
        await page.getByRole("button", { name: "Admin API" }).click();
        const call = await page.getByLabel("The call that writes it").textContent();
        assert.match(call, /^curl -X POST "\$ADMIN_API\/routes\/[\w-]+\/plugins"/);
        assert.match(call, /\$CLIENT_SECRET/);
        assert.ok(!(await page.content()).includes(provider.clientSecret));
        await page.getByRole("button", { name: "Back" }).click();
        await step("What the service receives");
        await page.getByLabel("Headers of a request to the service").filter({ hasText: "X-User-Email" }).waitFor();
        await goOn();
        await step("Review");
    });

    test("it is saved by one call, which says no more than was meant", async () => {
        const calls = [];
        page.on("request", (request) => request.method() !== "GET" && calls.push(request));
        await page.getByRole("button", { name: "Save and protect the route" }).click();
        await page.waitForURL(/part=plugins/);
        await page.getByRole("row", { name: /OpenID Connect/ }).waitFor();
        const written = calls.map((request) => request.postDataJSON());
        assert.deepEqual(written, [
            {
                name: "openid-connect",
                config: {
                    issuer: provider.issuer,
                    auth_methods: ["authorization_code", "session"],
                    client_id: [provider.clientId],
                    client_secret: [provider.clientSecret],
                    redirect_uri: [redirectUri],
                    scopes: ["openid", "email", "profile"],
                    leeway: 60,
                    lychgate_claims_sources: ["id_token", "access_token"],
                    groups_required: ["admins"],
                    upstream_headers_claims: ["email"],
                    upstream_headers_names: ["X-User-Email"],
                },
            },
        ]);
        const { data } = await manager.ask("GET", "/routes/api/plugins");
        assert.equal(data.length, 1);
        assert.deepEqual(data[0].config.auth_methods, ["authorization_code", "session"]);
        assert.deepEqual(data[0].config.groups_required, ["admins"]);
    });

    test("who is in the group passes, and who is not is refused", async () => {
        const [alice, bob] = await Promise.all([newPerson(browser), newPerson(browser)]);
        try {
            await alice.page.goto(redirectUri);
            const passed = await alice.follows(() => provider.signInOnPage(alice.page, "alice"), { to: redirectUri });
            assert.equal(passed.status, 200);
            const { headers } = upstream.last();
            assert.match(headers.authorization, /^Bearer /);
            assert.match(headers["x-user-email"], /^alice@/);
            const count = upstream.count();
            await bob.page.goto(redirectUri);
            const denied = await bob.follows(() => provider.signInOnPage(bob.page, "bob"), { to: redirectUri });
            assert.equal(denied.status, 403);
            assert.equal(upstream.count(), count);
        } finally {
            await Promise.all([alice.leave(), bob.leave()]);
        }
    });

    test("the wizard finds what it made, and does not double it", async () => {
        const { id } = await manager.ask("GET", "/routes/api");
        await page.goto(manager.url(`/w/default/routes/${id}/protect`));
        await page.getByText("This route has a login already.").waitFor();
        const chosen = page.locator("ul.providers").getByRole("button", { pressed: true });
        assert.match(await chosen.textContent(), /Any provider/);
        await goOn();
        assert.equal(await textbox("Issuer").inputValue(), provider.issuer);
        assert.equal(await secret().inputValue(), "");
    });

    test("programs alone need no client, and no token that was made for others", async () => {
        const { id } = await manager.ask("POST", "/services/app/routes", { name: "machines", paths: ["/machines"] });
        await page.goto(manager.url(`/w/default/routes/${id}/protect`));
        await page.getByRole("button", { name: /Any provider/ }).click();
        await page.getByText("Programs, with an access token", { exact: true }).click();
        await page.getByText("People, with a browser", { exact: true }).click();
        await textbox("Client ID").waitFor({ state: "detached" });
        await textbox("Redirect URI").waitFor({ state: "detached" });
        await textbox("Issuer").fill(provider.issuer);
        await goOn();
        await step("Check");
        await goOn();
        await page.getByText("Anyone whom the provider signs in", { exact: true }).click();
        await goOn();
        await page.getByText(/demand an audience or a scope/).waitFor();
        await page.getByText("Audience", { exact: true }).click();
        await textbox("Required audience").fill("https://api.example");
        await goOn();
        await goOn();
        await page.getByRole("button", { name: "Save and protect the route" }).click();
        await page.waitForURL(/part=plugins/);
        const { data } = await manager.ask("GET", "/routes/machines/plugins");
        assert.deepEqual(data[0].config.auth_methods, ["bearer"]);
        assert.deepEqual(data[0].config.audience_required, ["https://api.example"]);
        assert.equal(data[0].config.redirect_uri, null);

        const call = (token) => fetch(manager.site("/machines"), { headers: token ? { authorization: `Bearer ${token}` } : {} });
        assert.equal((await call()).status, 401);
        assert.equal((await call(await provider.clientToken())).status, 200);
    });

    test("a login of the service is told of, before another stands before its route", async () => {
        const other = await manager.ask("POST", "/services/app/routes", { name: "other", paths: ["/other"] });
        const above = await manager.ask("POST", "/services/app/plugins", {
            name: "openid-connect",
            config: { issuer: provider.issuer, client_id: ["other"], auth_methods: ["bearer"], scopes: ["openid"] },
        });
        await page.goto(manager.url(`/w/default/routes/${other.id}/protect`));
        await page.getByText("A login acts on this route already.").waitFor();
        await page.getByRole("button", { name: "Change that login" }).click();
        await page.getByText("This is the login for service app.").waitFor();
        await manager.ask("DELETE", `/plugins/${above.id}`);
        await manager.ask("DELETE", `/routes/${other.id}`);
    });

    test("a wrong issuer is told as such, on a page of its own", async () => {
        await page.goto(manager.url("/check"));
        await page.getByRole("button", { name: "Check connection" }).click();
        await page.getByText("The issuer is missing.").waitFor();
        await textbox("Issuer").fill(`${new URL(provider.issuer).origin}/nobody-is-here`);
        await page.getByRole("button", { name: "Check connection" }).click();
        await page.getByText("Nobody could sign in like this").waitFor();
        assert.ok((await page.locator(".finding.bad").count()) > 0);
        // What was found is no longer about what stands there.
        await textbox("Issuer").fill(provider.issuer);
        await page.getByText("This was found before you changed something.").waitFor();
        await page.getByRole("button", { name: "Check again" }).click();
        await page.getByText("Nobody could sign in like this").waitFor({ state: "detached" });
        await page.locator(".findings").waitFor();
    });

    describe("and the full form of what it made", () => {
        let plugin;

        const find = async (words) => {
            await textbox("Find an option").or(page.getByRole("searchbox", { name: "Find an option" })).fill(words);
            await page.getByText(new RegExp(`with “${words}”`)).waitFor();
        };

        before(async () => {
            [plugin] = (await manager.ask("GET", "/routes/api/plugins")).data;
            await page.goto(manager.url(`/w/default/plugins/${plugin.id}/edit`));
            await page.getByRole("heading", { name: "OpenID Connect", level: 1 }).waitFor();
        });

        test("an option is found by what it is called, by its own name, and inside of records", async () => {
            await find("clock tolerance");
            assert.equal(await textbox("Clock tolerance in seconds").inputValue(), "60");
            await find("leeway");
            assert.equal(await textbox("Clock tolerance in seconds").inputValue(), "60");
            await find("redis host");
            await page.getByRole("region", { name: "Redis", exact: true }).getByRole("textbox", { name: "Host", exact: true }).waitFor();
        });

        test("only what differs from the defaults, and what of a search is hidden by that", async () => {
            await find("claim");
            await page.getByText("Changed only", { exact: true }).click();
            const more = page.getByRole("button", { name: /^Show \d+ more that are not changed$/ });
            await more.click();
            assert.equal(await page.getByRole("switch", { name: "Changed only" }).isChecked(), false);
        });

        test("an option goes back to its default", async () => {
            await find("leeway");
            await page.getByRole("button", { name: "Reset Clock tolerance in seconds to its default" }).click();
            assert.equal(await textbox("Clock tolerance in seconds").inputValue(), "0");
            await textbox("Clock tolerance in seconds").fill("30");
        });

        test("what weakens the login is told at once", async () => {
            await find("ssl_verify");
            await page.getByText("Verify the provider's certificate", { exact: true }).click();
            await page.getByText(/One setting weakens the protection/).waitFor();
            await page.getByRole("button", { name: "Verify the provider's certificate: false" }).waitFor();
            await page.getByText("Verify the provider's certificate", { exact: true }).click();
            await page.getByText(/weakens the protection/).waitFor({ state: "detached" });
        });

        test("what is refused is marked, and cannot be said", async () => {
            await find("principals");
            const record = page.locator(".record").filter({ hasText: "Principals" }).first();
            await record.getByText("not supported yet").first().waitFor();
            await record.getByRole("button", { name: "Principals" }).click();
            assert.equal(await record.getByRole("textbox", { name: "Directory", exact: true }).isEditable(), false);
        });

        test("only the difference is saved, and only over what was read", async () => {
            const written = page.waitForRequest((request) => request.method() === "PATCH");
            await page.getByRole("button", { name: "Save changes" }).click();
            const request = await written;
            assert.deepEqual(request.postDataJSON(), { config: { leeway: 30 } });
            assert.ok(request.headers()["if-match"]);
            await page.waitForURL(manager.url("/w/default/plugins**"));
            const { config } = await manager.ask("GET", `/plugins/${plugin.id}`);
            assert.deepEqual({ ...config, leeway: 60 }, plugin.config);
        });
    });

    test("the Manager kept to its own policy, and asked nobody else", async () => {
        assert.deepEqual(operator.complaints, []);
        assert.ok(operator.visits.every(({ url }) => url.startsWith(manager.home)));
    });
});
