/** The npm package oidc-provider, a certified provider, in this process. */

import { generateKeyPairSync, randomUUID } from "node:crypto";
import http from "node:http";

import { isInstalled, load } from "./packages.js";
import { PEOPLE } from "./people.js";
import { freePort } from "./port.js";
import { Provider } from "./provider.js";
import { asksForLogin, errorPage, signOutPage } from "./sign_in_page.js";

/** Why it cannot be started, or `false`. */
export const oidcProviderIsMissing = !isInstalled("oidc-provider") && "the npm package oidc-provider is not installed";

/** For whom the access tokens are. */
const AUDIENCE = "https://api.example.com";

/**
 * Starts it on 127.0.0.1.
 *
 * @param {object} how
 * @param {string[]} how.redirectUris where logins may lead to, exactly
 * @param {string[]} [how.postLogoutRedirectUris] where logouts may lead to, exactly
 * @param {number} [how.accessTokenSeconds] how long access tokens last
 * @returns {Promise<OidcProvider>} see provider.js
 */
export async function startOidcProvider({ redirectUris, postLogoutRedirectUris = [], accessTokenSeconds = 3600 }) {
    const port = await freePort();
    const provider = new OidcProvider(port, { redirectUris, postLogoutRedirectUris, accessTokenSeconds });
    await provider.rotateKeys();
    await provider.restart();
    return provider;
}

class OidcProvider extends Provider {
    /** It has no such grant. */
    takesPasswords = false;
    name = "oidc-provider";
    /** Its access tokens are for somebody in particular, and then it tells nothing of them; this client's are not. */
    userinfo = { clientId: "gateway-without-audience", clientSecret: this.clientSecret };
    #port;
    #options;
    #keys = [];
    #answer;
    #server;
    #requests = 0;

    constructor(port, options) {
        super();
        this.#port = port;
        this.#options = options;
        this.issuer = `http://127.0.0.1:${port}`;
    }

    async requests() {
        return this.#requests;
    }

    async setAccessTokenSeconds(seconds) {
        this.#options.accessTokenSeconds = seconds;
    }

    /** The first key signs; what was remembered of sessions and grants outlives the change. */
    async rotateKeys() {
        this.#keys = [newKey(), ...this.#keys].slice(0, 2);
        const { Provider: Server } = await quietly(() => load("oidc-provider"));
        const server = await quietly(() => new Server(this.issuer, this.#configuration()));
        const answerRest = server.callback();
        const answerLogin = asksForLogin(server);
        this.#answer = async (request, response) => {
            if (!(await answerLogin(request, response))) {
                answerRest(request, response);
            }
        };
    }

    async restart() {
        await this.stop();
        const server = http.createServer((request, response) => {
            this.#requests += 1;
            this.#answer(request, response);
        });
        await new Promise((resolve, reject) => {
            server.once("error", reject);
            server.listen(this.#port, "127.0.0.1", resolve);
        });
        this.#server = server;
    }

    async stop() {
        const server = this.#server;
        this.#server = undefined;
        if (server) {
            server.closeAllConnections();
            await new Promise((resolve) => server.close(resolve));
        }
    }

    async release() {
        await this.stop();
    }

    async signInOnPage(page, user) {
        const { username, password } = this.users[user];
        await page.fill("input[name=username]", username);
        await page.fill("input[name=password]", password);
        await page.click("button[type=submit]");
    }

    #configuration() {
        const { redirectUris, postLogoutRedirectUris } = this.#options;
        const client = {
            client_secret: this.clientSecret,
            redirect_uris: redirectUris,
            post_logout_redirect_uris: postLogoutRedirectUris,
            grant_types: ["authorization_code", "refresh_token", "client_credentials"],
        };
        return {
            clients: [
                { client_id: this.clientId, ...client },
                { client_id: this.userinfo.clientId, ...client },
            ],
            jwks: { keys: this.#keys },
            cookies: { keys: ["for tests only"] },
            claims: {
                openid: ["sub"],
                profile: ["name", "given_name", "family_name", "preferred_username"],
                email: ["email", "email_verified"],
                groups: ["groups"],
            },
            scopes: this.scopes,
            findAccount: (_context, subject) => account(subject),
            loadExistingGrant: grantAll,
            extraTokenClaims: (_context, { accountId }) => account(accountId)?.groups && { groups: account(accountId).groups },
            // By the book refresh tokens need `prompt=consent`; most providers do not insist, and nor do gateways.
            issueRefreshToken: () => true,
            renderError: errorPage,
            rotateRefreshToken: true,
            pkce: { required: () => true },
            ttl: {
                AccessToken: () => this.#options.accessTokenSeconds,
                ClientCredentials: () => this.#options.accessTokenSeconds,
                Grant: 3600,
                IdToken: 3600,
                Interaction: 600,
                RefreshToken: 3600,
                Session: 3600,
            },
            features: {
                clientCredentials: { enabled: true },
                devInteractions: { enabled: false },
                introspection: { enabled: true, allowedPolicy: isOwn },
                resourceIndicators: {
                    enabled: true,
                    defaultResource: (_context, { clientId }) => (clientId === this.clientId ? AUDIENCE : undefined),
                    useGrantedResource: () => true,
                    getResourceServerInfo: () => ({
                        audience: AUDIENCE,
                        accessTokenFormat: "jwt",
                        accessTokenTTL: this.#options.accessTokenSeconds,
                        jwt: { sign: { alg: "RS256" } },
                        scope: "groups",
                    }),
                },
                revocation: { enabled: true, allowedPolicy: isOwn },
                rpInitiatedLogout: { enabled: true, logoutSource: signOutPage },
            },
        };
    }
}

/** Clients hear of their own tokens only. */
function isOwn(_context, client, token) {
    return token.clientId === client.clientId;
}

function account(subject) {
    const person = Object.values(PEOPLE).find((one) => one.subject === subject);
    return person && {
        accountId: subject,
        groups: person.groups,
        claims: () => ({
            sub: subject,
            name: person.name,
            given_name: person.firstName,
            family_name: person.lastName,
            preferred_username: person.username,
            email: person.email,
            email_verified: true,
            groups: person.groups,
        }),
    };
}

/** Nobody is asked what the gateway may know. */
async function grantAll(context) {
    const { client, session, provider, params } = context.oidc;
    const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
    grant.addOIDCScope(params.scope);
    grant.addResourceScope(AUDIENCE, params.scope);
    await grant.save();
    return grant;
}

function newKey() {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    return { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), use: "sig", alg: "RS256" };
}

/** It says at length that Node is not its favourite and that it runs in the clear; both are as they should be here. */
async function quietly(work) {
    const { info, warn } = console;
    console.info = () => {};
    console.warn = () => {};
    try {
        return await work();
    } finally {
        Object.assign(console, { info, warn });
    }
}
