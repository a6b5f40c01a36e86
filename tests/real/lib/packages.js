/**
 * The packages of package.json, wherever they are installed.
 *
 * `LYCHGATE_NODE_MODULES` names the folder in which `npm ci` was run; without it they stand beside this folder, as
 * usual. Node looks for modules beside the importing file only, so the path is resolved by hand.
 */

import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const folder = process.env.LYCHGATE_NODE_MODULES;
const require = createRequire(folder ? path.join(folder, "package.json") : import.meta.url);

/** The exports of a package; of one that is CommonJS, too: `const { chromium } = await load("playwright-core")`. */
export async function load(name) {
    const loaded = await import(pathToFileURL(require.resolve(name)));
    return { ...loaded.default, ...loaded };
}

/** Whether a package is installed. */
export function isInstalled(name) {
    try {
        require.resolve(name);
        return true;
    } catch {
        return false;
    }
}

/** The folder of a package, for files of it that are no modules. */
export const folderOf = (name) => path.dirname(require.resolve(name));
