import {
    Boxes,
    Crosshair,
    KeyRound,
    Landmark,
    Layers,
    LockKeyhole,
    type LucideIcon,
    Network,
    Plug,
    Route,
    ScrollText,
    Server,
    Signpost,
    UserRound,
    UsersRound,
} from "lucide-react";

/** A column of a list: a field, and how it is shown. */
export type Column = {
    field: string;
    title: string;
    shown?: "text" | "tags" | "moment" | "switch" | "list" | "link" | "code" | "expiry" | "scope" | "plugin";
    /** Whether it can be found by, exactly as it is written. */
    isKey?: boolean;
    /** Whether it is away until somebody wants it. */
    isOptional?: boolean;
    /** Whether little stands in it. */
    isNarrow?: boolean;
};

/** A kind of entities: what it is called, where it is asked for, and how it is listed. */
export type Kind = {
    /** Its path at the Admin API. */
    path: string;
    title: string;
    one: string;
    /** The field that people call one by. */
    key: string;
    icon: LucideIcon;
    about: string;
    columns: Column[];
    /** What belongs to one of it, shown on its page: paths below its own. */
    children: string[];
    /**
     * What would go or stand in the way when one is deleted: its path, and the field that names it. Of a bond, what is at
     * its other end stays.
     */
    dependants: { path: string; field: string; goes: boolean; isBond?: boolean }[];
    /** What its schema is called, if not as its path. */
    schema?: string;
    /** The fields that a form shows first; all of them, if none are told. */
    first?: string[];
    /** The fields whose texts have several lines. */
    texts?: string[];
    /** The kind below which alone it is asked for: it has no list of its own. */
    within?: string;
};

const TAGS: Column = { field: "tags", title: "Tags", shown: "tags" };
const CHANGED: Column = { field: "updated_at", title: "Changed", shown: "moment" };
const MADE: Column = { field: "created_at", title: "Made", shown: "moment", isOptional: true };
const ENABLED: Column = { field: "enabled", title: "Enabled", shown: "switch" };

const text = (field: string, title: string): Column => ({ field, title });
const short = (field: string, title: string): Column => ({ field, title, isNarrow: true });
const key = (field: string, title: string): Column => ({ field, title, isKey: true });
const optional = (column: Column): Column => ({ ...column, isOptional: true });
const list = (field: string, title: string): Column => ({ field, title, shown: "list" });

