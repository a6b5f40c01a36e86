// Runs all tests of this folder, one file at a time: `node tests/real/run.mjs`; with the word `full` those of howtos, too.
//
// A Keycloak takes its time to start, so it is started first and shared: the files that need none run meanwhile.
// The last line counts, and the exit code is 0 only if something passed and nothing failed.

import fs from "node:fs";
import path from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";

import { shareKeycloak } from "./lib/keycloak_control.js";

const FOLDER = path.dirname(fileURLToPath(import.meta.url));

/** Milliseconds that no file takes. */
const TIMEOUT = 600_000;

const folders = process.argv[2] === "full" ? [".", "howtos"] : ["."];
const files = folders
    .flatMap((folder) => fs.readdirSync(path.join(FOLDER, folder)).map((name) => path.join(folder, name)))
    .filter((name) => name.endsWith(".test.js"));
const needsKeycloak = (name) => fs.readFileSync(path.join(FOLDER, name), "utf8").includes("lib/keycloak.js");

const began = Date.now();
// If it does not start, the tests that need one try it themselves, and fail with the reason.
const starting = process.env.KEYCLOAK_HOME
    ? shareKeycloak().then(
          (keycloak) => {
              console.log(`Keycloak answers after ${((Date.now() - began) / 1000).toFixed(1)} s`);
              return keycloak;
          },
          () => undefined,
      )
    : undefined;

const counts = { pass: 0, fail: 0, cancelled: 0, skipped: 0, todo: 0 };
await runFiles(files.filter((name) => !needsKeycloak(name)));
const keycloak = await starting;
Object.assign(process.env, keycloak?.env);
await runFiles(files.filter(needsKeycloak));
await keycloak?.remove();

const failed = counts.fail + counts.cancelled;
console.log(`${counts.pass} passed, ${failed} failed, ${counts.skipped + counts.todo} skipped`);
process.exit(failed === 0 && counts.pass > 0 ? 0 : 1);

/** Runs these files and adds up what node counts; the reporter prints its lines. */
async function runFiles(names) {
    if (names.length === 0) {
        return;
    }
    const stream = run({ files: names.map((name) => path.join(FOLDER, name)), concurrency: 1, timeout: TIMEOUT });
    stream.on("test:diagnostic", ({ message, nesting }) => {
        const [, word, number] = message.match(/^(\w+) (\d+)$/) ?? [];
        if (nesting === 0 && word in counts) {
            counts[word] += Number(number);
        }
    });
    stream.on("test:pass", ({ name, skip }) => {
        if (typeof skip === "string") {
            console.log(`skipped: ${name}: ${skip}`);
        }
    });
    const lines = stream.compose(spec);
    for await (const line of lines) {
        process.stdout.write(line);
    }
}
