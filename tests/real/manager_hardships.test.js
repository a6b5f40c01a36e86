/** What goes wrong while somebody works in the Manager: the page says what happened, and loses nothing that was typed. */

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";

import { browserIsMissing, launchBrowser, newPerson } from "./lib/browser.js";
import { managerIsMissing, startManager } from "./lib/manager.js";
import { freePort } from "./lib/port.js";

const skip = browserIsMissing || managerIsMissing;

// A group that is skipped would not be counted.
const group = skip ? test : describe;

group("hardships in the Manager", { skip }, () => {
    let browser, manager, person, env;

    before(async () => {
        // What goes away and comes back must be found again.
        env = {
            LYCHGATE_ADMIN_LISTEN: `127.0.0.1:${await freePort()}`,
            LYCHGATE_ADMIN_GUI_LISTEN: `127.0.0.1:${await freePort()}`,
            LYCHGATE_ADMIN_GUI_AUTH: "token",
        };
        [browser, manager] = await Promise.all([launchBrowser(), startManager({ env })]);
        await manager.ask("POST", "/services", { name: "app", url: "http://127.0.0.1:9", retries: 5 });
        person = await newPerson(browser);
        await person.page.goto(manager.url("/w/default/services/app/edit"));
        await signsIn();
    });

    after(async () => {
        await person?.leave();
        await browser?.close();
        await manager?.stop();
    });

    const token = () => fs.readFileSync(path.join(manager.prefix, "admin_token"), "utf8").trim();

    async function signsIn() {
        const { page } = person;
        await page.getByRole("dialog", { name: "Sign in" }).getByLabel("Token").fill(token());
        await page.getByRole("button", { name: "Sign in" }).click();
        await page.getByRole("dialog", { name: "Sign in" }).waitFor({ state: "detached" });
    }

    const host = () => person.page.getByLabel("Host", { exact: true });

    async function edits(value) {
        await person.page.goto(manager.url("/w/default/services/app/edit"));
        await host().fill(value);
    }

    const saves = () => person.page.getByRole("button", { name: "Save" }).click();

    test("the gateway is away", async () => {
        await edits("while-away.example");
        const { folder } = manager;
        await manager.stop({ keep: true });
        await saves();
        await person.page.getByText("The gateway does not answer").first().waitFor();
        assert.equal(await host().inputValue(), "while-away.example");

        manager = await startManager({ env, folder });
        await saves();
        // It has forgotten who was here: sessions are in its memory.
        await signsIn();
        assert.equal(await host().inputValue(), "while-away.example");
        await saves();
        await person.page.waitForURL((url) => !url.pathname.endsWith("/edit"));
        assert.equal((await manager.ask("GET", "/services/app")).host, "while-away.example");
    });

    test("the session has ended meanwhile", async () => {
        await edits("signed-out.example");
        await person.context.clearCookies();
        await saves();
        await signsIn();
        await person.page.getByText("Not saved. What you typed is still here.").waitFor({ state: "detached" });
        assert.equal(await host().inputValue(), "signed-out.example");
        await saves();
        await person.page.waitForURL((url) => !url.pathname.endsWith("/edit"));
        assert.equal((await manager.ask("GET", "/services/app")).host, "signed-out.example");
    });

    test("somebody else was faster", async () => {
        const { page } = person;
        await edits("mine.example");
        await manager.ask("PATCH", "/services/app", { retries: 7, host: "theirs.example" });
        await saves();
        const dialog = page.getByRole("dialog", { name: "Somebody changed it meanwhile" });
        await dialog.getByText("theirs.example").first().waitFor();
        assert.equal((await manager.ask("GET", "/services/app")).host, "theirs.example");
        await dialog.getByRole("button", { name: "Back to the form" }).click();
        assert.equal(await host().inputValue(), "mine.example");
        await saves();
        await dialog.getByRole("button", { name: "Save my changes over it" }).click();
        await page.waitForURL((url) => !url.pathname.endsWith("/edit"));
        const { host: kept, retries } = await manager.ask("GET", "/services/app");
        assert.deepEqual({ kept, retries }, { kept: "mine.example", retries: 7 });
    });

    test("what was typed does not pass the checks", async () => {
        await edits("not a host");
        await saves();
        await person.page.getByRole("alert").first().waitFor();
        assert.equal(await host().inputValue(), "not a host");
        assert.equal(await host().evaluate((input) => input === document.activeElement), true);
        assert.equal(await host().getAttribute("aria-invalid"), "true");
    });

    test("a page with something typed is not left by accident", async () => {
        const { page } = person;
        await edits("kept.example");
        await page.getByRole("navigation", { name: "Manager" }).getByRole("link", { name: "Routes" }).click();
        const dialog = page.getByRole("dialog", { name: "Leave without saving?" });
        await dialog.getByRole("button", { name: "Stay here" }).click();
        assert.equal(await host().inputValue(), "kept.example");
        await page.getByRole("navigation", { name: "Manager" }).getByRole("link", { name: "Routes" }).click();
        await dialog.getByRole("button", { name: "Leave and lose it" }).click();
        await page.waitForURL("**/w/default/routes");
    });

    test("YAML that cannot be read is pasted", async () => {
        const { page } = person;
        await edits("before-paste.example");
        await page.getByRole("button", { name: "As text" }).click();
        const text = page.getByRole("textbox", { name: "All of it as YAML or JSON" });
        await text.waitFor();
        await pastes(text, "host: pasted.example\nretries: [");
        await page.getByText("This cannot be read").waitFor();
        await page.getByText(/Line \d+, column \d+/).waitFor();
        assert.match(await text.innerText(), /pasted\.example/);
        await pastes(text, "host: pasted.example\nretries: 3\n");
        await page.getByText("The form says the same now").waitFor();
        await page.getByRole("button", { name: "As a form" }).click();
        assert.equal(await host().inputValue(), "pasted.example");
        await saves();
        await page.waitForURL((url) => !url.pathname.endsWith("/edit"));
        assert.equal((await manager.ask("GET", "/services/app")).retries, 3);
    });

    /** Pastes this over all that is there. */
    async function pastes(text, pasted) {
        await text.press("Control+a");
        await text.evaluate((element, pasted) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", pasted);
            element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }, pasted);
    }

    for (const name of [`"quo'ted" & <b>bold</b>`, "שלום עולם", "a\u202Etxt.exe", "<img src=x onerror=alert(1)>", "50% / ?#;=+"]) {
        test(`somebody is called ${JSON.stringify(name)}`, async () => {
            const { page } = person;
            const { id } = await manager.ask("POST", "/consumers", { username: name, tags: ["odd"] });
            await page.goto(manager.url("/w/default/consumers?tags=odd"));
            const row = page.getByRole("row").filter({ hasText: name });
            await row.getByRole("link", { name: /View/ }).click();
            await page.waitForURL(`**/w/default/consumers/${id}`);
            const heading = page.getByRole("heading", { level: 1 });
            await heading.filter({ hasText: name }).waitFor();
            assert.equal(await heading.textContent(), name);
            assert.equal(await page.locator("img[src=x], h1 b").count(), 0);
            await page.goto(manager.url(`/w/default/consumers?named=${encodeURIComponent(name)}`));
            await row.waitFor();
            await manager.ask("DELETE", `/consumers/${id}`);
        });
    }

    test("nothing of it broke the page's policy", () => {
        assert.deepEqual(person.complaints, []);
    });
});
