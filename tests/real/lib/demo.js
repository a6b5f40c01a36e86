/** `lychgate demo`: gateway, sample provider and echo service in one process, as somebody new starts it. */

import { startChild } from "./child.js";

/** Why it cannot be started, or `false`. */
export const demoIsMissing = !process.env.LYCHGATE_BIN && "LYCHGATE_BIN names no gateway";

/**
 * Starts it and waits until it says what to try; throws what it says if it does not start.
 *
 * @param {string[]} [options] such as `--short-session`
 * @param {object} [how]
 * @param {number} [how.port] where its gateway listens; without it the kernel picks all ports
 * @param {Record<string, string>} [how.env] its environment
 * @returns `url(path)`, of its gateway; `provider`, the address of its provider; `steps`, what it printed;
 *     `copied(number)`, what one copies for the step of that number; `await says(pattern)`: waits for something that it
 *     prints; `log()`: its standard error so far; `await signInOnPage(page, user)`; `await stop()`, which gives
 *     `{code, signal}`
 */
export async function startDemo(options = [], { port = 0, env } = {}) {
    const child = startChild(process.env.LYCHGATE_BIN, { args: ["demo", "--port", String(port), ...options], env });
    try {
        await child.says("stdout", /Ctrl-C ends it\./);
        const steps = child.stdout();
        const at = (name) => steps.match(new RegExp(`^\\s+${name}\\s+(https?://\\S+)`, "m"))[1];
        return {
            steps,
            provider: at("sample provider"),
            url: (target) => at("gateway") + target,
            copied: (number) => steps.match(new RegExp(`^  ${number}\\.  .*:\\n +(.*)$`, "m"))[1],
            says: (pattern) => child.says("stdout", pattern),
            log: () => child.stderr(),
            signInOnPage: (page, user) => page.click(`button[name=person][value=${user}]`),
            stop: () => child.stop(),
        };
    } catch (error) {
        await child.stop();
        throw error;
    }
}
