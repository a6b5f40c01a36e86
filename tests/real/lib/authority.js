/** A certificate authority that lives as long as a test, made with openssl in a folder of its own. */

import { execFileSync } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

/**
 * Makes an authority.
 *
 * @returns `digest`, of its public key, by which a browser knows it; `pem`, its certificate; `certify(host)`, a certificate
 *     with its key as PEM, `{cert, key}`, the authority's own behind it; `certify(name, "clientAuth")` is a client's
 */
export function makeAuthority() {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "lychgate-authority-"));
    const at = (name) => path.join(folder, name);
    const openssl = (...args) => execFileSync("openssl", args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    const subject = "/CN=Authority of a test";
    const usage = ["-addext", "keyUsage=critical,keyCertSign,cRLSign"];
    openssl("req", "-x509", ...KEY, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", subject, ...usage);
    const authority = fs.readFileSync(at("ca.pem"), "utf8");
    const key = new X509Certificate(authority).publicKey.export({ type: "spki", format: "der" });
    process.once("exit", () => fs.rmSync(folder, { recursive: true, force: true }));
    return {
        digest: createHash("sha256").update(key).digest("base64"),
        pem: authority,
        certify(host, usage = "serverAuth") {
            const extensions = `subjectAltName=DNS:${host}\nextendedKeyUsage=${usage}\nbasicConstraints=CA:FALSE\n`;
            fs.writeFileSync(at("extensions"), extensions);
            openssl("req", ...KEY, "-keyout", "host.key", "-out", "host.csr", "-subj", `/CN=${host}`);
            const by = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2"];
            openssl("x509", "-req", "-in", "host.csr", ...by, "-extfile", "extensions", "-out", "host.pem");
            return {
                cert: fs.readFileSync(at("host.pem"), "utf8") + authority,
                key: fs.readFileSync(at("host.key"), "utf8"),
            };
        },
    };
}
