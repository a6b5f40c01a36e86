/** The Manager for everybody: with a keyboard, with ears, in light and dark, quickly, and without a word to anybody else. */

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";

import { seriousFindings } from "./lib/axe.js";
import { browserIsMissing, launchBrowser, newPerson } from "./lib/browser.js";
import { managerIsMissing, startManager } from "./lib/manager.js";
import { isInstalled } from "./lib/packages.js";
import { until } from "./lib/patience.js";
import { makeFolder } from "./lib/scratch.js";

const skip =
    browserIsMissing || managerIsMissing || (!isInstalled("axe-core") && "the npm package axe-core is not installed");

/** The longest that the largest part of the first page may take to be there, in milliseconds, at the best of a few times. */
const PAINTED_WITHIN = 1_000;
const TIMES = 5;

// A group that is skipped would not be counted.
const group = skip ? test : describe;

group("the Manager for everybody", { skip }, () => {
    let browser, manager, person, asked;

    before(async () => {
        [browser, manager] = await Promise.all([launchBrowser(), startManager()]);
        await manager.ask("POST", "/services", { name: "app", url: "http://127.0.0.1:9", tags: ["shop"] });
        await manager.ask("POST", "/services/app/routes", { name: "api", paths: ["/api"], hosts: ["app.example"] });
        await manager.ask("POST", "/services/app/plugins", { name: "cors" });
        await manager.ask("POST", "/routes/api/plugins", { name: "key-auth" });
        await manager.ask("POST", "/consumers", { username: "bob" });
        person = await newPerson(browser, { viewport: { width: 1280, height: 900 } });
        asked = new Set();
        person.context.on("request", (request) => asked.add(new URL(request.url()).origin));
    });

    after(async () => {
        await person?.leave();
        await browser?.close();
        await manager?.stop();
    });

    const PAGES = [
        "/",
        "/workspaces",
        "/w/default/services",
        "/w/default/services/new",
        "/w/default/services/app",
        "/w/default/routes",
        "/w/default/routes/new",
        "/w/default/routes/api",
        "/w/default/routes/api?part=plugins",
        "/w/default/routes/api/edit",
        "/w/default/routes/api/protect",
        "/w/default/consumers/bob",
        "/w/default/upstreams/new",
        "/w/default/certificates/new",
        "/w/default/plugins",
        "/w/default/plugins/select?scope=routes&of=api",
        "/w/default/plugins/new/openid-connect",
        "/w/default/plugins/new/rate-limiting",
        "/w/default/vaults",
        "/check",
        "/configuration",
        "/nowhere",
    ];

    for (const theme of ["light", "dark"]) {
        test(`no page has a serious fault for those who do not see it, or hardly: ${theme}`, async () => {
            await person.page.emulateMedia({ colorScheme: theme });
            const found = {};
            for (const target of PAGES) {
                await shows(target);
                const findings = await seriousFindings(person.page);
                if (findings.length > 0) {
                    found[target] = findings;
                }
            }
            assert.deepEqual(found, {});
        });
    }

    test("each page has one first heading, and a title of its own", async () => {
        const titles = new Map();
        for (const target of PAGES) {
            await shows(target);
            assert.equal(await person.page.getByRole("heading", { level: 1 }).count(), 1, target);
            titles.set(target, await person.page.title());
        }
        assert.ok(new Set(titles.values()).size > PAGES.length / 2, JSON.stringify([...titles]));
    });

    test("what opens above a page keeps to the policy, and has no serious fault", async () => {
        const { page } = person;
        await shows("/w/default/routes");
        await page.keyboard.press("Control+k");
        await overlay("Go to");
        await page.keyboard.press("Escape");
        await page.keyboard.press("?");
        await overlay("Keys");
        await page.keyboard.press("Escape");
        await page.getByText("Admin ▾").click();
        await page.getByRole("menu", { name: "Account" }).waitFor();
        assert.deepEqual(await seriousFindings(page), []);
        await page.keyboard.press("Escape");
        await shows("/w/default/services/new");
        await page.getByRole("button", { name: /Protocol/ }).first().click();
        await page.getByRole("listbox").waitFor();
        assert.deepEqual(await seriousFindings(page), []);
        await page.keyboard.press("Escape");
        assert.deepEqual(person.complaints, []);

        async function overlay(name) {
            await page.getByRole("dialog", { name }).waitFor();
            assert.deepEqual(await seriousFindings(page), []);
        }
    });

    test("a keyboard leads anywhere", async () => {
        const { page } = person;
        await shows("/");
        await page.keyboard.press("g");
        await page.keyboard.press("r");
        await page.waitForURL("**/w/default/routes");
        await page.keyboard.press("Control+k");
        await page.getByRole("dialog", { name: "Go to" }).waitFor();
        await page.keyboard.type("app.example");
        await page.getByRole("menuitem", { name: /api/ }).waitFor();
        await page.keyboard.press("Enter");
        await page.waitForURL(/\/w\/default\/routes\/[0-9a-f-]{36}$/);
        await shows("/");
        await page.keyboard.press("Tab");
        assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the page");
        await page.keyboard.press("Enter");
        assert.equal(await page.evaluate(() => document.activeElement.id), "main");
    });

    test("nothing moves for those who do not want it", async () => {
        const { page } = person;
        await page.emulateMedia({ reducedMotion: "reduce" });
        await shows("/w/default/services/new");
        const moving = await page.evaluate(() =>
            [...document.querySelectorAll("*")].filter((one) => {
                const { animationName, transitionDuration } = getComputedStyle(one);
                return animationName !== "none" || transitionDuration.split(", ").some((duration) => duration !== "0s");
            }).length,
        );
        assert.equal(moving, 0);
        await page.emulateMedia({ reducedMotion: null });
    });

    test("colours are as the system says, or as somebody chose", async () => {
        const { page } = person;
        const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        await page.emulateMedia({ colorScheme: "light" });
        await shows("/");
        const light = await ground();
        await page.emulateMedia({ colorScheme: "dark" });
        const dark = await ground();
        assert.notEqual(light, dark);
        await page.getByText("Admin ▾").click();
        await page.getByRole("menuitemradio", { name: "Light" }).click();
        assert.equal(await ground(), light);
        await page.reload();
        await page.getByRole("heading", { level: 1 }).waitFor();
        assert.equal(await ground(), light);
        await page.getByText("Admin ▾").click();
        await page.getByRole("menuitemradio", { name: "As the system" }).click();
        assert.equal(await ground(), dark);
    });

    test("the first page is there at once", async () => {
        const painted = [];
        for (let time = 0; time < TIMES; time += 1) {
            const visitor = await newPerson(browser);
            try {
                await visitor.page.goto(manager.url("/w/default/routes"));
                await visitor.page.getByRole("row", { name: /api/ }).waitFor();
                painted.push(
                    await visitor.page.evaluate(
                        () =>
                            new Promise((resolve) => {
                                new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime)).observe({
                                    type: "largest-contentful-paint",
                                    buffered: true,
                                });
                            }),
                    ),
                );
            } finally {
                await visitor.leave();
            }
        }
        assert.ok(Math.min(...painted) < PAINTED_WITHIN, `${painted.map(Math.round).join(", ")} ms`);
    });

    test("nobody else is asked for anything", () => {
        assert.deepEqual([...asked], [manager.home]);
        assert.deepEqual(person.complaints, []);
    });

    /** Goes there, and waits until all of it is there. */
    async function shows(target) {
        const { page } = person;
        await page.goto(manager.url(target));
        await page.getByRole("heading").first().waitFor();
        await until(`${target} is loaded`, async () => (await page.getByText("Loading…").count()) === 0);
    }
});

