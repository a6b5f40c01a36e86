/** Waiting for a condition, never for a time. */

import { setTimeout as pause } from "node:timers/promises";

/** Milliseconds that nothing here takes, also on a busy machine. */
export const PATIENCE = 20_000;

/**
 * Asks again and again until the answer is truthy, and gives that answer.
 * After `within` milliseconds it gives up; `what` says what never happened (text, or a function that makes it).
 */
export async function until(what, condition, { within = PATIENCE, every = 25 } = {}) {
    const end = Date.now() + within;
    for (;;) {
        const answer = await condition();
        if (answer) {
            return answer;
        }
        if (Date.now() > end) {
            throw new Error(`not within ${within} ms: ${typeof what === "function" ? what() : what}`);
        }
        await pause(every);
    }
}
