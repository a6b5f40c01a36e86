/** `lychgate demo`: gateway, sample provider and echo service in one process, as somebody new starts it. */

import { startChild } from "./child.js";

/**
 * Starts it on free ports and waits until it says what to try.
 *
 * @param {string[]} [options] such as `--short-session`
 * @returns `url(path)`, of its gateway; `provider`, the address of its provider; `steps`, what it printed;
 *     `await signInOnPage(page, user)`; `await stop()`, which gives `{code, signal}`
 */
export async function startDemo(options = []) {
    const child = startChild(process.env.LYCHGATE_BIN, { args: ["demo", "--port", "0", ...options] });
    try {
        await child.says("stdout", /Ctrl-C ends it\./);
        const steps = child.stdout();
        const at = (name) => steps.match(new RegExp(`^\\s+${name}\\s+(https?://\\S+)`, "m"))[1];
        return {
            steps,
            provider: at("sample provider"),
            url: (target) => at("gateway") + target,
            log: () => child.stderr(),
            signInOnPage: (page, user) => page.click(`button[name=person][value=${user}]`),
            stop: () => child.stop(),
        };
    } catch (error) {
        await child.stop();
        throw error;
    }
}
