/**
 * Pictures of what a person meets, for docs/images: `node screenshots.mjs [FOLDER]`.
 *
 * `LYCHGATE_BIN` names the gateway and `SAMPLE_PROVIDER_BIN` the sample provider, as for the tests.
 */

import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { launchBrowser, newPerson, newPersonWithoutCookies } from "./lib/browser.js";
import { behindLogin } from "./lib/configuration.js";
import { startDemo } from "./lib/demo.js";
import { startGateway } from "./lib/gateway.js";
import { startManager } from "./lib/manager.js";
import { freePort } from "./lib/port.js";
import { startSample } from "./lib/sample.js";

const FOLDER = process.argv[2] ?? fileURLToPath(new URL("../../docs/images", import.meta.url));
const SIZE = { width: 1000, height: 640 };
const DESK = { width: 1280, height: 860 };

/** No picture is larger, in bytes. */
const LARGEST = 200_000;

fs.mkdirSync(FOLDER, { recursive: true });
const browser = await launchBrowser();
const demo = await startDemo();
try {
    await ofDemo();
    await withoutCookies();
    await withoutProvider();
    await ofManager();
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

/** The Manager, of a small shop. */
async function ofManager() {
    const [provider, manager] = await Promise.all([
        startSample({ redirectUris: ["https://shop.example/account/callback"] }),
        startManager(),
    ]);
    try {
        await shop(manager);
        const { page } = await newPerson(browser, { viewport: DESK });
        const shows = async (target, what) => {
            await page.goto(manager.url(target));
            await what().waitFor();
            await page.waitForLoadState("networkidle");
        };
        const text = (words) => () => page.getByText(words).first();

        await shows("/", text("Services"));
        await picture(page, "manager-home");
        await shows("/w/default/routes", () => page.getByRole("row", { name: /account/ }));
        await picture(page, "manager-list");
        await shows("/w/default/routes/account/protect", text("Okta"));
        await picture(page, "manager-protect");

        const login = await manager.ask("POST", "/routes/account/plugins", {
            name: "openid-connect",
            config: {
                issuer: provider.issuer,
                client_id: [provider.clientId],
                client_secret: [provider.clientSecret],
                redirect_uri: ["https://shop.example/account/callback"],
                scopes: ["openid", "email", "profile"],
                auth_methods: ["authorization_code", "session"],
            },
        });
        await shows("/w/default/routes/account", text("OpenID Connect"));
        await picture(page, "manager-route");
        await shows(`/w/default/plugins/${login.id}/edit`, text("Issuer"));
        await picture(page, "manager-openid-connect");
        await shows(`/check?plugin=${login.id}`, () => page.getByRole("button", { name: "Check connection" }));
        await page.getByRole("button", { name: "Check connection" }).click();
        await page.locator(".findings").waitFor();
        await picture(page, "manager-check");
    } finally {
        await Promise.all([manager.stop(), provider.stop()]);
    }
}

/** What the shop has. Nothing is behind it: the pictures show what is configured. */
async function shop({ ask }) {
    for (const [name, port, tags] of [
        ["storefront", 3000, ["web"]],
        ["accounts", 3001, ["web", "people"]],
        ["orders", 4000, ["api"]],
        ["reports", 4100, ["api", "internal"]],
    ]) {
        await ask("POST", "/services", { name, url: `http://127.0.0.1:${port}`, tags });
    }
    for (const [service, name, more] of [
        ["storefront", "shop", { hosts: ["shop.example"], paths: ["/"] }],
        ["accounts", "account", { hosts: ["shop.example"], paths: ["/account"], tags: ["people"] }],
        ["orders", "orders", { hosts: ["api.shop.example"], paths: ["/orders"], methods: ["GET", "POST"] }],
        ["reports", "reports", { hosts: ["api.shop.example"], paths: ["/reports"], methods: ["GET"], tags: ["internal"] }],
    ]) {
        await ask("POST", `/services/${service}/routes`, { name, strip_path: false, ...more });
    }
    await ask("POST", "/plugins", { name: "correlation-id" });
    await ask("POST", "/services/accounts/plugins", { name: "cors", config: { origins: ["https://shop.example"] } });
    await ask("POST", "/services/orders/plugins", { name: "key-auth" });
    await ask("POST", "/routes/reports/plugins", { name: "rate-limiting", config: { minute: 60, policy: "local" } });
    await ask("POST", "/consumers", { username: "warehouse", tags: ["programs"] });
}

async function picture(page, name) {
    const file = path.join(FOLDER, `${name}.png`);
    const { length } = await page.screenshot({ path: file, animations: "disabled" });
    console.log(`${file}  ${length} bytes`);
    if (length > LARGEST) {
        throw new Error(`${file} is larger than ${LARGEST} bytes`);
    }
}
