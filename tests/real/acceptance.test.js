/**
 * What somebody tries who has just put a login before a service: with a browser, and with each provider in turn.
 * Each provider has one story, whose parts follow each other.
 */

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { makeAuthority } from "./lib/authority.js";
import { browserIsMissing, launchBrowser, newPerson, seenByScripts } from "./lib/browser.js";
import { startGateway } from "./lib/gateway.js";
import { keycloakIsMissing, startKeycloak } from "./lib/keycloak.js";
import { oidcProviderIsMissing, startOidcProvider } from "./lib/oidc_provider.js";
import { until } from "./lib/patience.js";
import { sampleIsMissing, startSample } from "./lib/sample.js";
import { startUpstream } from "./lib/upstream.js";

const PROVIDERS = [
    { name: "the sample provider", isMissing: sampleIsMissing, start: startSample },
    { name: "Keycloak", isMissing: keycloakIsMissing, start: startKeycloak },
    { name: "oidc-provider", isMissing: oidcProviderIsMissing, start: startOidcProvider },
];

/** A session that is this long is over before anybody has looked away. */
const BRIEF_SECONDS = 3;

const SESSION_SECRET = "a-secret-that-only-seals-the-sessions-of-tests";

/** The services of the story, by what is different about their logins. */
const SERVICES = {
    // These two share a session: secret, audience, client and name of the cookie are the same.
    shop: {},
    desk: {},
    // Each of the others has a session of its own, for an audience and by a name of its own.
    books: { ...ownSession("books") },
    office: { ...ownSession("office"), groups_required: ["admins"] },
    counter: {
        ...ownSession("counter"),
        session_absolute_timeout: BRIEF_SECONDS,
        lychgate_unauthenticated_action: "auto",
        // Otherwise whoever is still signed in at the provider would come back without noticing.
        authorization_query_args_names: ["prompt"],
        authorization_query_args_values: ["login"],
    },
};

function ownSession(name) {
    return { session_cookie_name: name, session_audience: name, authorization_cookie_name: `${name}_login` };
}

/** Everything behind this gateway: the services, each with a login of its own, and a page for those who left. */
function behind(gateway, provider, upstream) {
    const login = (name, options) => ({
        issuer: provider.issuer,
        client_id: [provider.clientId],
        client_secret: [provider.clientSecret],
        redirect_uri: [gateway.url(`/${name}`)],
        scopes: provider.scopes,
        session_secret: SESSION_SECRET,
        logout_uri_suffix: "/logout",
        logout_methods: ["GET", "POST"],
        logout_redirect_uri: [gateway.url("/goodbye")],
        ...options,
    });
    const route = (name, plugins) => ({ name, paths: [`/${name}`], strip_path: false, plugins });
    const service = (name, plugins) => ({ name, url: upstream.url, routes: [route(name, plugins)] });
    const closed = Object.entries(SERVICES).map(([name, options]) =>
        service(name, [{ name: "openid-connect", config: login(name, options) }]),
    );
    return JSON.stringify({ _format_version: "3.0", services: [...closed, service("goodbye", [])] });
}

for (const { name, isMissing, start } of PROVIDERS) {
    const skip = isMissing || browserIsMissing;
    // A group that is skipped would not be counted.
    const group = skip ? test : describe;
    group(`a login with ${name}`, { skip, timeout: 300_000 }, () => story(start));
}

