/** A program that answers each line with a line of JSON. */

import { startChild } from "./child.js";

export class Dialogue {
    #child;
    #read = 0;
    #asking = Promise.resolve();

    /** Starts the program. */
    constructor(program) {
        this.#child = startChild(program);
    }

    /** One line to it, and what it answers; one at a time, since answers do not say to what. */
    ask(line) {
        const answer = this.#asking.then(async () => {
            this.#child.write(`${line}\n`);
            const [text] = await this.#child.says("stdout", /[^\n]*\n/, { from: this.#read, every: 1 });
            this.#read += text.length;
            return JSON.parse(text);
        });
        this.#asking = answer.catch(() => {});
        return answer;
    }

    /** Ends the program. */
    async stop() {
        await this.#child.stop();
    }
}
