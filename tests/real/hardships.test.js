/**
 * What makes logins fail or go round in circles: other sites, other tabs, old addresses, lost cookies, long tokens.
 * Each is met with a browser, and each ends: signed in, or on a page that says why and leads on.
 */

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, test } from "node:test";

import { makeAuthority } from "./lib/authority.js";
import { browserIsMissing, launchBrowser, newPerson, newPersonWithoutCookies } from "./lib/browser.js";
import { behindLogin, callback } from "./lib/configuration.js";
import { startGateway } from "./lib/gateway.js";
import { until } from "./lib/patience.js";
import { sampleIsMissing, startSample } from "./lib/sample.js";
import { startUpstream } from "./lib/upstream.js";

/** Whoever is sent to the provider more often than that goes round in circles. */
const MOST_VISITS = 6;

const isMissing = sampleIsMissing || browserIsMissing;

// A group that is skipped would not be counted.
const group = isMissing ? test : describe;

group("hardships of a login", { skip: isMissing, timeout: 180_000 }, () => {
    let authority, browser;

    before(async () => {
        authority = makeAuthority();
        browser = await launchBrowser({ trusted: [authority] });
    });

    after(() => browser?.close());

    /**
     * A gateway at `localhost` with a service behind a login of these options. The provider is at 127.0.0.1, which is
     * another site. All of it ends with the test `t`.
     */
    async function start(t, options = {}, { tls = false, audience } = {}) {
        const upstream = await startUpstream();
        t.after(() => upstream.stop());
        const gateway = await startGateway({ tls: tls ? authority.certify("localhost") : undefined });
        t.after(() => gateway.stop());
        const home = gateway.url("");
        const provider = await startSample({ redirectUris: [callback(home)], ...(audience && { audience }) });
        t.after(() => provider.release());
        const yaml = behindLogin({ provider, home, upstream: upstream.url, options });
        await gateway.reload(yaml);
        return { gateway, provider, site: new URL(provider.issuer).origin, upstream, yaml };
    }

    /** Somebody new, who leaves with the test. */
    async function arrival(t) {
        const person = await newPerson(browser);
        t.after(() => person.leave());
        return person;
    }

    /** Signs in at the page of the provider that the tab shows; gives the visit where that ends. */
    const signIn = (person, { provider, gateway }, { page = person.page, user = "alice", to = "/" } = {}) =>
        person.follows(() => provider.signInOnPage(page, user), { page, to: gateway.url(to) });

    /** That the tab shows the page of the service. */
    async function assertIsIn(visit) {
        assert.equal(visit.status, 200);
        assert.equal(await visit.page.textContent("h1"), "The service");
    }

    /** That the tab shows a page of ours with this title, and that nobody is sent round and round. */
    async function assertIsTold(visit, status, title, person, { site }) {
        assert.equal(visit.status, status, person.way());
        assert.equal(await visit.page.textContent("h1"), title);
        assert.equal(await visit.page.locator("script").count(), 0);
        assertIsBounded(person, { site });
    }

    function assertIsBounded(person, { site }) {
        assert.ok(person.visitsTo(site) <= MOST_VISITS, person.way());
    }

    /** What the page says, all of it. */
    const told = (person) => person.page.textContent("main");

    /** Goes the way that the page offers. */
    const goesOn = (person) => person.follows(() => person.page.click("main a"));

    // AZ-31, SE-22
    test("an answer that another site posts over TLS finds its login", async (t) => {
        const house = await start(t, { response_mode: "form_post" }, { tls: true });
        const person = await arrival(t);
        await person.page.goto(house.gateway.url("/app/page"));
        const { sameSite, secure, httpOnly } = await person.cookie("authorization");
        assert.deepEqual({ sameSite, secure, httpOnly }, { sameSite: "None", secure: true, httpOnly: true });
        const visit = await signIn(person, house);
        await assertIsIn(visit);
        assert.equal(visit.url, house.gateway.url("/app/page"));
        assert.ok(person.visits.some(({ method, url }) => method === "POST" && url === house.gateway.url("/app")));
        assert.equal((await person.cookie("session")).sameSite, "Lax");
        await person.page.reload();
        assert.equal(house.upstream.last().path, "/app/page");
        assertIsBounded(person, house);

        // Where the answer is posted to the very page, loading that again posts it again, without the session.
        const other = await arrival(t);
        await other.page.goto(house.gateway.url("/app"));
        await assertIsIn(await signIn(other, house));
        await assertIsIn(await other.follows(() => other.page.reload(), { to: house.gateway.url("/app") }));
        assertIsBounded(other, house);
    });

    test("an answer that another site posts in the clear finds its login, for a while", async (t) => {
        // Browsers bring cookies that say nothing about other sites along with posts for two minutes.
        const house = await start(t, { response_mode: "form_post" });
        const person = await arrival(t);
        await person.page.goto(house.gateway.url("/app/page"));
        assert.equal((await person.cookie("authorization")).sameSite, undefined);
        await assertIsIn(await signIn(person, house));
        assertIsBounded(person, house);
    });

    for (const sameSite of ["Lax", "Strict"]) {
        const options = { response_mode: "form_post", authorization_cookie_same_site: sameSite };

        test(`an answer that is posted without a cookie that is ${sameSite} is no circle`, async (t) => {
            const house = await start(t, options);
            const person = await arrival(t);
            await person.page.goto(house.gateway.url("/app/page"));
            const visit = await signIn(person, house);
            await assertIsTold(visit, 401, "Your browser does not bring our cookie back", person, house);
            // Nothing is wrong with the browser.
            assert.match(await told(person), new RegExp(`SameSite=${sameSite} here`));
            assert.equal(house.upstream.count(), 0);
        });
    }

    // SE-22, AZ-37
    test("a session that is Strict is there at once after a login", async (t) => {
        const house = await start(t, { session_cookie_same_site: "Strict" });
        const person = await arrival(t);
        await person.page.goto(house.gateway.url("/app/page"));
        // A page in between leads on from our own site.
        await assertIsIn(await signIn(person, house, { to: "/app/page" }));
        assert.equal((await person.cookie("session")).sameSite, "Strict");
        assertIsBounded(person, house);

        // Where the callback is the page itself, it is shown at once.
        const other = await arrival(t);
        await other.page.goto(house.gateway.url("/app"));
        await assertIsIn(await signIn(other, house));
        await assertIsIn(await other.follows(() => other.page.reload()));
        assertIsBounded(other, house);
    });

    test("two tabs sign in at once and finish in the other order: each comes back to its own page", async (t) => {
        const house = await start(t);
        const person = await arrival(t);
        const second = await person.newTab();
        await person.page.goto(house.gateway.url("/app/page?tab=1"));
        await second.goto(house.gateway.url("/app/page?tab=2"));
        for (const [page, tab] of [[second, 2], [person.page, 1]]) {
            const visit = await signIn(person, house, { page });
            await assertIsIn(visit);
            assert.equal(visit.url, house.gateway.url(`/app/page?tab=${tab}`));
        }
        assert.equal(await person.cookie("authorization"), undefined);
        assertIsBounded(person, house);
    });

    // AZ-04
    test("going back after a login, and loading the callback again, lead to the page and spend no code", async (t) => {
        const house = await start(t);
        const person = await arrival(t);
        await person.page.goto(house.gateway.url("/app/page"));
        await assertIsIn(await signIn(person, house));
        const session = (await person.cookie("session")).value;
        const callback = person.visits.find(({ url }) => url.includes("code="));

        await assertIsIn(await person.follows(() => person.page.goBack(), { to: house.gateway.url("/app") }));
        const asked = await house.provider.requests();
        const visit = await person.follows(() => person.page.goto(callback.url));
        await assertIsIn(visit);
        assert.equal(visit.url, house.gateway.url("/app"));
        assert.equal(await house.provider.requests(), asked);
        assert.equal((await person.cookie("session")).value, session);
        assertIsBounded(person, house);

        // AZ-03: in the browser of somebody else it is the beginning of a login of their own.
        const other = await arrival(t);
        await other.page.goto(callback.url);
        await assertIsIn(await signIn(other, house, { user: "bob" }));
        assert.notEqual(await other.cookie("session"), undefined);
        assertIsBounded(other, house);
    });

    // AZ-02, AZ-03
    test("a callback that belongs to no login ends on a page with a way to begin again", async (t) => {
        const house = await start(t);
        const stale = house.gateway.url(`/app?code=x&state=y&iss=${encodeURIComponent(house.provider.issuer)}`);
        const person = await arrival(t);
        await person.page.goto(house.gateway.url("/app/page"));
        const visit = await person.follows(() => person.page.goto(stale));
        await assertIsTold(visit, 401, "This sign-in is not known here", person, house);
        await goesOn(person);
        await assertIsIn(await signIn(person, house));
        assert.equal(house.upstream.last().path, "/app");
        assertIsBounded(person, house);

        // Without any login under way it begins one.
        const other = await arrival(t);
        await other.page.goto(stale);
        await assertIsIn(await signIn(other, house));
        assertIsBounded(other, house);
    });

    // AZ-06
    test("whoever takes too long to sign in is told so, and can begin again", async (t) => {
        const house = await start(t, { authorization_rolling_timeout: 1 });
        const person = await arrival(t);
        await person.page.goto(house.gateway.url("/app/page"));
        // Logins are timed in whole seconds.
        const over = Date.now() + 2_100;
        await until("the login is over", () => Date.now() > over);
        const visit = await signIn(person, house);
        await assertIsTold(visit, 401, "Signing in took too long", person, house);
        assert.equal(house.upstream.count(), 0);
        // The provider knows by now who it is.
        const page = await goesOn(person);
        await assertIsIn(page);
        assert.equal(page.url, house.gateway.url("/app/page"));
        assertIsBounded(person, house);
    });

    // AZ-37
    test("a browser that keeps no cookies is told so, each time", async (t) => {
        const house = await start(t);
        const person = await newPersonWithoutCookies([house.gateway.url("")]);
        t.after(() => person.leave());
        await person.page.goto(house.gateway.url("/app/page"));
        let visit = await signIn(person, house);
        await assertIsTold(visit, 401, "Your browser does not bring our cookie back", person, house);
        assert.match(await told(person), /Allow cookies for this site/);
        visit = await goesOn(person);
        await assertIsTold(visit, 401, "Your browser does not bring our cookie back", person, house);
        const kept = (await person.cookies()).filter(({ domain }) => domain === "localhost");
        assert.deepEqual(kept, []);
        assert.equal(house.upstream.count(), 0);
    });

    // AZ-37
    test("a browser that loses its session again and again is told so", async (t) => {
        const house = await start(t);
        const person = await arrival(t);
        await person.page.goto(house.gateway.url("/app/page"));
        let visit = await signIn(person, house);
        for (let round = 0; visit.status === 200; round += 1) {
            assert.ok(round < MOST_VISITS, person.way());
            await person.context.clearCookies({ name: "session" });
            visit = await person.follows(() => person.page.goto(house.gateway.url("/app/page")));
        }
        await assertIsTold(visit, 401, "Your browser does not bring our cookie back", person, house);
        assert.match(await told(person), /login\.loop/);
    });

    // SE-20
    test("an access token of six thousand characters stays in several cookies", async (t) => {
        const house = await start(t, {}, { audience: noise(6_000) });
        const person = await arrival(t);
        await person.page.goto(house.gateway.url("/app/page"));
        await assertIsIn(await signIn(person, house));
        const names = (await person.cookies()).map(({ name }) => name);
        assert.ok(names.includes("session") && names.includes("session2"), names.join(" "));
        const asked = await house.provider.requests();
        await assertIsIn(await person.follows(() => person.page.reload()));
        assert.ok(house.upstream.last().headers.authorization.length > 6_000);
        assert.equal(house.upstream.last().headers.cookie, undefined);
        assert.equal(await house.provider.requests(), asked);
    });

    // SE-20
    test("an access token of thirty thousand characters is refused at once", async (t) => {
        const house = await start(t, {}, { audience: noise(30_000) });
        const person = await arrival(t);
        await person.page.goto(house.gateway.url("/app/page"));
        const visit = await signIn(person, house);
        await assertIsTold(visit, 503, "Your session cannot be kept", person, house);
        assert.match(await told(person), /session\.too_large/);
        assert.equal(await person.cookie("session"), undefined);
        await person.follows(() => person.page.reload());
        assertIsBounded(person, house);
        assert.equal(house.upstream.count(), 0);
    });

    // AZ-39, ER-03
    test("a script without a session is told so, and leaves no login behind", async (t) => {
        const house = await start(t, { lychgate_unauthenticated_action: "auto" });
        const person = await arrival(t);
        await person.page.goto(house.gateway.url("/bye"));
        const passed = house.upstream.count();
        const answer = await person.page.evaluate(async () => {
            const { status, headers } = await fetch("/app/page", { headers: { accept: "application/json" } });
            return { status, headers: Object.fromEntries(headers) };
        });
        assert.equal(answer.status, 401);
        assert.match(answer.headers["content-type"], /^application\/json/);
        assert.match(answer.headers["www-authenticate"], /^Bearer realm="127\.0\.0\.1"$/);
        assert.equal(answer.headers["cache-control"], "no-store");
        assert.deepEqual(await person.cookies(), []);
        assert.equal(house.upstream.count(), passed);
    });

    test("whoever goes back from the provider without signing in is told so, and can begin again", async (t) => {
        const house = await start(t);
        const person = await arrival(t);
        await person.page.goto(house.gateway.url("/app/page"));
        const visit = await person.follows(() => person.page.click("text=Cancel"), { to: house.gateway.url("/app") });
        await assertIsTold(visit, 401, "You were not signed in", person, house);
        await goesOn(person);
        const page = await signIn(person, house);
        await assertIsIn(page);
        assert.equal(page.url, house.gateway.url("/app/page"));
    });

    // AZ-37
    test("whoever comes by another address than that of the callback is led there, or told so", async (t) => {
        const house = await start(t);
        const elsewhere = house.gateway.url("/app/page", { host: "127.0.0.1" });
        const person = await arrival(t);
        await person.page.goto(elsewhere);
        await assertIsIn(await signIn(person, house));
        assertIsBounded(person, house);
        // Cookies of one are not brought to the other, so there it is as before, but not for ever.
        let visit;
        for (let round = 0; round === 0 || visit.status === 200; round += 1) {
            assert.ok(round < MOST_VISITS, person.way());
            visit = await person.follows(() => person.page.goto(elsewhere));
        }
        assert.equal(await visit.page.textContent("h1"), "Signing in ends at another address");
        assert.match(await told(person), /You came to 127\.0\.0\.1, and signing in leads to localhost/);
    });

    test("while the provider is away nobody signs in, and whoever is signed in stays", async (t) => {
        const house = await start(t, { session_secret: "a-secret-that-only-seals-the-sessions-of-tests" });
        const alice = await arrival(t);
        await alice.page.goto(house.gateway.url("/app/page"));
        await assertIsIn(await signIn(alice, house));
        await house.provider.stop();
        await assertIsIn(await alice.follows(() => alice.page.reload()));

        // A gateway that never found the provider.
        await house.gateway.stop();
        const gateway = await startGateway({ port: house.gateway.port, yaml: house.yaml });
        t.after(() => gateway.stop());
        const passed = house.upstream.count();
        const bob = await arrival(t);
        let visit = await bob.follows(() => bob.page.goto(gateway.url("/app/page")));
        await assertIsTold(visit, 503, "Signing in is not possible right now", bob, house);
        assert.ok(Number(visit.headers["retry-after"]) > 0);
        assert.equal(house.upstream.count(), passed);
        // A gateway that has just started takes the sessions that were sealed with the same secret.
        await assertIsIn(await alice.follows(() => alice.page.reload()));

        await house.provider.restart();
        await until("the gateway finds the provider", async () => {
            visit = await goesOn(bob);
            return visit.status === 200;
        });
        await assertIsIn(await signIn(bob, { provider: house.provider, gateway }, { user: "bob" }));
    });

    // AZ-36
    test("a page without a session that goes on asking undoes no login in another tab", async (t) => {
        const house = await start(t);
        const person = await arrival(t);
        await person.page.goto(house.gateway.url("/app/page"));
        const second = await person.newTab();
        await second.goto(house.gateway.url("/bye"));
        await second.evaluate(async () => {
            for (let times = 0; times < 6; times += 1) {
                await fetch("/app/data").catch(() => {});
            }
        });
        await assertIsIn(await signIn(person, house));
    });
});

/** Text that no compression makes shorter. */
function noise(length) {
    return randomBytes(length).toString("base64url").slice(0, length);
}
