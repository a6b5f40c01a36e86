import { readCertificate } from "../entities/certificate.ts";
import { idIn, scopesOf } from "../entities/columns.ts";
import { type Ending, endingOf } from "../entities/ends.tsx";
import type { Entity } from "../entities/entity.ts";

/** Certificates that have ended, or soon will; the nearest end first. */
export function ending(certificates: readonly Entity[], now: number): { entity: Entity; expires: number; ending: Exclude<Ending, "later"> }[] {
    return certificates
        .flatMap((entity) => {
            const expires = readCertificate(entity.cert)?.expires;
            const ending = expires === undefined ? "later" : endingOf(expires, now);
            return expires === undefined || ending === "later" ? [] : [{ entity, expires, ending }];
        })
        .sort((one, other) => one.expires - other.expires);
}

export const disabled = (entities: readonly Entity[]): Entity[] => entities.filter(({ enabled }) => enabled === false);

/** Whether a plugin acts on every request of a route: by all requests, by its service, or by itself. */
function actsOn(plugin: Entity, route: Entity): boolean {
    const ids: Record<string, string | undefined> = { route: route.id, service: idIn(route.service) };
    return plugin.enabled !== false && scopesOf(plugin).every(({ field, id }) => ids[field] === id);
}

/** The plugins of these names that act on every request of a route. */
export const guardsOf = (route: Entity, plugins: readonly Entity[], names: ReadonlySet<string>): Entity[] =>
    plugins.filter((plugin) => names.has(String(plugin.name)) && actsOn(plugin, route));

/** Routes on which none of these plugins asks who is there. */
export const unguarded = (routes: readonly Entity[], plugins: readonly Entity[], names: ReadonlySet<string>): Entity[] =>
    routes.filter((route) => guardsOf(route, plugins, names).length === 0);

/** How many routes are asked for their chain, each by a call of its own. */
export const CHAINS = 50;

/** Routes that may be closed by something: by a plugin that acts on them, or by a certificate that their service shows. */
export function closable(routes: readonly Entity[], plugins: readonly Entity[], services: readonly Entity[]): Entity[] {
    const showing = new Set(services.filter(({ client_certificate: shown }) => idIn(shown) !== undefined).map(({ id }) => id));
    const mayClose = (plugin: Entity, route: Entity): boolean => {
        const ids: Record<string, string | undefined> = { route: route.id, service: idIn(route.service) };
        return plugin.enabled !== false && scopesOf(plugin).every(({ field, id }) => !(field in ids) || ids[field] === id);
    };
    return routes.filter((route) => showing.has(idIn(route.service) ?? "") || plugins.some((plugin) => mayClose(plugin, route)));
}

type Listener = { port: number; ssl: boolean; ip?: string };

/** Where a route can be tried from here; nothing, if no address is sure to be of it. */
export function tryAt(route: Entity, listeners: readonly Listener[], here: string): string | undefined {
    const protocols = Array.isArray(route.protocols) ? route.protocols : ["http", "https"];
    const fits = listeners.find(({ ssl }) => protocols.includes(ssl ? "https" : "http"));
    const texts = (field: string) => (Array.isArray(route[field]) ? route[field].map(String) : []);
    const [path, host] = [texts("paths"), texts("hosts")];
    const plain = path.find((one) => !one.startsWith("~"));
    const named = host.find((one) => !one.includes("*"));
    if (!fits || (path.length > 0 && plain === undefined) || (host.length > 0 && named === undefined)) {
        return undefined;
    }
    // A listener on every address is reached by the one that leads here.
    const ip = fits.ip === undefined || fits.ip === "0.0.0.0" || fits.ip === "::" ? here : fits.ip.includes(":") ? `[${fits.ip}]` : fits.ip;
    const place = named?.replace(/:\d+$/, "") ?? ip;
    return `${fits.ssl ? "https" : "http"}://${place}:${fits.port}${plain ?? "/"}`;
}
