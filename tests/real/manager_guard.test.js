/** Who gets into the Manager, what they may, and what never leaves the gateway. */

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";

import { browserIsMissing, launchBrowser, newPerson } from "./lib/browser.js";
import { managerIsMissing, startManager } from "./lib/manager.js";

const skip = browserIsMissing || managerIsMissing;

const SECRET = "planted-secret-that-no-page-may-show";

// A group that is skipped would not be counted.
const group = skip ? test : describe;

group("the Manager behind a login", { skip }, () => {
    let browser, manager, admin, reader;

    before(async () => {
        [browser, manager] = await Promise.all([
            launchBrowser(),
            startManager({ env: { LYCHGATE_ADMIN_GUI_AUTH: "token" } }),
        ]);
        await manager.ask("POST", "/services", { name: "app", url: "http://127.0.0.1:9" });
        await manager.ask("POST", "/consumers", { username: "bob" });
        await manager.ask("POST", "/consumers/bob/key-auth", { key: SECRET });
        [admin, reader] = await Promise.all([newPerson(browser), newPerson(browser)]);
    });

    after(async () => {
        await Promise.all([admin, reader].map((person) => person?.leave()));
        await browser?.close();
        await manager?.stop();
    });

    const token = (name) => fs.readFileSync(path.join(manager.prefix, name), "utf8").trim();

    test("nobody sees anything without it", async () => {
        const { page } = admin;
        await page.goto(manager.url("/w/default/services"));
        await page.getByRole("dialog", { name: "Sign in" }).waitFor();
        assert.ok(!(await page.content()).includes("127.0.0.1:9"));
        const told = await page.evaluate(() =>
            fetch("/api/services", { headers: { "Lychgate-Manager": "1" } }).then(async (answer) => [answer.status, await answer.text()]),
        );
        assert.equal(told[0], 401);
        assert.ok(!told[1].includes("app"));
    });

    test("a wrong token lets nobody in, and says so", async () => {
        const { page } = admin;
        await page.getByLabel("Token").fill("wrong");
        await page.getByRole("button", { name: "Sign in" }).click();
        await page.getByRole("dialog", { name: "Sign in" }).getByRole("alert").waitFor();
    });

    test("the link that was printed lets in once", async () => {
        assert.ok(manager.link, manager.log());
        await admin.page.goto("about:blank");
        await admin.page.goto(manager.link);
        await admin.page.getByRole("navigation", { name: "Manager" }).waitFor();
        await admin.page.waitForURL((url) => url.hash === "");
        await admin.page.getByText("Admin ▾").waitFor();
        const other = await newPerson(browser);
        try {
            await other.page.goto(manager.link);
            await other.page.getByRole("dialog", { name: "Sign in" }).getByRole("alert").waitFor();
        } finally {
            await other.leave();
        }
    });

    test("its cookie is for nobody else, and no script sees it", async () => {
        const cookie = await admin.cookie("lychgate_manager");
        assert.equal(cookie.httpOnly, true);
        assert.equal(cookie.sameSite, "Strict");
        assert.equal(await admin.page.evaluate(() => document.cookie), "");
    });

    test("who may only read finds nothing to change", async () => {
        const { page } = reader;
        await page.goto(manager.url("/w/default/services"));
        await page.getByLabel("Token").fill(token("admin_token_read_only"));
        await page.getByRole("button", { name: "Sign in" }).click();
        await page.getByRole("row", { name: /app/ }).waitFor();
        await page.getByText("Read-only ▾").waitFor();
        assert.equal(await page.getByRole("link", { name: /^New/ }).count(), 0);
        const status = await page.evaluate(() =>
            fetch("/api/services/app", {
                method: "DELETE",
                headers: { "Lychgate-Manager": "1" },
            }).then((answer) => answer.status),
        );
        assert.equal(status, 403);
    });

    test("no answer holds a secret, for nobody", async () => {
        for (const { page } of [admin, reader]) {
            const told = await page.evaluate(() =>
                fetch("/api/consumers/bob/key-auth", { headers: { "Lychgate-Manager": "1" } }).then((answer) => answer.text()),
            );
            assert.ok(told.includes("***"), told);
            assert.ok(!told.includes(SECRET));
        }
    });

    test("who signs out is out", async () => {
        const { page } = admin;
        await page.getByText("Admin ▾").click();
        await page.getByRole("menuitem", { name: "Sign out" }).click();
        await page.getByRole("dialog", { name: "Sign in" }).waitFor();
        assert.equal(await admin.cookie("lychgate_manager"), undefined);
    });
});
