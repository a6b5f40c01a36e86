/** What must work at every provider, whoever wrote it. */

import { after, before, describe, test } from "node:test";

import { changes } from "./checks/changes.js";
import { credentials } from "./checks/credentials.js";
import { identities } from "./checks/identities.js";
import { logins } from "./checks/logins.js";
import { opinions } from "./checks/opinions.js";
import { programs } from "./checks/programs.js";
import { sessions } from "./checks/sessions.js";
import { House } from "./house.js";

/** Milliseconds that no check takes, even if its provider takes its time to start anew. */
const TIMEOUT = 120_000;

/** Milliseconds that no provider takes to start, even for the first time ever. */
const START = 300_000;

const CHECKS = { ...logins, ...sessions, ...programs, ...opinions, ...credentials, ...identities, ...changes };

/**
 * Checks a provider; it is skipped with a reason if it is missing.
 *
 * @param {string} name what it is called
 * @param {string | false} missing why it cannot be started
 * @param {(how: {redirectUris: string[], postLogoutRedirectUris: string[]}) => Promise<Provider>} start starts it
 * @param {Record<string, (house: House) => Promise<void>>} [checks] what is checked, if not all that every provider must do
 */
export function matrix(name, missing, start, checks = CHECKS) {
    if (missing) {
        test(name, { skip: missing }, () => {});
        return;
    }
    describe(name, () => {
        let house;
        before(async () => (house = await House.open(start)), { timeout: START });
        after(() => house?.close(), { timeout: TIMEOUT });
        for (const [what, check] of Object.entries(checks)) {
            test(what, { timeout: TIMEOUT }, async (context) => {
                const lacking = house.provider.lacks[check.needs];
                if (lacking) {
                    context.skip(lacking);
                    return;
                }
                try {
                    await check(house);
                } finally {
                    await house.clear();
                }
            });
        }
    });
}