function story(startProvider) {
    let browser, gateway, overTls, provider, upstream;
    let alice;

    before(async () => {
        const authority = makeAuthority();
        [browser, upstream, gateway, overTls] = await Promise.all([
            launchBrowser({ trusted: [authority] }),
            startUpstream(),
            startGateway(),
            startGateway({ tls: authority.certify("localhost") }),
        ]);
        const gateways = [gateway, overTls];
        const addresses = (names) => gateways.flatMap((one) => names.map((name) => one.url(`/${name}`)));
        provider = await startProvider({
            redirectUris: addresses(Object.keys(SERVICES)),
            postLogoutRedirectUris: addresses(["goodbye"]),
        });
        for (const one of gateways) {
            await one.reload(behind(one, provider, upstream));
        }
        alice = await newPerson(browser);
    });

    after(async () => {
        await browser?.close();
        await Promise.all([gateway?.stop(), overTls?.stop(), upstream?.stop(), provider?.release()]);
    });

    /** Waits until a tab of somebody shows the provider's sign-in page. */
    const isAskedWho = (person) => person.arrives(new URL(provider.issuer).origin);

    /** Opens a page that asks for a login, and signs in; gives the visit that it leads to. */
    const signIn = async (person, url, user) => {
        await person.page.goto(url);
        await isAskedWho(person);
        await provider.signInOnPage(person.page, user);
        return person.arrives(url);
    };

    test("without a login the route is closed: one ends at the provider, and the service sees nothing", async () => {
        await alice.page.goto(gateway.url("/shop"));
        const { status } = await isAskedWho(alice);
        assert.equal(status, 200);
        assert.equal(await alice.cookie("session"), undefined);
        assert.equal(upstream.count(), 0);
    });

    test("whoever signs in sees the page of the service, which is told who it is", async () => {
        await provider.signInOnPage(alice.page, "alice");
        const { status } = await alice.arrives(gateway.url("/shop"));
        assert.equal(status, 200);
        assert.equal(await alice.page.textContent("h1"), "The service");
        assert.equal(upstream.count(), 1);
        const { method, path, headers } = upstream.last();
        // AZ-41: the code of the callback is nobody's business behind the gateway.
        assert.deepEqual([method, path], ["GET", "/shop"]);
        assert.match(headers.authorization, /^Bearer /);
        // SE-25: the session is nobody's business behind the gateway.
        assert.equal(headers.cookie, undefined);
    });

    test("loading the page again passes at once, and nobody asks the provider", async () => {
        const asked = await provider.requests();
        await alice.page.goto(gateway.url("/shop"));
        await alice.page.reload();
        await alice.page.goto(gateway.url("/shop/inner?page=2"));
        assert.equal(upstream.last().path, "/shop/inner?page=2");
        assert.equal(upstream.count(), 4);
        assert.equal(await provider.requests(), asked);
    });

    // SE-22, SE-24
    test("the session is in a cookie that no script can read and no other host gets", async () => {
        const cookie = await alice.cookie("session");
        const { domain, path, httpOnly, secure, sameSite, session } = cookie;
        assert.deepEqual(
            { domain, path, httpOnly, secure, sameSite, session },
            { domain: "localhost", path: "/", httpOnly: true, secure: false, sameSite: "Lax", session: true },
        );
        assert.deepEqual(await seenByScripts(alice.page), { cookies: "", local: {}, session: {} });
        assert.equal(await alice.cookie("authorization"), undefined, "the login under way is over");
        assert.ok(!cookie.value.includes("."), "no token can be read in it");
    });

    // SE-23
    test("over TLS the cookies are for TLS only", async () => {
        const person = await newPerson(browser);
        await signIn(person, overTls.url("/shop"), "alice");
        const { httpOnly, secure, sameSite } = await person.cookie("session");
        assert.deepEqual({ httpOnly, secure, sameSite }, { httpOnly: true, secure: true, sameSite: "Lax" });
        await person.leave();
    });

    test("a second service opens without another password", async () => {
        // With a session of its own it asks the provider, which remembers who that is.
        const { length } = alice.visits;
        await alice.page.goto(gateway.url("/books"));
        assert.equal((await alice.arrives(gateway.url("/books"))).status, 200);
        const way = alice.visits.slice(length).map(({ url }) => new URL(url).origin);
        assert.ok(way.includes(new URL(provider.issuer).origin), String(way));
        assert.equal(upstream.last().path, "/books");
        assert.notEqual((await alice.cookie("books")).value, (await alice.cookie("session")).value);
        // With the same session it asks nobody.
        const asked = await provider.requests();
        await alice.page.goto(gateway.url("/desk"));
        assert.equal(upstream.last().path, "/desk");
        assert.equal(await provider.requests(), asked);
    });

    test("signing out ends it at all services that share it, and at the provider", async () => {
        // The provider is shown whose wish it is. Some ask nevertheless.
        await leave(alice, () => alice.page.goto(gateway.url("/shop/logout")));
        assert.equal(await alice.cookie("session"), undefined);
        const passed = upstream.count();
        for (const path of ["/shop", "/desk"]) {
            await alice.page.goto(gateway.url(path));
            await isAskedWho(alice);
        }
        assert.equal(upstream.count(), passed);
        // Nobody tells a service with a session of its own; when that is over, it asks for a password again.
        await alice.page.goto(gateway.url("/books"));
        assert.equal((await alice.arrives(gateway.url("/books"))).status, 200);
        await alice.context.clearCookies({ name: /^books/ });
        await alice.page.goto(gateway.url("/books"));
        await isAskedWho(alice);
        assert.equal(upstream.count(), passed + 1);
    });

    test("whoever has signed out can sign in again", async () => {
        assert.equal((await signIn(alice, gateway.url("/shop"), "alice")).status, 200);
        assert.equal(upstream.last().path, "/shop");
    });

    // SE-14, AZ-39
    test("when a short session is over, the next request is refused", async () => {
        await signIn(alice, gateway.url("/counter"), "alice");
        const fetched = () =>
            alice.page.evaluate(async () => {
                const answer = await fetch("/counter/data", { headers: { accept: "application/json" } });
                return { status: answer.status, type: answer.headers.get("content-type"), body: await answer.json() };
            });
        assert.equal((await fetched()).status, 200);
        const refused = await until("the session ends", async () => {
            const answer = await fetched();
            return answer.status !== 200 && answer;
        });
        const passed = upstream.count();
        // A script is told so; it could not follow to the provider.
        assert.equal(refused.status, 401);
        assert.match(refused.type, /^application\/json/);
        assert.equal(refused.body.message, "Unauthorized");
        assert.ok(refused.body.request_id);
        // A person is asked to sign in again.
        await alice.page.reload();
        await isAskedWho(alice);
        await alice.page.goto(gateway.url("/counter"));
        await isAskedWho(alice);
        assert.equal((await opened(gateway.url("/counter"), alice)).status(), 302);
        assert.equal(upstream.count(), passed);
        // Other sessions go on.
        await alice.page.goto(gateway.url("/shop"));
        assert.equal((await alice.arrives(gateway.url("/shop"))).status, 200);
    });

    test("who is in none of the groups is told so on a page that helps", async () => {
        const bob = await newPerson(browser);
        const passed = upstream.count();
        const { status, headers } = await signIn(bob, gateway.url("/office"), "bob");
        assert.equal(status, 403);
        assert.equal(upstream.count(), passed);
        // AZ-43, ER-01, ER-10
        const policy = headers["content-security-policy"];
        assert.match(policy, /default-src 'none'/);
        assert.match(policy, /frame-ancestors 'none'/);
        assert.doesNotMatch(policy, /script-src/);
        assert.equal(headers["cache-control"], "no-store");
        assert.equal(await bob.page.locator("script").count(), 0);
        // An operator finds the request by the number on the page.
        const [number] = await bob.page.locator("code").allTextContents();
        assert.match(number, /^[0-9a-f]{32}$/);
        assert.ok(gateway.log().includes(number));
        assert.match(await bob.page.textContent("main"), /not open to you/);

        // The way out leads to where somebody else can sign in.
        await leave(bob, () => bob.page.click("text=Sign out"));
        const page = await signIn(bob, gateway.url("/office"), "alice");
        assert.equal(page.status, 200);
        assert.equal(upstream.last().path, "/office");
        assert.deepEqual(bob.complaints, []);
        await bob.leave();
    });

    /** Signs out in this way, and says yes to the provider if it asks; ends at the page for those who left. */
    async function leave(person, action) {
        const { url } = await person.follows(action);
        if (provider.owns(url)) {
            await person.page.click("button, input[type=submit]");
        }
        await person.arrives(gateway.url("/goodbye"));
    }
}

/** The first answer to somebody who opens a page, wherever it leads. */
function opened(url, person) {
    return person.context.request.get(url, { maxRedirects: 0, headers: { accept: "text/html" } });
}
