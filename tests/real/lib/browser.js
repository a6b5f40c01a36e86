/** Chromium, and the people who sit before it: each with cookies, tabs and a history of their own. */

import fs from "node:fs";
import os from "node:os";
import path from "node:path";

import { isInstalled, load } from "./packages.js";
import { PATIENCE, until } from "./patience.js";

const ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/** What Chromium is called, in the order in which it is looked for. */
const PROGRAMS = ["chromium", "chromium-browser", "google-chrome"];

/** Where Chromium is: what `CHROMIUM_BIN` says, or the first of its names in `PATH`; `undefined` if it is nowhere. */
function findChromium() {
    const folders = (process.env.PATH ?? "").split(path.delimiter);
    const places = folders.flatMap((folder) => PROGRAMS.map((program) => path.join(folder, program)));
    return process.env.CHROMIUM_BIN ?? places.find((place) => fs.existsSync(place));
}

/** Why there can be no browser, or `false`. */
export const browserIsMissing =
    (!isInstalled("playwright-core") && "the npm package playwright-core is not installed") ||
    (!findChromium() && "there is no Chromium: CHROMIUM_BIN names none, and nor does PATH");

function launching({ trusted = [] }) {
    // Certificates of these authorities only, and nobody else's, are believed without being installed.
    const trust = trusted.map(({ digest }) => digest).join(",");
    return {
        executablePath: findChromium(),
        args: trust ? [...ARGUMENTS, `--ignore-certificate-errors-spki-list=${trust}`] : ARGUMENTS,
        timeout: PATIENCE,
    };
}

/**
 * Starts Chromium, once for a file of tests.
 *
 * @param {object} [how]
 * @param {{digest: string}[]} [how.trusted] authorities whose certificates it believes
 */
export async function launchBrowser(how = {}) {
    const { chromium } = await load("playwright-core");
    return chromium.launch(launching(how));
}

/**
 * Somebody without any cookies, before an empty tab.
 *
 * @param browser what `launchBrowser` gave
 * @param {object} [options] as of Playwright's `newContext`
 * @returns a `Person`; `await person.leave()` ends it
 */
export async function newPerson(browser, options = {}) {
    const context = await browser.newContext(options);
    return Person.before(context, () => context.close());
}

/**
 * Somebody whose browser blocks the cookies of these origins and keeps those of others. A setting of the browser
 * itself does that, as people have it, so it needs a Chromium of its own.
 */
export async function newPersonWithoutCookies(origins, how = {}) {
    const { chromium } = await load("playwright-core");
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lychgate-profile-"));
    const BLOCKED = 2;
    const cookies = Object.fromEntries(origins.map((origin) => [`${origin},*`, { setting: BLOCKED }]));
    fs.mkdirSync(path.join(folder, "Default"));
    fs.writeFileSync(
        path.join(folder, "Default", "Preferences"),
        JSON.stringify({ profile: { content_settings: { exceptions: { cookies } } } }),
    );
    const context = await chromium.launchPersistentContext(folder, launching(how));
    return Person.before(context, async () => {
        await context.close();
        fs.rmSync(folder, { recursive: true, force: true });
    });
}

/** Somebody before a browser. */
class Person {
    #close;

    /** Each address that a tab went to, redirects included: `{page, method, url}`, once answered `{status, headers}`. */
    visits = [];

    /** Whatever a page complained about: scripts that failed, and what a policy kept out. */
    complaints = [];

    static async before(context, close) {
        const person = new Person();
        person.context = context;
        person.#close = close;
        context.setDefaultTimeout(PATIENCE);
        context.on("page", (page) => person.#watch(page));
        context.pages().forEach((page) => person.#watch(page));
        person.page = context.pages()[0] ?? (await context.newPage());
        return person;
    }

    #watch(page) {
        const visits = new Map();
        page.on("request", (request) => {
            if (request.isNavigationRequest() && request.frame() === page.mainFrame()) {
                const visit = { page, method: request.method(), url: request.url() };
                visits.set(request, visit);
                this.visits.push(visit);
            }
        });
        page.on("response", (response) => {
            const visit = visits.get(response.request());
            if (visit) {
                Object.assign(visit, { status: response.status(), headers: response.headers() });
            }
        });
        page.on("pageerror", (error) => this.complaints.push(String(error)));
        page.on("console", (message) => {
            if (/content security policy/i.test(message.text())) {
                this.complaints.push(message.text());
            }
        });
    }

    /** Another tab with the same cookies. */
    newTab() {
        return this.context.newPage();
    }

    /**
     * All cookies with all attributes, as Chromium keeps them. `sameSite` is missing where nothing was said;
     * a `domain` without a dot in front is the very host and nobody else.
     */
    async cookies() {
        const inspector = await this.context.newCDPSession(this.page);
        try {
            return (await inspector.send("Network.getAllCookies")).cookies;
        } finally {
            await inspector.detach();
        }
    }

    /** The cookie of that name, of any site. */
    async cookie(name) {
        return (await this.cookies()).find((cookie) => cookie.name === name);
    }

    /** How often a tab went to an address that begins so. */
    visitsTo(beginning) {
        return this.visits.filter(({ url }) => url.startsWith(beginning)).length;
    }

    /**
     * Waits until a tab shows the answer to an address that begins so, after so many visits, and is done with it.
     * Gives that visit.
     */
    async arrives(beginning, { page = this.page, after = 0 } = {}) {
        return until(
            () => `nobody arrives at ${beginning}:\n${this.way()}`,
            async () => {
                const last = this.visits.slice(after).findLast((visit) => visit.page === page);
                if (!last?.status || leadsOn(last.status) || !last.url.startsWith(beginning)) {
                    return undefined;
                }
                await page.waitForLoadState();
                return withoutFragment(page.url()) === withoutFragment(last.url) ? last : undefined;
            },
        );
    }

    /** Does something that makes a tab go elsewhere; gives the visit to where it ends. */
    async follows(action, { page = this.page, to = "http" } = {}) {
        const after = this.visits.length;
        await action();
        return this.arrives(to, { page, after });
    }

    /** All visits in words, without what is secret in them. */
    way() {
        return this.visits.map(({ method, url, status }) => `${status} ${method} ${url.split("?")[0]}`).join("\n");
    }

    leave() {
        return this.#close();
    }
}

function leadsOn(status) {
    return status >= 300 && status < 400;
}

function withoutFragment(url) {
    return url.split("#")[0];
}

/** What scripts of the page can see of what is kept for its site. */
export function seenByScripts(page) {
    return page.evaluate(() => ({
        cookies: document.cookie,
        local: { ...localStorage },
        session: { ...sessionStorage },
    }));
}
