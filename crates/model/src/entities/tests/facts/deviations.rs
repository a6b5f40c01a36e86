//! Where an entity is deliberately another one than Kong's.

/// Lines that stand together in Kong's facts, and what stands in their place here.
pub(super) struct Deviation {
    pub(super) entity: &'static str,
    pub(super) kong: &'static [&'static str],
    pub(super) here: &'static [&'static str],
    pub(super) why: &'static str,
}

pub(super) const DEVIATIONS: &[Deviation] = &[
    Deviation {
        entity: "services",
        kong: &[
            "connect_timeout: integer, default 60000, from 1 to 2147483646",
            "write_timeout: integer, default 60000, from 1 to 2147483646",
            "read_timeout: integer, default 60000, from 1 to 2147483646",
        ],
        here: &[
            "connect_timeout: integer, required, default 60000, from 1 to 2147483646",
            "write_timeout: integer, required, default 60000, from 1 to 2147483646",
            "read_timeout: integer, required, default 60000, from 1 to 2147483646",
        ],
        why: "Null would be no limit, and a wait without end.",
    },
    Deviation {
        entity: "services",
        kong: &[
            "check: protocol tcp|tls|udp|grpc|grpcs forbids path",
            "check: protocol not https|tls forbids client_certificate",
            "check: protocol not https|tls forbids tls_verify",
            "check: protocol not https|tls forbids tls_verify_depth",
            "check: protocol not https|tls forbids ca_certificates",
        ],
        here: &["check: a rule of its own"],
        why: "One rule tells the last four with a remedy, once; the protocols of the first are refused as such.",
    },
    Deviation {
        entity: "routes",
        kong: &[
            "protocols: set of string, required, default [\"http\",\"https\"], at least 1, one of grpc grpcs http https tcp tls tls_passthrough udp, only of http https or of tcp tls udp or of tls_passthrough or of grpc grpcs",
        ],
        here: &[
            "protocols: set of string, required, default [\"http\",\"https\"], at least 1, one of grpc grpcs http https tcp tls tls_passthrough udp",
        ],
        why: "All protocols but those of the first group are refused as such.",
    },
    Deviation {
        entity: "routes",
        kong: &["https_redirect_status_code: integer, required, default 426, one of 301 302 307 308 426"],
        here: &[
            "https_redirect_status_code: integer, required, default 426, one of 301 302 307 308 426, from 0 to 65535",
        ],
        why: "The range is that of the type; what may be written is the same.",
    },
    Deviation {
        entity: "routes",
        kong: &["snis: set of string, wildcardhost"],
        here: &["snis: set of string, routesni"],
        why: "A star stands for whole labels, as it is matched.",
    },
    Deviation {
        entity: "routes",
        kong: &[
            "sources: set of record",
            "sources[].ip: string, iporcidr",
            "sources[].port: integer, from 0 to 65535",
            "sources[].check: at least one of ip port",
        ],
        here: &["sources: set of json"],
        why: "It is refused as a whole.",
    },
    Deviation {
        entity: "routes",
        kong: &[
            "destinations: set of record",
            "destinations[].ip: string, iporcidr",
            "destinations[].port: integer, from 0 to 65535",
            "destinations[].check: at least one of ip port",
        ],
        here: &["destinations: set of json"],
        why: "It is refused as a whole.",
    },
    Deviation {
        entity: "routes",
        kong: &["headers: map of array of string, keys headername"],
        here: &["headers: map of array of string"],
        why: "A rule judges the names.",
    },
    Deviation {
        entity: "routes",
        kong: &[
            "check: protocols not grpcs|https|tls|tls_passthrough forbids snis",
            "check: a rule about path_handling",
            "check: a rule about id protocols snis sources destinations methods hosts paths headers expression regex_priority priority",
        ],
        here: &[
            "check: a rule of its own",
            "check: a rule of its own",
            "check: a rule of its own",
        ],
        why: "They are divided otherwise: what a route wants, names over TLS, and names of headers.",
    },
    Deviation {
        entity: "plugins",
        kong: &["config: record, required"],
        here: &["config: json, required"],
        why: "The catalogue puts in the record of each plugin.",
    },
    Deviation {
        entity: "plugins",
        kong: &["entity tuple: name route service consumer"],
        here: &["entity tuple: name route service consumer consumer_group"],
        why: "Two plugins may differ by their consumer group alone.",
    },
    Deviation {
        entity: "plugins",
        kong: &["tags: set of string, tag"],
        here: &["tags: set of string, tag", "check: a rule of its own"],
        why: "A plugin is for one consumer or for a group.",
    },
    Deviation {
        entity: "certificates",
        kong: &[
            "check: all or none of cert_alt key_alt",
            "check: a rule about cert key",
            "check: a rule about cert_alt key_alt",
            "check: a rule about cert cert_alt",
        ],
        here: &["check: all or none of cert_alt key_alt"],
        why: "Whether key and certificate belong together is found out where they are used.",
    },
    Deviation {
        entity: "upstreams",
        kong: &["healthchecks.active.headers: map of array of string, keys headername"],
        here: &["healthchecks.active.headers: map of array of string"],
        why: "A rule judges the names.",
    },
    Deviation {
        entity: "upstreams",
        kong: &["healthchecks.active.healthy.successes: integer, default 0, from 0 to 255"],
        here: &[
            "healthchecks.active.healthy.successes: integer, default 0, from 0 to 255",
            "healthchecks.active.check: a rule of its own",
        ],
        why: "It is the rule that judges the names of headers.",
    },
    Deviation {
        entity: "targets",
        kong: &["entity key: target"],
        here: &[],
        why: "Another upstream may have the same target: it names one only together with its upstream.",
    },
    Deviation {
        entity: "snis",
        kong: &["certificate -> certificates: refuse"],
        here: &["certificate -> certificates: cascade"],
        why: "Kong deletes the names before the certificate.",
    },
    Deviation {
        entity: "vaults",
        kong: &["name: string, required"],
        here: &["name: string, required, vaultname"],
        why: "A kind that is not there is told at once.",
    },
    Deviation {
        entity: "vaults",
        kong: &["config: record, required"],
        here: &["config: record, required", "config.prefix: string"],
        why: "Both kinds have this one option.",
    },
    Deviation {
        entity: "vaults",
        kong: &["tags: set of string, tag"],
        here: &["tags: set of string, tag", "check: a rule of its own"],
        why: "It judges the options by the kind.",
    },
    Deviation {
        entity: "keys",
        kong: &[
            "pem.private_key: string, encrypted, referenceable",
            "pem.public_key: string, referenceable",
        ],
        here: &[
            "pem.private_key: string, keypem, encrypted, referenceable",
            "pem.public_key: string, publickeypem, referenceable",
        ],
        why: "The form of each is judged alone; whether they belong together is found out where they are used.",
    },
    Deviation {
        entity: "consumer_group_consumers",
        kong: &["entity tuple: consumer_group consumer"],
        here: &["entity tuple: consumer_group consumer", "id: string, uuid, auto"],
        why: "Kong knows it by its two links; every document here has an id.",
    },
    Deviation {
        entity: "workspaces",
        kong: &["meta: record, required", "config: record, required"],
        here: &[
            "meta: map of json, required, default {}",
            "config: map of json, required, default {}",
        ],
        why: "The commercial edition keeps anything in them, and clients of it write so.",
    },
];
