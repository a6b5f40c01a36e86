/** The admin API of a Keycloak, as far as tests need it. */

export class KeycloakAdmin {
    static USER = "admin";
    static PASSWORD = "admin";
    #url;

    constructor(url) {
        this.#url = url;
    }

    async addRealm(realm) {
        await this.#call("POST", "/admin/realms", realm);
    }

    /** How long access tokens of our realm last. */
    async setAccessTokenSeconds(seconds) {
        await this.#call("PUT", "/admin/realms/lychgate", { accessTokenLifespan: seconds });
    }

    /** A new key that signs from now on; those that signed before stay published. */
    async addKey() {
        const priority = String(Date.now());
        await this.#call("POST", "/admin/realms/lychgate/components", {
            name: `rsa-${priority}`,
            parentId: "lychgate",
            providerId: "rsa-generated",
            providerType: "org.keycloak.keys.KeyProvider",
            config: { priority: [priority], enabled: ["true"], active: ["true"], algorithm: ["RS256"], keySize: ["2048"] },
        });
    }

    /** The public keys of a client: `{url}` of a key set, or the set itself as `{keys}`. */
    async setClientKeys(clientId, { url, keys }) {
        const clients = "/admin/realms/lychgate/clients";
        const [client] = await this.#call("GET", `${clients}?clientId=${encodeURIComponent(clientId)}`);
        const attributes = {
            ...client.attributes,
            "use.jwks.url": String(url !== undefined),
            "jwks.url": url ?? "",
            "use.jwks.string": String(keys !== undefined),
            "jwks.string": keys ?? "",
        };
        await this.#call("PUT", `${clients}/${client.id}`, { ...client, attributes });
    }

    async #call(method, path, body) {
        const answer = await fetch(this.#url + path, {
            method,
            headers: { "content-type": "application/json", authorization: `Bearer ${await this.#token()}` },
            body: JSON.stringify(body),
        });
        const text = await answer.text();
        if (!answer.ok) {
            throw new Error(`${method} ${path}: ${answer.status} ${text}`);
        }
        return text && JSON.parse(text);
    }

    /** A fresh one each time, since they last for a minute only. */
    async #token() {
        const { USER: username, PASSWORD: password } = KeycloakAdmin;
        const form = { grant_type: "password", client_id: "admin-cli", username, password };
        const answer = await fetch(`${this.#url}/realms/master/protocol/openid-connect/token`, {
            method: "POST",
            body: new URLSearchParams(form),
        });
        if (!answer.ok) {
            throw new Error(`no token for the administrator: ${answer.status} ${await answer.text()}`);
        }
        return (await answer.json()).access_token;
    }
}
