/** What axe finds wrong with a page for people who do not see it, or use no mouse. */

import fs from "node:fs";
import path from "node:path";

import { folderOf } from "./packages.js";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What is as bad as a fault here; the rest is advice. */
const BAD = ["serious", "critical"];

/** The serious findings on what a tab shows, each in a line. */
export async function seriousFindings(page) {
    // The policy of a page lets no script in but its own, and keeps out what is added as an element; this is none of both.
    const source = fs.readFileSync(path.join(folderOf("axe-core"), "axe.min.js"), "utf8");
    await page.evaluate(source);
    const { violations } = await page.evaluate(
        (tags) => globalThis.axe.run(document, { runOnly: { type: "tag", values: tags } }),
        TAGS,
    );
    return violations
        .filter(({ impact }) => BAD.includes(impact))
        .flatMap(({ id, help, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(" ")}: ${failureSummary}`));
}