group("a list of ten thousand", { skip }, () => {
    const NUMBER = 10_000;
    /** Rows in the document at any time. */
    const ROWS = 60;
    let browser, manager, person;

    before(async () => {
        const file = path.join(makeFolder("many"), "kong.yml");
        const consumers = Array.from({ length: NUMBER }, (_, index) => `  - username: person-${String(index).padStart(5, "0")}\n`);
        fs.writeFileSync(file, `_format_version: "3.0"\nconsumers:\n${consumers.join("")}`);
        [browser, manager] = await Promise.all([
            launchBrowser(),
            startManager({ env: { LYCHGATE_DECLARATIVE_CONFIG: file } }),
        ]);
        person = await newPerson(browser, { viewport: { width: 1280, height: 900 } });
    });

    after(async () => {
        await person?.leave();
        await browser?.close();
        await manager?.stop();
    });

    test("holds few rows in the document, from its beginning to its end", async () => {
        const { page } = person;
        await page.goto(manager.url("/w/default/consumers"));
        const rows = page.getByRole("row", { name: /person-/ });
        await rows.first().waitFor();
        const seen = new Set();
        let most = 0;
        await page.mouse.move(640, 600);
        await until(
            () => `the end of the list: ${seen.size} rows were seen`,
            async () => {
                const names = await page.evaluate(() =>
                    [...document.querySelectorAll("[role=row], tr")].flatMap((row) => row.textContent.match(/person-\d{5}/) ?? []),
                );
                names.forEach((name) => seen.add(name));
                most = Math.max(most, names.length);
                await page.mouse.wheel(0, 100_000);
                return names.length > 0 && seen.has(await lastName(page)) && (await told(page)) === NUMBER;
            },
            { within: 120_000, every: 20 },
        );
        assert.ok(most > 0 && most <= ROWS, `${most} rows`);
    });

    /** How many are loaded, as the table says to those who do not see it: its head is a row, too. */
    const told = async (page) => Number(await page.getByRole("table").or(page.getByRole("grid")).getAttribute("aria-rowcount")) - 1;

    /** The one in the last row. */
    const lastName = (page) =>
        page.evaluate(() => {
            const rows = [...document.querySelectorAll("[role=row], tr")];
            return rows.at(-1)?.textContent.match(/person-\d{5}/)?.[0];
        });
});
