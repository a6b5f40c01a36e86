import { LinkButton } from "../ui/button.tsx";
import { Code } from "../ui/code.tsx";
import { Empty } from "../ui/marks.tsx";
import { pluralOf } from "./dependants.ts";
import type { May } from "./may.ts";
import { curlOf, type Place, toNew } from "./place.ts";

/** What one may look like, for whoever makes the first. */
const EXAMPLES: Record<string, string> = {
    services: '{"name": "orders", "url": "http://127.0.0.1:3000"}',
    routes: '{"name": "orders", "paths": ["/orders"], "service": {"name": "orders"}}',
    consumers: '{"username": "alice"}',
    consumer_groups: '{"name": "partners"}',
    plugins: '{"name": "…", "config": {}}',
    upstreams: '{"name": "orders.internal"}',
    targets: '{"target": "10.0.0.1:8080", "weight": 100}',
    certificates: '{"cert": "-----BEGIN CERTIFICATE-----…", "key": "-----BEGIN PRIVATE KEY-----…", "snis": ["www.example.com"]}',
    ca_certificates: '{"cert": "-----BEGIN CERTIFICATE-----…"}',
    snis: '{"name": "www.example.com", "certificate": {"id": "…"}}',
    vaults: '{"prefix": "deployment", "name": "env", "config": {"prefix": "DEPLOYMENT_"}}',
    keys: '{"name": "signing", "kid": "2026-01", "jwk": "{…}"}',
    "key-sets": '{"name": "signing"}',
};

/** Nothing is in a list yet: what would be, the way to make one, and the same as a call. */
export function EmptyList({ place, may }: { place: Place; may: May }) {
    const { kind } = place;
    return (
        <Empty title={`There are no ${pluralOf(kind)} here yet.`}>
            {place.within && <p className="quiet">{kind.about}</p>}
            {may.draft && (
                <LinkButton {...toNew(place)} tone="primary">
                    {newLabel(place)}
                </LinkButton>
            )}
            <Code language="shell" label="Or with the Admin API" text={curlOf(place, EXAMPLES[kind.path] ?? "{}")} />
        </Empty>
    );
}

/** What the button that makes one says. */
export const newLabel = ({ kind }: Place): string => (kind.path === "plugins" ? "Add Plugin" : `New ${kind.one}`);