const KINDS: readonly Kind[] = [
    {
        path: "services",
        title: "Gateway services",
        one: "gateway service",
        key: "name",
        icon: Server,
        about: "What stands behind the gateway: where requests go.",
        columns: [key("name", "Name"), short("protocol", "Protocol"), text("host", "Host"), short("port", "Port"), text("path", "Path"), ENABLED, TAGS, CHANGED, MADE],
        first: ["name", "protocol", "host", "port", "path", "enabled", "tags"],
        children: ["routes", "plugins"],
        dependants: [
            { path: "routes", field: "service", goes: false },
            { path: "plugins", field: "service", goes: true },
        ],
    },
    {
        path: "routes",
        title: "Routes",
        one: "route",
        key: "name",
        icon: Route,
        about: "Which requests are meant for which service: by host, path, method and header.",
        columns: [key("name", "Name"), list("hosts", "Hosts"), list("paths", "Paths"), { ...list("methods", "Methods"), isNarrow: true }, optional(list("protocols", "Protocols")), { field: "service", title: "Service", shown: "link" }, TAGS, CHANGED, MADE],
        first: ["name", "service", "hosts", "paths", "methods", "protocols", "strip_path", "tags"],
        children: ["plugins"],
        dependants: [{ path: "plugins", field: "route", goes: true }],
    },
    {
        path: "consumers",
        title: "Consumers",
        one: "consumer",
        key: "username",
        icon: UserRound,
        about: "Who uses the services: people and programs that the gateway knows by name.",
        columns: [key("username", "Username"), text("custom_id", "Custom ID"), TAGS, CHANGED, MADE],
        children: ["consumer_groups", "plugins"],
        dependants: [
            { path: "plugins", field: "consumer", goes: true },
            { path: "consumer_groups", field: "consumers", goes: true, isBond: true },
        ],
    },
    {
        path: "consumer_groups",
        title: "Consumer groups",
        one: "consumer group",
        key: "name",
        icon: UsersRound,
        about: "Consumers to whom the same applies.",
        columns: [key("name", "Name"), TAGS, CHANGED, MADE],
        children: ["consumers", "plugins"],
        dependants: [
            { path: "plugins", field: "consumer_group", goes: true },
            { path: "consumers", field: "consumer_groups", goes: true, isBond: true },
        ],
    },
    {
        path: "plugins",
        title: "Plugins",
        one: "plugin",
        key: "instance_name",
        icon: Plug,
        about: "What is done with requests on their way: who may pass, how often, and what is told of it.",
        columns: [{ field: "name", title: "Plugin", shown: "plugin" }, key("instance_name", "Instance"), { field: "@scope", title: "Applies to", shown: "scope" }, ENABLED, TAGS, CHANGED, MADE],
        children: [],
        dependants: [],
    },
    {
        path: "upstreams",
        title: "Upstreams",
        one: "upstream",
        key: "name",
        icon: Network,
        about: "Several places that answer for one host, and how requests are shared among them.",
        columns: [key("name", "Name"), text("algorithm", "Algorithm"), short("slots", "Slots"), TAGS, CHANGED, MADE],
        first: ["name", "algorithm", "hash_on", "slots", "host_header", "tags"],
        children: ["targets"],
        dependants: [{ path: "targets", field: "upstream", goes: true }],
    },
    {
        path: "targets",
        title: "Targets",
        one: "target",
        key: "target",
        icon: Crosshair,
        about: "The places that answer for an upstream, and how much each is given.",
        columns: [key("target", "Target"), short("weight", "Weight"), TAGS, CHANGED, MADE],
        children: [],
        dependants: [],
        within: "upstreams",
    },
    {
        path: "certificates",
        title: "Certificates",
        one: "certificate",
        key: "id",
        icon: ScrollText,
        about: "What the gateway shows to clients that speak TLS, by the name they ask for.",
        columns: [text("@subject", "Subject"), list("snis", "Names"), { field: "@expires", title: "Ends", shown: "expiry" }, optional(key("id", "ID")), TAGS, CHANGED, MADE],
        first: ["cert", "key", "snis", "tags"],
        texts: ["cert", "key", "cert_alt", "key_alt"],
        children: ["snis"],
        dependants: [
            { path: "snis", field: "certificate", goes: true },
            { path: "services", field: "client_certificate", goes: false },
        ],
    },
    {
        path: "ca_certificates",
        title: "CA certificates",
        one: "CA certificate",
        key: "id",
        icon: Landmark,
        about: "Authorities whose certificates are believed.",
        columns: [text("@subject", "Subject"), { field: "@expires", title: "Ends", shown: "expiry" }, { field: "cert_digest", title: "Digest", shown: "code" }, optional(key("id", "ID")), TAGS, CHANGED, MADE],
        children: [],
        dependants: [],
    },
    {
        path: "snis",
        title: "SNIs",
        one: "SNI",
        key: "name",
        icon: Signpost,
        about: "Names of hosts, and the certificate of each.",
        columns: [key("name", "Name"), { field: "certificate", title: "Certificate", shown: "link" }, TAGS, CHANGED, MADE],
        children: [],
        dependants: [],
    },
    {
        path: "vaults",
        title: "Vaults",
        one: "vault",
        key: "prefix",
        icon: LockKeyhole,
        about: "Where secrets are kept that the configuration only refers to.",
        columns: [key("prefix", "Prefix"), text("name", "Kind"), text("description", "Description"), TAGS, CHANGED, MADE],
        children: [],
        dependants: [],
    },
    {
        path: "keys",
        title: "Keys",
        one: "key",
        key: "name",
        icon: KeyRound,
        about: "Keys that plugins sign or verify with.",
        columns: [key("name", "Name"), text("kid", "Key ID"), { field: "set", title: "Key set", shown: "link" }, TAGS, CHANGED, MADE],
        texts: ["jwk"],
        children: [],
        dependants: [],
    },
    {
        path: "key-sets",
        title: "Key sets",
        one: "key set",
        key: "name",
        icon: Layers,
        about: "Keys that belong together.",
        columns: [key("name", "Name"), TAGS, CHANGED, MADE],
        schema: "key_sets",
        children: ["keys"],
        dependants: [{ path: "keys", field: "set", goes: true }],
    },
    {
        path: "workspaces",
        title: "Workspaces",
        one: "workspace",
        key: "name",
        icon: Boxes,
        about: "Parts of the configuration that know nothing of each other.",
        columns: [key("name", "Name"), text("comment", "Comment"), CHANGED, MADE],
        children: [],
        dependants: [],
    },
];

export const kindAt = (path: string): Kind | undefined => KINDS.find((kind) => kind.path === path);

/** The groups of the navigation, each with what is in it. */
export const GROUPS: readonly { title: string; paths: string[] }[] = [
    { title: "Traffic", paths: ["services", "routes", "upstreams"] },
    { title: "Policy", paths: ["plugins"] },
    { title: "Consumers", paths: ["consumers", "consumer_groups"] },
    { title: "Secrets & TLS", paths: ["certificates", "ca_certificates", "snis", "vaults", "keys", "key-sets"] },
];

/** The kind of the entities that a foreign key names: Kong's schemas call some of them otherwise. */
export const kindOfReference = (reference: string): Kind | undefined => kindAt(reference.replace("key_sets", "key-sets"));
