/** A program that a test has started: its output, and its end. Only its own process is ever signalled. */

import { spawn } from "node:child_process";

import { PATIENCE, until } from "./patience.js";

/** Programs that still run, so that none outlives the tests, whatever happens to them. */
const running = new Set();
process.on("exit", () => running.forEach((child) => child.signal("SIGKILL")));
for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]]) {
    process.on(signal, () => process.exit(code));
}

/**
 * Starts a program. Nothing of the environment is handed on but what `env` says and `PATH`.
 * A program that starts others itself says `isGroup`: then signals go to all of them.
 */
export function startChild(program, { args = [], env = {}, isGroup = false } = {}) {
    const child = spawn(program, args, { env: { PATH: process.env.PATH, ...env }, detached: isGroup });
    return new Child(program, child, isGroup);
}

class Child {
    #child;
    #isGroup;
    #output = { stdout: "", stderr: "" };
    #end;
    #ended = false;

    constructor(program, child, isGroup) {
        this.program = program;
        this.#child = child;
        this.#isGroup = isGroup;
        running.add(this);
        for (const name of ["stdout", "stderr"]) {
            child[name].setEncoding("utf8").on("data", (text) => (this.#output[name] += text));
        }
        // Whoever writes to a program that has ended learns it from its end.
        child.stdin.on("error", () => {});
        this.#end = new Promise((resolve) => {
            child.once("error", (error) => {
                this.#output.stderr += `${error}\n`;
                resolve({ code: null });
            });
            child.once("close", (code, signal) => resolve({ code, signal }));
        });
        this.#end.then(() => {
            this.#ended = true;
            running.delete(this);
        });
    }

    get pid() {
        return this.#child.pid;
    }

    get ended() {
        return this.#ended;
    }

    /** All of its standard output so far. */
    stdout() {
        return this.#output.stdout;
    }

    /** All of its standard error so far. */
    stderr() {
        return this.#output.stderr;
    }

    write(text) {
        this.#child.stdin.write(text);
    }

    signal(name) {
        if (!this.#isGroup) {
            this.#child.kill(name);
        } else if (!this.#ended && this.pid) {
            process.kill(-this.pid, name);
        }
    }

    /** Its end: `{code, signal}`, with `code: null` if it could not even start. */
    end() {
        return this.#end;
    }

    /** The first match in what it says after `from` characters on `stdout` or `stderr`. */
    async says(name, pattern, { from = 0, within = PATIENCE, every = 10 } = {}) {
        const told = () => `${this.program} never said ${pattern}:\n${this.stdout()}${this.stderr()}`;
        return until(told, () => {
            const found = this.#output[name].slice(from).match(pattern);
            if (!found && this.#ended) {
                throw new Error(`it has ended; ${told()}`);
            }
            return found;
        }, { within, every });
    }

    /** Ends it: asks it to by closing its input and SIGTERM, and insists after a while. */
    async stop({ within = PATIENCE } = {}) {
        if (!this.#ended) {
            this.#child.stdin.end();
            this.signal("SIGTERM");
            const insist = setTimeout(() => this.signal("SIGKILL"), within);
            await this.#end;
            clearTimeout(insist);
        }
        return this.#end;
    }
}
