/** Folders that are gone when the tests end, whatever happens to them. */

import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const folders = new Set();
process.on("exit", () => folders.forEach(remove));

/** A new folder of the system's place for such; `what` is part of its name. */
export function makeFolder(what) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), `lychgate-${what}-`));
    folders.add(folder);
    return folder;
}

/** Removes it before the end. */
export function removeFolder(folder) {
    folders.delete(folder);
    remove(folder);
}

function remove(folder) {
    fs.rmSync(folder, { recursive: true, force: true });
}
