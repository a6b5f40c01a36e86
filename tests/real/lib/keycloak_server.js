/** The process of a Keycloak: the unpacked distribution that `KEYCLOAK_HOME` names, on 127.0.0.1. */

import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

import { startChild } from "./child.js";
import { KeycloakAdmin } from "./keycloak_admin.js";
import { until } from "./patience.js";
import { freePort } from "./port.js";
import { makeFolder, removeFolder } from "./scratch.js";

const REALM = new URL("../keycloak/realm.json", import.meta.url);

/** Milliseconds that its start may take; making its first database takes most of them. */
const START = 180_000;

/** The time of its stop includes that of writing the archive of classes, the first time. */
const STOP = 60_000;

/** Classes that are compiled once and quickly suit a server that lives for a minute. */
const JAVA = ["-XX:TieredStopAtLevel=1", "-Xlog:disable", "-Xlog:all=off:stdout"];

/** What cannot be said when it starts: where it speaks TLS, it asks for certificates and takes who has none. */
const BUILT = ["--db=dev-file", "--https-client-auth=request"];

export class KeycloakServer {
    #child;
    #folder;
    #port;
    #prepared;
    #tls = [];

    /** `http://127.0.0.1:…`, without a slash at the end. */
    get url() {
        return `http://127.0.0.1:${this.#port}`;
    }

    /**
     * Starts one with the realm of realm.json, whatever another had done before.
     *
     * @param {{cert: string, key: string, authority: string}} [tls] PEM: with it, it speaks TLS as well, and asks clients
     *     for certificates of that authority
     */
    static async start(tls) {
        const prepared = await prepare();
        const server = await KeycloakServer.#on(prepared, { from: path.join(prepared, "database.mv.db") });
        if (tls) {
            await server.#speak(tls);
        }
        return server.#up();
    }

    async #speak({ cert, key, authority }) {
        const file = (name, text) => {
            fs.writeFileSync(path.join(this.#folder, name), text);
            return path.join(this.#folder, name);
        };
        this.securePort = await freePort();
        this.#tls = [
            `--https-port=${this.securePort}`,
            `--https-certificate-file=${file("cert.pem", cert)}`,
            `--https-certificate-key-file=${file("key.pem", key)}`,
            `--truststore-paths=${file("authority.pem", authority)}`,
        ];
    }

    /** One with a folder of its own for its database, a copy of that `from` there if any. */
    static async #on(prepared, { from }) {
        const server = new KeycloakServer();
        server.#prepared = prepared;
        server.#port = await freePort();
        server.#folder = makeFolder("keycloak");
        if (from) {
            fs.copyFileSync(from, server.#database());
        }
        return server;
    }

    #database() {
        return path.join(this.#folder, "database.mv.db");
    }

    /** Starts it again, at the same address and with the database that it had. */
    async restart() {
        await this.stop();
        return this.#up();
    }

    async #up(java = [`-XX:SharedArchiveFile=${path.join(this.#prepared, "classes.jsa")}`]) {
        this.#child = kc(["start", "--optimized", "--http-enabled=true", "--http-host=127.0.0.1",
            `--http-port=${this.#port}`, ...this.#tls, "--hostname-strict=false", "--cache=local", "--log-level=warn"], {
            KC_DB_URL: `jdbc:h2:file:${path.join(this.#folder, "database")};NON_KEYWORDS=VALUE`,
            KC_BOOTSTRAP_ADMIN_USERNAME: KeycloakAdmin.USER,
            KC_BOOTSTRAP_ADMIN_PASSWORD: KeycloakAdmin.PASSWORD,
            JAVA_OPTS_APPEND: [...JAVA, ...java].join(" "),
        });
        const child = this.#child;
        const answers = () => fetch(`${this.url}/realms/master`).then(({ ok }) => ok, () => false);
        const told = () => `Keycloak never answered:\n${child.stdout()}${child.stderr()}`;
        await until(told, () => {
            if (child.ended) {
                throw new Error(`Keycloak has ended:\n${told()}`);
            }
            return answers();
        }, { within: START, every: 100 });
        return this;
    }

    /** Starts it if it is away. */
    async ensure() {
        if (!this.#child || this.#child.ended) {
            await this.#up();
        }
    }

    /** Ends the process; its database stays. */
    async stop() {
        const child = this.#child;
        this.#child = undefined;
        await child?.stop({ within: STOP });
    }

    /** Ends the process, and its database goes, too. */
    async remove() {
        await this.stop();
        removeFolder(this.#folder);
    }

    /**
     * Makes in `folder` what every start begins with: a database with the realm, and an archive of classes.
     * Making a database takes longer than anything else that Keycloak does.
     */
    static async fill(folder) {
        const server = await KeycloakServer.#on(folder, {});
        try {
            await server.#up([`-XX:ArchiveClassesAtExit=${path.join(folder, "classes.jsa")}`]);
            await new KeycloakAdmin(server.url).addRealm(JSON.parse(fs.readFileSync(REALM, "utf8")));
            await server.stop();
            fs.copyFileSync(server.#database(), path.join(folder, "database.mv.db"));
        } finally {
            await server.remove();
        }
    }
}

/** The folder with what every start begins with, made once for each realm.json, Keycloak and Java. */
async function prepare() {
    const { KEYCLOAK_HOME, JAVA_HOME = "" } = process.env;
    const version = fs.readFileSync(path.join(KEYCLOAK_HOME, "version.txt"));
    const name = createHash("sha256").update(fs.readFileSync(REALM)).update(BUILT.join()).update(version).update(JAVA_HOME).digest("hex").slice(0, 16);
    const folder = path.join(KEYCLOAK_HOME, "lychgate", name);
    if (!fs.existsSync(folder)) {
        fs.mkdirSync(path.dirname(folder), { recursive: true });
        const making = fs.mkdtempSync(`${folder}-`);
        const build = kc(["build", ...BUILT]);
        const { code } = await build.end();
        if (code !== 0) {
            throw new Error(`Keycloak cannot be built:\n${build.stdout()}${build.stderr()}`);
        }
        await KeycloakServer.fill(making);
        fs.renameSync(making, folder);
    }
    return folder;
}

function kc(args, env = {}) {
    const { KEYCLOAK_HOME, JAVA_HOME, HOME } = process.env;
    return startChild(path.join(KEYCLOAK_HOME, "bin", "kc.sh"), {
        args,
        env: {
            ...(JAVA_HOME && { JAVA_HOME }),
            ...(HOME && { HOME }),
            JAVA_OPTS_GC: "-XX:+UseSerialGC",
            JAVA_OPTS_KC_HEAP: "-Xms64m -Xmx320m",
            ...env,
        },
        // The script starts Java beside itself.
        isGroup: true,
    });
}
