/** A client that keeps cookies like a browser and shows everything that browsers hide. */

import http from "node:http";
import https from "node:https";

import { Cookies } from "./cookies.js";
import { readForms } from "./forms.js";
import { PATIENCE } from "./patience.js";

/** Redirects that are followed in a row, as in browsers. */
const MOST_REDIRECTS = 20;

/** What a browser says that it wants when somebody opens a page. */
const PAGE = "text/html,application/xhtml+xml,*/*;q=0.8";

/**
 * An answer: `status`, `headers` (names in small letters, `set-cookie` a list), `body`, `url` (whose answer it is),
 * `location` (where it leads, absolute, or `undefined`), `trail` (all answers on the way, this one last).
 */
export class Answer {
    constructor(url, message, body) {
        const { statusCode, headers } = message;
        this.url = url;
        this.status = statusCode;
        this.headers = headers;
        this.body = body;
        const leads = statusCode >= 300 && statusCode < 400 && headers.location !== undefined;
        this.location = leads ? new URL(headers.location, url).href : undefined;
        this.trail = [this];
    }

    /** The forms of the page, see `readForms`. */
    get forms() {
        return readForms(this.body, this.url);
    }

    json() {
        return JSON.parse(this.body);
    }

    /** In a word, for messages of tests. */
    toString() {
        const way = this.trail.map(({ status, url }) => `${status} ${url}`).join("\n");
        return `${way}\n${this.body.slice(0, 2000)}`;
    }
}

export class Client {
    cookies = new Cookies();

    /** @param {{ca?: string}} how PEM of an authority that it trusts */
    constructor({ ca } = {}) {
        this.ca = ca;
    }

    /** One request, with the cookies that belong to it; redirects are not followed. */
    async request(method, url, { headers = {}, body } = {}) {
        const cookie = this.cookies.header(url);
        const answer = await send(method, url, {
            headers: { accept: PAGE, ...(cookie && { cookie }), ...headers },
            body,
            ca: this.ca,
        });
        this.cookies.keep(url, answer.headers["set-cookie"] ?? []);
        return answer;
    }

    async get(url, headers) {
        return this.request("GET", url, { headers });
    }

    /** Sends a form, an object of names and values. */
    async post(url, form = {}, headers = {}) {
        const type = { "content-type": "application/x-www-form-urlencoded" };
        return this.request("POST", url, { headers: { ...type, ...headers }, body: new URLSearchParams(form).toString() });
    }

    /** Opens a page: follows redirects, from an address or from an answer, to the first answer that is none. */
    async follow(start) {
        let answer = typeof start === "string" ? await this.get(start) : start;
        const trail = [...answer.trail];
        while (answer.location) {
            if (trail.length > MOST_REDIRECTS) {
                throw new Error(`it leads in circles: ${trail.map(({ url }) => url).join("\n")}`);
            }
            answer = await this.get(answer.location);
            trail.push(answer);
        }
        answer.trail = trail;
        return answer;
    }

    /** Fills a form of a page in, `values` over what stands there, and follows. */
    async submit(form, values = {}) {
        const fields = { ...form.fields, ...values };
        if (form.method === "POST") {
            return this.follow(await this.post(form.action, fields));
        }
        const url = new URL(form.action);
        url.search = new URLSearchParams(fields);
        return this.follow(url.href);
    }
}

/** One request on a connection of its own, so that no server that went away meanwhile can spoil it. */
function send(method, url, { headers, body, ca }) {
    const { request } = url.startsWith("https:") ? https : http;
    return new Promise((resolve, reject) => {
        const asked = request(url, {
            method,
            headers: { ...headers, ...(body !== undefined && { "content-length": Buffer.byteLength(body) }) },
            agent: false,
            lookup: loopback,
            ca,
            timeout: PATIENCE,
        });
        asked.once("timeout", () => asked.destroy(new Error(`${method} ${url}: no answer within ${PATIENCE} ms`)));
        asked.once("error", reject);
        asked.once("response", async (message) => {
            try {
                const chunks = [];
                for await (const chunk of message) {
                    chunks.push(chunk);
                }
                resolve(new Answer(url, message, Buffer.concat(chunks).toString()));
            } catch (error) {
                reject(error);
            }
        });
        asked.end(body);
    });
}

/** All names are this machine's, `app.localhost` too. */
function loopback(_name, options, callback) {
    return options.all ? callback(null, [{ address: "127.0.0.1", family: 4 }]) : callback(null, "127.0.0.1", 4);
}
