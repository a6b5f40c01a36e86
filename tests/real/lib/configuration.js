/** Configurations of the gateway. */

/**
 * One service behind a login at a provider: `/app` is behind the login, `/bye` is open to everybody.
 *
 * @param {object} what
 * @param {Provider} what.provider who signs people in
 * @param {string} what.home the address of the gateway, without a slash at the end
 * @param {string} what.upstream the address of the service
 * @param {object} [what.options] more options of the plugin, or others than here
 * @param {object} [what.entities] what is configured besides, such as consumers
 * @returns {string} what `startGateway` takes as its `yaml`: JSON is YAML, and needs no thought about quotes
 */
export function behindLogin({ provider, home, upstream, options = {}, entities = {} }) {
    const config = {
        issuer: provider.issuer,
        client_id: [provider.clientId],
        client_secret: [provider.clientSecret],
        redirect_uri: [callback(home)],
        scopes: provider.scopes,
        ...provider.pluginOptions,
        ...options,
    };
    const route = (name, path, plugins) => ({ name, paths: [path], strip_path: false, plugins });
    const routes = [route("app", "/app", [{ name: "openid-connect", config }]), route("bye", "/bye", [])];
    const services = [{ name: "app", url: upstream, routes }];
    return JSON.stringify({ _format_version: "3.0", services, ...entities }, null, 2);
}

/** Where the provider sends people back to. */
export function callback(home) {
    return `${home}/app`;
}

/** Where people are when they have signed out, if `logout_redirect_uri` says so. */
export function wayOut(home) {
    return `${home}/bye`;
}
