/**
 * Pictures of what a person meets, for docs/images: `node screenshots.mjs [FOLDER]`.
 *
 * `LYCHGATE_BIN` names the gateway, as for the tests.
 */

import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { launchBrowser, newPerson, newPersonWithoutCookies } from "./lib/browser.js";
import { behindLogin } from "./lib/configuration.js";
import { startDemo } from "./lib/demo.js";
import { startGateway } from "./lib/gateway.js";
import { freePort } from "./lib/port.js";

const FOLDER = process.argv[2] ?? fileURLToPath(new URL("../../docs/images", import.meta.url));
const SIZE = { width: 1000, height: 640 };

/** No picture is larger, in bytes. */
const LARGEST = 120_000;

fs.mkdirSync(FOLDER, { recursive: true });
const browser = await launchBrowser();
const demo = await startDemo();
try {
    await ofDemo();
    await withoutCookies();
    await withoutProvider();
} finally {
    await browser.close();
    await demo.stop();
}

async function ofDemo() {
    const alice = await newPerson(browser, { viewport: SIZE });
    await alice.page.goto(demo.url("/"));
    await picture(alice.page, "sign-in");
    await alice.follows(() => demo.signInOnPage(alice.page, "alice"), { to: demo.url("/") });
    // Down to the headers that the gateway sets.
    await alice.page.setViewportSize({ ...SIZE, height: 980 });
    await picture(alice.page, "signed-in");

    const bob = await newPerson(browser, { viewport: SIZE });
    await bob.page.goto(demo.url("/admins"));
    await bob.follows(() => demo.signInOnPage(bob.page, "bob"), { to: demo.url("/") });
    await picture(bob.page, "not-allowed");
}

/** Where the browser blocks cookies, in the demo. */
async function withoutCookies() {
    const person = await newPersonWithoutCookies([demo.url("")]);
    try {
        await person.page.setViewportSize(SIZE);
        await person.page.goto(demo.url("/"));
        await person.follows(() => demo.signInOnPage(person.page, "alice"), { to: demo.url("/") });
        await picture(person.page, "cookies-blocked");
    } finally {
        await person.leave();
    }
}

/** Where the provider is away: a gateway that has never found it. */
async function withoutProvider() {
    const nobody = `http://127.0.0.1:${await freePort()}`;
    const provider = { issuer: nobody, clientId: "app", clientSecret: "none", scopes: ["openid"] };
    const options = { logout_uri_suffix: "/logout", logout_methods: ["GET"] };
    const gateway = await startGateway({
        yaml: ({ url }) => behindLogin({ provider, home: url(""), upstream: nobody, options }),
    });
    try {
        const person = await newPerson(browser, { viewport: SIZE });
        await person.page.goto(gateway.url("/app"));
        await picture(person.page, "provider-away");
        await person.page.goto(gateway.url("/app/logout"));
        await picture(person.page, "signed-out");
    } finally {
        await gateway.stop();
    }
}

async function picture(page, name) {
    const file = path.join(FOLDER, `${name}.png`);
    const { length } = await page.screenshot({ path: file, animations: "disabled" });
    console.log(`${file}  ${length} bytes`);
    if (length > LARGEST) {
        throw new Error(`${file} is larger than ${LARGEST} bytes`);
    }
}
