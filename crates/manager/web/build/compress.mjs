// Compresses what was built, and fails when it is more than the pages may weigh.

import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import zlib from "node:zlib";

const DIST = fileURLToPath(new URL("../dist", import.meta.url));

/** Bytes of script, in Brotli, before the first page shows. */
const FIRST_SCRIPT = 230_000;
/** Bytes of style, in Brotli, before the first page shows. */
const FIRST_STYLE = 20_000;
/** Bytes of script, in gzip, of whatever is loaded later: the editor is the largest. */
const LATER_SCRIPT = 200_000;
/** Bytes of everything that the binary carries, in both codings. */
const EMBEDDED = 1_500_000;

const COMPRESSED = [".css", ".html", ".js", ".svg", ".txt"];

const files = fs
    .readdirSync(DIST, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.(br|gz)$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));

const weights = new Map();
let embedded = 0;
for (const file of files) {
    const bytes = fs.readFileSync(file);
    const name = path.relative(DIST, file);
    if (!COMPRESSED.includes(path.extname(file))) {
        embedded += bytes.length;
        continue;
    }
    const brotli = zlib.brotliCompressSync(bytes, {
        params: { [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length, [zlib.constants.BROTLI_PARAM_LGWIN]: 22 },
    });
    const gzip = zlib.gzipSync(bytes, { level: 9 });
    fs.writeFileSync(`${file}.br`, brotli);
    fs.writeFileSync(`${file}.gz`, gzip);
    weights.set(name, { brotli: brotli.length, gzip: gzip.length });
    embedded += brotli.length + gzip.length;
}

const page = fs.readFileSync(path.join(DIST, "index.html"), "utf8");
const first = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, name]) => name);
const sum = (extension) =>
    first.filter((name) => name.endsWith(extension)).reduce((sum, name) => sum + weights.get(name).brotli, 0);
const later = [...weights].filter(([name]) => name.endsWith(".js") && !first.includes(name));
const largest = later.reduce((most, [, { gzip }]) => Math.max(most, gzip), 0);

const budgets = [
    ["script of the first page, Brotli", sum(".js"), FIRST_SCRIPT],
    ["style of the first page, Brotli", sum(".css"), FIRST_STYLE],
    ["largest script that is loaded later, gzip", largest, LATER_SCRIPT],
    ["all that is embedded", embedded, EMBEDDED],
];
for (const [what, bytes, limit] of budgets) {
    console.log(`${bytes <= limit ? "ok  " : "OVER"} ${what}: ${bytes} of ${limit} bytes`);
}
process.exit(budgets.every(([, bytes, limit]) => bytes <= limit) ? 0 : 1);
