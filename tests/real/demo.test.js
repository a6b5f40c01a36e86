/** What somebody meets who tries `lychgate demo`: its five steps, done as they are printed, and its options. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import net from "node:net";
import { after, before, describe, test } from "node:test";

import { browserIsMissing, launchBrowser, newPerson } from "./lib/browser.js";
import { startChild } from "./lib/child.js";
import { Client } from "./lib/client.js";
import { demoIsMissing, startDemo } from "./lib/demo.js";
import { until } from "./lib/patience.js";

/** Milliseconds from the start to the page that shows who is signed in: so much is promised. */
const PROMISED = 60_000;

/** Milliseconds that a short session lasts. */
const SHORT = 20_000;

const curlIsMissing = spawnSync("curl", ["--version"]).error !== undefined && "curl is not installed";

const isMissing = demoIsMissing || browserIsMissing;

// A suite that is skipped is not counted; a test is.
const suite = isMissing ? test : describe;

// At the same time, since a short session wants to be waited for.
suite("lychgate demo", { skip: isMissing, concurrency: true, timeout: 180_000 }, () => {
    let browser;

    before(async () => (browser = await launchBrowser()));
    after(() => browser?.close());

    /** A demo that ends with the test. */
    async function start(t, options, how) {
        const demo = await startDemo(options, how);
        t.after(() => demo.stop());
        return demo;
    }

    /** Somebody new, who leaves with the test. */
    async function arrival(t, options) {
        const person = await newPerson(browser, options);
        t.after(() => person.leave());
        return person;
    }

    describe("its steps", { concurrency: false }, () => {
        let alice, demo;

        after(async () => {
            await alice?.leave();
            await demo?.stop();
        });

        test("1: within a minute of its start one is signed in", async () => {
            const began = performance.now();
            demo = await startDemo();
            alice = await newPerson(browser);
            await alice.page.goto(demo.copied(1));
            await assertIsSignedIn(await signIn(alice, demo, "alice"), "Alice Adler");
            const took = performance.now() - began;
            assert.ok(took < PROMISED, `${took} ms`);
        });

        test("2: the page shows who it is and what reached the service, and no cookie", async () => {
            const claims = await table(alice.page, "What the access token says");
            assert.equal(claims.name, "Alice Adler");
            assert.equal(claims.groups, "admins, staff");
            const headers = await table(alice.page, "Headers the service received");
            assert.match(headers.authorization, /^Bearer ey/);
            assert.equal(headers.cookie, undefined);
            assert.match(await alice.page.textContent("main"), /No cookie is among them/);
            assert.ok(await alice.cookie("session"), "the browser has one");
            assert.deepEqual(alice.complaints, []);

            // The same token again: nobody was asked for another one.
            const asked = alice.visitsTo(demo.provider);
            await assertIsSignedIn(await alice.follows(() => alice.page.reload()), "Alice Adler");
            assert.deepEqual(await table(alice.page, "What the access token says"), claims);
            assert.equal(alice.visitsTo(demo.provider), asked);
        });

        test("3: what is for admins is open to alice, and bob is told that it is not to him", async (t) => {
            const passed = await alice.follows(() => alice.page.click("text=Admins only"));
            assert.equal(passed.url, demo.copied(3));
            await assertIsSignedIn(passed, "Alice Adler");

            const bob = await arrival(t);
            await bob.page.goto(demo.copied(3));
            const denied = await signIn(bob, demo, "bob");
            assert.equal(denied.status, 403);
            assert.match(await bob.page.textContent("h1"), /not open to you/);
            // Only here: where everybody may be, so may he.
            await bob.page.goto(demo.copied(1));
            assert.equal(await bob.page.textContent("h1"), "Hello, Bob Brandt");
            await bob.page.goto(demo.copied(3));
            let left = await bob.follows(() => bob.page.click("text=Sign out"));
            if ((await bob.page.textContent("h1")) === "Do you want to sign out?") {
                // Who is denied has no session, so nothing shows the provider whose wish it is.
                left = await bob.follows(() => bob.page.click("button.sure"));
            }
            await assertIsAsked(left, demo);
            assert.equal(await bob.cookie("session"), undefined);
            assert.deepEqual(bob.complaints, []);
        });

        test("4: a program passes with the token that is printed only", { skip: curlIsMissing }, async () => {
            const line = demo.copied(4);
            const { status, body } = await run(line);
            assert.equal(status, 200);
            assert.equal(JSON.parse(body).token_claims.sub, "demo");
            // One letter of the signature is another.
            const changed = line.replace(/(?<=\.)[\w-](?=[\w-]+')/, (letter) => (letter === "A" ? "B" : "A"));
            assert.notEqual(changed, line);
            assert.equal((await run(changed)).status, 401);
            assert.equal((await run(line.replace(/-H '.*'/, ""))).status, 302);
        });

        test("5: signing out leads back to where one signs in", async () => {
            await assertIsAsked(await alice.follows(() => alice.page.goto(demo.copied(5))), demo);
            assert.equal(await alice.cookie("session"), undefined);
            await assertIsAsked(await alice.follows(() => alice.page.goto(demo.copied(1))), demo);
            assert.equal(demo.log(), "");
        });
    });

    test("what is open to everybody leads to where one signs in", async (t) => {
        const demo = await start(t);
        const person = await arrival(t);
        const { status } = await person.follows(() => person.page.goto(demo.url("/open")));
        assert.equal(status, 200);
        assert.equal(await person.page.locator("text=Sign out").count(), 0);
        await assertIsAsked(await person.follows(() => person.page.click("text=Sign in")), demo);
        await assertIsSignedIn(await signIn(person, demo, "carol"), "Carol Chen");
    });

    test("--short-session: after 20 seconds one signs in again, and goes in no circles", async (t) => {
        const demo = await start(t, ["--short-session"]);
        const person = await arrival(t);
        await person.page.goto(demo.copied(1));
        const began = performance.now();
        await assertIsSignedIn(await signIn(person, demo, "alice"), "Alice Adler");
        const visit = await until(
            () => `the session ends:\n${person.way()}`,
            async () => {
                const asked = person.visitsTo(demo.provider);
                const visit = await person.follows(() => person.page.reload());
                return person.visitsTo(demo.provider) > asked && visit;
            },
            { within: 2 * SHORT, every: 1000 },
        );
        // The clocks of sessions know no parts of seconds.
        const lasted = performance.now() - began;
        assert.ok(lasted > SHORT - 1000, `${lasted} ms`);
        await assertIsAsked(visit, demo);
        await assertIsSignedIn(await signIn(person, demo, "alice"), "Alice Adler");
        await assertIsSignedIn(await person.follows(() => person.page.reload()), "Alice Adler");
        assert.deepEqual(
            person.visits.filter(({ status }) => status >= 400),
            [],
        );
    });

    test("--https: one signs in once the browser's warning is passed", async (t) => {
        const demo = await start(t, ["--https"]);
        assert.match(demo.steps, /your browser warns you/);
        const wary = await arrival(t);
        await assert.rejects(wary.page.goto(demo.copied(1)), /ERR_CERT_AUTHORITY_INVALID/);
        // What comes in the clear gets nothing of the service.
        assert.notEqual((await inTheClear(demo))?.status, 200);

        const person = await arrival(t, { ignoreHTTPSErrors: true });
        await person.page.goto(demo.copied(1));
        await assertIsSecure(person, "authorization");
        await assertIsSignedIn(await signIn(person, demo, "alice"), "Alice Adler");
        await assertIsSecure(person, "session");
        const { "x-forwarded-proto": scheme } = await table(person.page, "Headers the service received");
        assert.equal(scheme, "https");
        await assertIsAsked(await person.follows(() => person.page.click("text=Sign out")), demo);
        if (!curlIsMissing) {
            assert.equal((await run(demo.copied(4))).status, 200);
        }
        assert.equal(demo.log(), "");
    });

    test("--https: what comes in the clear is told so", async (t) => {
        const demo = await start(t, ["--https"]);
        const answer = await inTheClear(demo);
        assert.equal(answer?.status, 400);
        assert.match(answer.body, /https/i);
    });

    test("a port that is taken: it says by whom, and how to take another", async (t) => {
        const holder = net.createServer();
        t.after(() => holder.close());
        await new Promise((resolve) => holder.listen(0, "127.0.0.1", resolve));
        const { port } = holder.address();
        await assert.rejects(start(t, [], { port }), ({ message }) => {
            assert.match(message, new RegExp(`127\\.0\\.0\\.1:${port}\\b`));
            assert.match(message, new RegExp(`pid ${process.pid}\\b`));
            assert.match(message, /start\.port_in_use/);
            assert.match(message, /lychgate demo --port 9000/);
            return true;
        });
    });

    test("--open without a browser: it says what to open, and goes on", async (t) => {
        const demo = await start(t, ["--open"], { env: { PATH: "" } });
        const [told] = await demo.says(/no browser can be opened.*\n/);
        assert.ok(told.includes(`open ${demo.url("")} yourself`), told);
        assert.equal((await new Client().get(demo.url("/open"))).status, 200);
    });
});

/** Chooses a person at the sign-in page that the tab shows; gives the visit to the gateway where that ends. */
function signIn(person, demo, user) {
    return person.follows(() => demo.signInOnPage(person.page, user), { to: demo.url("/") });
}

/** That the tab shows the page of the echo service, and that the service knows who that is. */
async function assertIsSignedIn({ page, status }, name) {
    assert.equal(status, 200);
    assert.equal(await page.textContent("h1"), `Hello, ${name}`);
}

/** That the tab shows the sign-in page. */
async function assertIsAsked({ page, status, url }, demo) {
    assert.ok(url.startsWith(demo.provider), url.split("?")[0]);
    assert.equal(status, 200);
    assert.equal(await page.textContent("h1"), "Who is signing in?");
}

/** That a cookie is for TLS only, and for no script. */
async function assertIsSecure(person, name) {
    const { secure, httpOnly } = await person.cookie(name);
    assert.deepEqual({ secure, httpOnly }, { secure: true, httpOnly: true }, name);
}

/** A table of the echo service's page, by its heading: its values by their names. */
async function table(page, heading) {
    const rows = await page
        .locator(`section:has(h2:text-is("${heading}")) tr`)
        .evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));
    return Object.fromEntries(rows);
}

/** Runs a line with curl in it, as somebody pastes it. */
async function run(line) {
    const child = startChild("sh", { args: ["-c", `${line} -sS -w '\\n%{http_code}'`] });
    const { code } = await child.end();
    assert.equal(code, 0, child.stderr());
    const [, body, status] = child.stdout().match(/^(.*)\n(\d+)$/s);
    return { body, status: Number(status) };
}

/** The answer to somebody who forgets the s of https; `undefined` if it is not one of HTTP. */
function inTheClear(demo) {
    return new Client().get(demo.url("/open").replace("https:", "http:")).catch(() => undefined);
}
