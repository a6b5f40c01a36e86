/** What is done with entities in the Manager, one or many at once: what is deleted, brought back, changed and kept secret. */

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";

import { browserIsMissing, launchBrowser, newPerson } from "./lib/browser.js";
import { managerIsMissing, startManager } from "./lib/manager.js";
import { makeFolder } from "./lib/scratch.js";

const skip = browserIsMissing || managerIsMissing;

describe("entities in the Manager", { skip }, () => {
    let browser, manager, person, page;

    before(async () => {
        [browser, manager] = await Promise.all([launchBrowser(), startManager({ env: { LYCHGATE_ADMIN_GUI_AUTH: "token" } })]);
        for (const name of ["app", "two", "three"]) {
            await manager.ask("POST", "/services", { name, url: "http://127.0.0.1:9" });
        }
        await manager.ask("POST", "/services/app/routes", { name: "api", paths: ["/api"] });
        await manager.ask("POST", "/services/two/plugins", { name: "rate-limiting", config: { minute: 5 } });
        await manager.ask("POST", "/workspaces", { name: "team" });
        await manager.ask("POST", "/consumers", { username: "alice" });
        await manager.ask("POST", "/routes/api/plugins", {
            name: "openid-connect",
            enabled: false,
            config: { issuer: "http://127.0.0.1:9", client_id: ["a", "b"], client_secret: ["first", "second"] },
        });
        person = await newPerson(browser);
        page = person.page;
        await page.goto(manager.link);
        await page.getByText("Admin ▾").waitFor();
    });

    after(async () => {
        await person?.leave();
        await browser?.close();
        await manager?.stop();
    });

    const dialog = () => page.getByRole("dialog");
    const open = (where) => page.goto(manager.url(where));
    const id = async (address) => (await manager.ask("GET", address)).id;

    async function marks(...names) {
        await open("/w/default/services");
        for (const name of names) {
            await page.getByRole("checkbox", { name: `Mark ${name}` }).check();
        }
    }

    async function asksToDelete(name) {
        await open("/w/default/services");
        await page.getByRole("button", { name: `More of ${name}` }).click();
        await page.getByRole("menuitem", { name: "Delete…" }).click();
    }

    test("what stands in the way of deleting is named, and leads there", async () => {
        await asksToDelete("app");
        await dialog().getByText("It cannot be deleted yet").waitFor();
        assert.ok(await dialog().getByRole("button", { name: "Delete gateway service" }).isDisabled());
        await dialog().getByRole("link", { name: "api" }).click();
        await page.getByRole("heading", { name: "api", level: 1 }).waitFor();
    });

    test("what is deleted comes back with what went with it", async () => {
        const before = await manager.ask("GET", "/services/two/plugins");
        await open(`/w/default/services/${await id("/services/two")}`);
        await page.getByRole("button", { name: "Delete" }).click();
        await dialog().getByText("With it goes:").waitFor();
        await dialog().getByLabel(/^Type its name/).fill("two");
        await dialog().getByRole("button", { name: "Delete gateway service" }).click();
        await page.getByText("Deleted two.").waitFor();
        await assert.rejects(manager.ask("GET", "/services/two"), /404/);
        await page.getByRole("button", { name: "Undo" }).click();
        await page.getByText("two is back.").waitFor();
        const after = await manager.ask("GET", "/services/two/plugins");
        assert.deepEqual(after.data.map(withoutTimes), before.data.map(withoutTimes));
    });

    test("what somebody changed since it was shown is not deleted", async () => {
        await asksToDelete("three");
        await dialog().getByText("Nothing depends on it.").waitFor();
        await manager.ask("PATCH", "/services/three", { retries: 3 });
        await dialog().getByRole("button", { name: "Delete gateway service" }).click();
        await dialog().getByText("Somebody changed it since it was shown.").waitFor();
        assert.equal((await manager.ask("GET", "/services/three")).retries, 3);
    });

    test("of many, those that failed are tried again, and those that are gone come back", async () => {
        await marks("app", "two", "three");
        await page.getByRole("button", { name: "Delete…" }).click();
        await dialog().getByLabel(/^Type how many/).fill("3");
        await dialog().getByRole("button", { name: "Delete 3 gateway services" }).click();
        await dialog().getByText("1 of 3 did not work.").waitFor();
        await dialog().getByText("It is still named by routes.").waitFor();
        await dialog().getByRole("button", { name: "Try this one again" }).click();
        await dialog().getByText("It is still named by routes.").waitFor();
        await page.keyboard.press("Escape");
        await page.getByText("Deleted 2 gateway services.").waitFor();
        await page.getByRole("button", { name: "Undo" }).click();
        await page.getByText("2 of 2 are back.").waitFor();
        assert.equal((await manager.ask("GET", "/services/two/plugins")).data.length, 1);
        assert.equal((await manager.ask("GET", "/services/three")).retries, 3);
    });

    test("many get a tag at once", async () => {
        await marks("two", "three");
        await page.getByRole("button", { name: "Add tag…" }).click();
        await dialog().getByLabel("Tag", { exact: true }).fill("bad,tag");
        await page.keyboard.press("Enter");
        await dialog().getByText("a tag has no comma and no slash in it").waitFor();
        await dialog().getByLabel("Tag", { exact: true }).fill("blue");
        await page.keyboard.press("Enter");
        await dialog().getByRole("button", { name: "Add a tag to 2 gateway services" }).click();
        await dialog().getByText("Done with 2.").waitFor();
        assert.deepEqual((await manager.ask("GET", "/services/two")).tags, ["blue"]);
    });

    test("who is second sees what the first changed, and goes on over it", async () => {
        await open(`/w/default/services/${await id("/services/app")}/edit`);
        await page.getByLabel("Host", { exact: true }).fill("mine.example");
        await manager.ask("PATCH", "/services/app", { retries: 2 });
        await page.getByRole("button", { name: "Save changes" }).click();
        await dialog().getByRole("list", { name: "What somebody else changed" }).getByText("Retries").waitFor();
        await dialog().getByRole("button", { name: "Go on over what is there now" }).click();
        assert.equal(await page.getByLabel("Host", { exact: true }).inputValue(), "mine.example");
        await page.getByRole("button", { name: "Save changes" }).click();
        await page.getByText("app is saved.").waitFor();
        const { host, retries } = await manager.ask("GET", "/services/app");
        assert.deepEqual([host, retries], ["mine.example", 2]);
    });

    test("a secret whose place in a list changes is asked for again, and never takes another's", async () => {
        const [plugin] = (await manager.ask("GET", "/routes/api/plugins")).data;
        await open(`/w/default/plugins/${plugin.id}/edit`);
        const secrets = page.getByRole("group", { name: /^Client secret/ }).first();
        await secrets.getByRole("button", { name: /^Remove no. 1/ }).click();
        await secrets.getByText("type it again").waitFor();
        await page.getByRole("button", { name: "Save changes" }).click();
        await page.getByText("Not saved. What you typed is still here.").waitFor();
        assert.deepEqual((await manager.ask("GET", `/plugins/${plugin.id}`)).config.client_secret, ["first", "second"]);
        await secrets.locator("input").first().fill("third");
        await page.getByRole("button", { name: "Save changes" }).click();
        await page.waitForURL(({ pathname }) => pathname === "/w/default/plugins");
        assert.deepEqual((await manager.ask("GET", `/plugins/${plugin.id}`)).config.client_secret, ["third"]);
    });

    test("the secret of a credential is seen where it is drawn, and nowhere else", async () => {
        const alice = await id("/consumers/alice");
        await open(`/w/default/jwt/new?scope=consumers&of=${alice}`);
        const secret = page.getByLabel("Secret", { exact: true });
        const first = await secret.inputValue();
        assert.match(first, /^[A-Za-z0-9_-]{32}$/);
        // Without one, the gateway would make up what nobody sees.
        await secret.fill("");
        await page.getByRole("button", { name: "Save" }).click();
        await page.getByText("Not saved. What you typed is still here.").waitFor();
        await page.getByRole("button", { name: "Draw Secret" }).click();
        const drawn = await secret.inputValue();
        assert.match(drawn, /^[A-Za-z0-9_-]{32}$/);
        assert.notEqual(drawn, first);
        await page.getByRole("button", { name: "Save" }).click();
        await page.getByText("is saved.").waitFor();
        assert.equal((await manager.ask("GET", "/consumers/alice/jwt")).data[0].secret, drawn);
        await open(`/w/default/consumers/${alice}?part=credentials`);
        await page.getByText("Set, and not shown").first().waitFor();
        assert.ok(!(await page.content()).includes(drawn));
    });

    test("what is no URL is not saved, and an empty line of a list is left out", async () => {
        await open("/w/default/services/new");
        await page.getByLabel("URL", { exact: true }).fill("orders.internal:8080");
        await page.getByLabel("Host", { exact: true }).fill("other.internal");
        await page.getByLabel("Name", { exact: true }).fill("orders");
        const tags = page.getByLabel("Tags", { exact: true });
        await tags.fill("shop");
        await tags.press("Enter");
        await page.getByRole("button", { name: "Save" }).click();
        await page.getByText("Not saved. What you typed is still here.").waitFor();
        await page.getByLabel("URL", { exact: true }).fill("http://orders.internal:8080");
        await page.getByText("Not saved. What you typed is still here.").waitFor({ state: "detached" });
        await page.getByRole("button", { name: "Save" }).click();
        await page.getByText("orders is saved.").waitFor();
        const { host, port, tags: kept } = await manager.ask("GET", "/services/orders");
        assert.deepEqual([host, port, kept], ["orders.internal", 8080, ["shop"]]);
    });

    test("a change is undone apart from the way to the default, and a name without a field is told", async () => {
        await open(`/w/default/services/${await id("/services/app")}/edit`);
        await page.getByLabel("Name", { exact: true }).fill("another");
        await page.getByRole("button", { name: "Undo change of Name" }).click();
        assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "app");
        assert.equal(await page.getByRole("button", { name: "Reset Name to its default" }).count(), 0);
        await page.getByRole("button", { name: "As text" }).click();
        await page.getByRole("textbox", { name: "All of it as YAML or JSON" }).click();
        await page.keyboard.press("ControlOrMeta+A");
        await page.keyboard.type("name: app\nfoo: 1");
        await page.getByText("Line 2: foo is no field of this.").waitFor();
        await page.keyboard.press("ControlOrMeta+A");
        await page.keyboard.type("name: app");
        await page.getByText("Nothing is changed.").waitFor();
    });

    test("a list is narrowed to several tags at once, and says why not to others", async () => {
        await open("/w/default/services");
        const tag = page.getByRole("textbox", { name: "Tag" });
        await tag.fill("a/b");
        await tag.press("Enter");
        await page.getByText("a tag has no comma and no slash in it").waitFor();
        await tag.fill("shop, blue");
        await tag.press("Enter");
        await page.getByText("No gateway service is like that.").waitFor();
        assert.equal(new URL(page.url()).searchParams.get("tags"), "shop,blue");
    });

    test("a text that cannot be read is kept, and leaving asks", async () => {
        await open(`/w/default/services/${await id("/services/app")}/edit`);
        await page.getByRole("button", { name: "As text" }).click();
        const text = page.getByRole("textbox", { name: "All of it as YAML or JSON" });
        await text.click();
        await page.keyboard.press("ControlOrMeta+A");
        await page.keyboard.type("name: app\nhost: a: b");
        await page.getByText(/Line 2, column \d+/).waitFor();
        await page.getByRole("button", { name: "As a form" }).click();
        await page.getByRole("button", { name: "As text" }).click();
        assert.match(await text.innerText(), /host: a: b/);
        await page.getByRole("navigation", { name: "Manager" }).getByRole("link", { name: "Routes" }).click();
        await page.getByRole("dialog", { name: "Leave without saving?" }).getByRole("button", { name: "Stay here" }).click();
        await page.getByRole("button", { name: "Take the text of the form again" }).click();
        await page.getByText("The form says the same now.").waitFor();
    });

    test("JSON that is none yet is kept at its field, and not sent", async () => {
        page.once("dialog", (asked) => asked.accept());
        await open(`/w/default/routes/${await id("/routes/api")}/edit`);
        await page.getByRole("heading", { name: "Advanced" }).click();
        const headers = page.getByLabel("Headers", { exact: true });
        await headers.fill('{"x-a": ["1"]');
        await page.getByText("this is no JSON yet").waitFor();
        await page.getByRole("button", { name: "Save changes" }).click();
        await page.getByText("Not saved. What you typed is still here.").waitFor();
        assert.equal(await headers.inputValue(), '{"x-a": ["1"]');
        await headers.fill('{"x-a": ["1"]}');
        await page.getByRole("button", { name: "Save changes" }).click();
        await page.getByText("api is saved.").waitFor();
        assert.deepEqual((await manager.ask("GET", "/routes/api")).headers, { "x-a": ["1"] });
    });

    test("one stays in a workspace, and is told of one that is not there", async () => {
        await open("/w/team");
        await page.getByRole("link", { name: "Check connection" }).click();
        await page.getByRole("navigation", { name: "Manager" }).getByRole("link", { name: "Routes" }).click();
        await page.waitForURL(manager.url("/w/team/routes**"));
        await open("/w/nobodys/routes");
        await page.getByRole("heading", { name: "There is no workspace nobodys." }).waitFor();
        await page.getByRole("link", { name: "To the workspaces" }).click();
        await page.getByRole("heading", { name: "Workspaces", level: 1 }).waitFor();
    });

    test("letters are no keys for whoever switches them off", async () => {
        await open("/w/default/services");
        await page.getByRole("row", { name: /app/ }).waitFor();
        const asksForKeys = async () => {
            await page.locator("main").focus();
            await page.keyboard.press("?");
        };
        await asksForKeys();
        await page.getByRole("dialog", { name: "Keys" }).waitFor();
        await page.keyboard.press("Escape");
        await page.getByText("Admin ▾").click();
        await page.getByRole("menuitemcheckbox", { name: "Single letters are shortcuts" }).click();
        await page.keyboard.press("Escape");
        await asksForKeys();
        await page.keyboard.press("ControlOrMeta+K");
        await page.getByRole("dialog", { name: "Go to" }).waitFor();
        assert.equal(await page.getByRole("dialog", { name: "Keys" }).count(), 0);
    });

    test("no page is wider than a phone", async () => {
        await page.setViewportSize({ width: 390, height: 844 });
        const [service, alice] = [await id("/services/app"), await id("/consumers/alice")];
        for (const where of ["", "/services", `/services/${service}`, `/services/${service}/edit`, "/plugins/select", `/consumers/${alice}?part=credentials`]) {
            await open(`/w/default${where}`);
            await page.getByRole("heading", { level: 1 }).waitFor();
            assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390, where);
        }
        await page.setViewportSize({ width: 1280, height: 800 });
    });

    test("whoever signs out leaves nothing behind", async () => {
        await open(`/w/default/services/${await id("/services/app")}`);
        await page.getByRole("heading", { name: "app", level: 1 }).waitFor();
        await page.getByText("Admin ▾").click();
        await page.getByRole("menuitem", { name: "Sign out" }).click();
        await page.waitForURL(manager.url("/w/default"));
        await page.getByRole("dialog", { name: "Sign in" }).waitFor();
        await page.goBack();
        await page.getByRole("dialog", { name: "Sign in" }).waitFor();
        assert.ok(!(await page.content()).includes("mine.example"));
    });

    test("whoever may only read is told so", async () => {
        await page.getByLabel("Token").fill(fs.readFileSync(path.join(manager.prefix, "admin_token_read_only"), "utf8").trim());
        await page.getByRole("button", { name: "Sign in" }).click();
        await page.getByText("You are signed in for reading.").waitFor();
        assert.equal(await page.getByRole("button", { name: "Delete" }).count(), 0);
    });

    test("the Manager kept to its own policy, and asked nobody else", async () => {
        assert.deepEqual(person.complaints, []);
        assert.ok(person.visits.every(({ url }) => url.startsWith(manager.home)));
    });
});

describe("the Manager of a declarative file", { skip }, () => {
    let browser, manager, person, page;

    before(async () => {
        const file = path.join(makeFolder("declared"), "kong.yml");
        fs.writeFileSync(file, '_format_version: "3.0"\nservices:\n  - name: app\n    url: http://127.0.0.1:9\n');
        const env = { LYCHGATE_DATABASE: "off", LYCHGATE_DECLARATIVE_CONFIG: file };
        [browser, manager] = await Promise.all([launchBrowser(), startManager({ env })]);
        person = await newPerson(browser);
        page = person.page;
    });

    after(async () => {
        await person?.leave();
        await browser?.close();
        await manager?.stop();
    });

    test("says why nothing can be written, and offers nothing that writes", async () => {
        await page.goto(manager.url("/w/default/services"));
        await page.getByRole("row", { name: /app/ }).waitFor();
        await page.getByText("This gateway runs on a declarative file.").waitFor();
        assert.equal(await page.getByRole("checkbox").count(), 0);
        assert.equal(await page.getByRole("switch").count(), 0);
    });

    test("its forms end in a patch for the file", async () => {
        const { id } = await manager.ask("GET", "/services/app");
        await page.goto(manager.url(`/w/default/services/${id}/edit`));
        await page.getByLabel("Host", { exact: true }).fill("new.example");
        await page.getByRole("button", { name: "Show the patch" }).click();
        await page.getByRole("dialog", { name: "The patch for the file" }).getByText("host: new.example").waitFor();
        assert.equal(await page.getByRole("button", { name: "Admin API" }).count(), 0);
        assert.equal(await page.getByRole("button", { name: /^Save/ }).count(), 0);
    });

    test("another file is put in force only by whoever has read what goes with it", async () => {
        await page.goto(manager.url("/configuration"));
        const text = page.getByRole("textbox", { name: "A whole kong.yml" });
        await text.fill('_format_version: "3.0"');
        await page.getByRole("button", { name: "Put it in force" }).click();
        const dialog = page.getByRole("dialog", { name: "Put this file in force" });
        await dialog.getByText("1 of the services: app").waitFor();
        const go = dialog.getByRole("button", { name: "Put it in force" });
        assert.ok(await go.isDisabled());
        await dialog.getByRole("button", { name: "Keep what is in force" }).click();
        await dialog.waitFor({ state: "detached" });
        assert.equal((await manager.ask("GET", "/services")).data.length, 1);

        await page.getByRole("button", { name: "Put it in force" }).click();
        await dialog.getByRole("textbox").fill("replace everything");
        await go.click();
        await page.getByText("The file is in force, on all cores.").waitFor();
        assert.equal((await manager.ask("GET", "/services")).data.length, 0);
    });
});

const withoutTimes = ({ created_at: _made, updated_at: _changed, ...rest }) => rest;
