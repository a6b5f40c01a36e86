//! Kong's own client library against a gateway: `tests/tools/go-kong` fills in defaults by the schemas that the gateway
//! tells, makes entities, finds them again as it wanted them, and takes them away, as decK does.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use lychgate::catalogue::catalogue;
use lychgate::plugins::PLUGINS;
use model::Residence;
use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair};
use serde_json::{Map, Value, json};
use testkit::postgres::Server;
use testkit::process::Guard;

use crate::binary::{Ended, Folder, PATIENCE, lychgate, run, url_in};
use crate::together;

/// The program, where it was built.
fn program() -> Option<PathBuf> {
    let program = std::env::var_os("GO_KONG_BIN").map(PathBuf::from);
    if program.is_none() {
        println!("skipped: go-kong is not here: make test builds it, and sets GO_KONG_BIN");
    }
    program
}

/// A gateway, and the client.
struct Asked {
    _gateway: Guard,
    admin: String,
    program: PathBuf,
    prefix: String,
}

impl Asked {
    /// A gateway with these settings.
    fn start(program: &Path, folder: &Folder, settings: &[(&str, &str)]) -> Self {
        let prefix = folder.path().join("node").to_str().unwrap().to_owned();
        let mut command = lychgate(&["start", "-p", &prefix]);
        command.envs([
            ("LYCHGATE_PROXY_LISTEN", "127.0.0.1:0"),
            ("LYCHGATE_ADMIN_LISTEN", "127.0.0.1:0"),
            ("LYCHGATE_NGINX_WORKER_PROCESSES", "1"),
        ]);
        command.envs(settings.iter().copied());
        let gateway = Guard::start(&mut command);
        let admin = url_in(&gateway.error_line_with("Admin API:", PATIENCE));
        Self {
            _gateway: gateway,
            admin,
            program: program.to_owned(),
            prefix,
        }
    }

    /// What the client says, and how it ends.
    fn asks(&self, command: &str, arguments: &[&str]) -> (Option<i32>, String) {
        let output = Command::new(&self.program)
            .arg(&self.admin)
            .arg(command)
            .args(arguments)
            .env_clear()
            .output()
            .unwrap();
        let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        (output.status.code(), said)
    }

    fn well(&self, command: &str, arguments: &[&str]) -> String {
        let (code, said) = self.asks(command, arguments);
        assert_eq!(code, Some(0), "{command} {arguments:?}: {said}");
        said
    }
}

fn id(number: u16) -> String {
    format!("91020192-062d-416f-a275-9addeeaff{number:03x}")
}

fn link(number: u16) -> Value {
    json!({ "id": id(number) })
}

/// Entities of every kind, with many of their fields. A kind that the gateway does not honour yet waits here.
fn entities() -> Map<String, Value> {
    let pair = || {
        let key = KeyPair::generate().unwrap();
        let mut authority = CertificateParams::new(["a.example".to_owned()]).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        (authority.self_signed(&key).unwrap().pem(), key.serialize_pem())
    };
    let (certificate, key) = pair();
    let (other, other_key) = pair();
    let jwk = json!({ "kty": "EC", "kid": "one", "crv": "P-256", "x": "AQ", "y": "AQ" }).to_string();
    let all = json!({
        "certificates": [
            { "id": id(0x01), "cert": certificate, "key": key, "tags": ["a"] },
            { "id": id(0x02), "cert": other, "key": other_key },
        ],
        "ca_certificates": [{ "id": id(0x11), "cert": certificate, "tags": ["a"] }, { "id": id(0x12), "cert": other }],
        "snis": [{ "id": id(0x21), "name": "a.example", "certificate": link(0x01), "tags": ["a"] }],
        "vaults": [{
            "id": id(0x31), "name": "env", "prefix": "my-env", "description": "variables",
            "config": { "prefix": "SECRET_" }, "tags": ["a"],
        }],
        "key_sets": [{ "id": id(0x41), "name": "set", "tags": ["a"] }],
        "keys": [{ "id": id(0x42), "name": "one", "kid": "one", "set": link(0x41), "jwk": jwk, "tags": ["a"] }],
        "consumer_groups": [{ "id": id(0x51), "name": "gold", "tags": ["a"] }, { "id": id(0x52), "name": "tin" }],
        "consumers": [
            { "id": id(0x61), "username": "bob", "custom_id": "0755", "tags": ["a", "b"] },
            { "id": id(0x62), "custom_id": "8" },
            { "id": id(0x63), "username": "zoë" },
        ],
        "consumer_group_consumers": [
            { "consumer_group": link(0x51), "consumer": link(0x61) },
            { "consumer_group": link(0x51), "consumer": link(0x62) },
            { "consumer_group": link(0x52), "consumer": link(0x61) },
        ],
        "keyauth_credentials": [
            { "id": id(0xb1), "consumer": link(0x61), "key": "one", "tags": ["a"] },
            { "id": id(0xb2), "consumer": link(0x61), "key": "two", "ttl": 50_000 },
            { "id": id(0xb3), "consumer": link(0x62), "key": "three", "ttl": 100_000_000 },
        ],
        "basicauth_credentials": [
            { "id": id(0xb4), "consumer": link(0x61), "username": "bob", "password": "s3cret", "tags": ["a"] },
            { "id": id(0xb5), "consumer": link(0x63), "username": "zoë", "password": "p\u{e4}ss: word" },
        ],
        "jwt_secrets": [
            {
                "id": id(0xb6), "consumer": link(0x61), "key": "bob", "algorithm": "HS384",
                "secret": "a secret of thirty-two characters", "tags": ["a"],
            },
            {
                "id": id(0xb7), "consumer": link(0x62), "key": "eight", "algorithm": "ES256", "secret": "aside",
                "rsa_public_key": KeyPair::generate().unwrap().public_key_pem(),
            },
        ],
        "oauth2_credentials": [
            {
                "id": id(0xb8), "consumer": link(0x61), "name": "Bob's app", "client_id": "bob",
                "client_secret": "a client's secret", "client_type": "confidential", "hash_secret": false,
                "redirect_uris": ["https://app.example/cb"], "tags": ["a"],
            },
            {
                "id": id(0xb9), "consumer": link(0x63), "name": "phone", "client_id": "phone",
                "client_secret": "aside", "client_type": "public", "hash_secret": false,
                "redirect_uris": ["https://app.example/phone", "https://app.example/other"],
            },
        ],
        "acls": [
            { "id": id(0xba), "consumer": link(0x61), "group": "staff", "tags": ["a"] },
            { "id": id(0xbb), "consumer": link(0x61), "group": "ops" },
            { "id": id(0xbc), "consumer": link(0x62), "group": "staff" },
        ],
        "upstreams": [
            {
                "id": id(0x71), "name": "shop.upstream", "algorithm": "consistent-hashing", "hash_on": "header",
                "hash_on_header": "x-user", "hash_fallback": "ip", "slots": 100, "host_header": "shop.example",
                "healthchecks": {
                    "active": { "type": "http", "http_path": "/health", "healthy": { "interval": 5, "successes": 2 } },
                    "passive": { "unhealthy": { "http_failures": 3 } },
                },
                "tags": ["a"],
            },
            { "id": id(0x72), "name": "other.upstream" },
        ],
        "targets": [
            { "id": id(0x73), "upstream": link(0x71), "target": "127.0.0.1:9", "weight": 7, "tags": ["a"] },
            { "id": id(0x74), "upstream": link(0x71), "target": "shop.example:8080" },
        ],
        "services": [
            { "id": id(0x81), "name": "shop", "host": "shop.example", "tags": ["a", "b"] },
            {
                "id": id(0x82), "name": "safe", "protocol": "https", "host": "safe.example", "port": 8443,
                "path": "/base", "retries": 0, "connect_timeout": 1, "read_timeout": 2, "write_timeout": 3,
                "tls_verify": true, "tls_verify_depth": 2, "ca_certificates": [id(0x11)],
                "client_certificate": link(0x01),
            },
            { "id": id(0x83), "name": "off", "host": "off.example", "enabled": false },
        ],
        "routes": [
            {
                "id": id(0x91), "name": "shop", "service": link(0x81), "paths": ["/a", "~/b/(c|d)$"],
                "methods": ["GET", "POST"], "hosts": ["a.example", "*.b.example"], "headers": { "x-a": ["1", "2"] },
                "protocols": ["http"], "strip_path": false, "preserve_host": true, "regex_priority": 3,
                "https_redirect_status_code": 308, "path_handling": "v1", "request_buffering": false, "tags": ["a"],
            },
            { "id": id(0x92), "name": "all", "paths": ["/"] },
            { "id": id(0x93), "protocols": ["https"], "snis": ["a.example"], "service": link(0x82) },
        ],
        "plugins": [
            { "id": id(0xa1), "name": "request-termination", "config": { "status_code": 418, "message": "tea" } },
            {
                "id": id(0xa2), "name": "request-termination", "route": link(0x91), "consumer": link(0x61),
                "config": { "status_code": 403, "content_type": "text/plain", "body": "no" },
                "enabled": false, "instance_name": "mine", "protocols": ["http"], "tags": ["a"],
            },
            {
                "id": id(0xa3), "name": "openid-connect", "service": link(0x81),
                "config": {
                    "issuer": "https://idp.example", "client_id": ["me"], "client_secret": ["secret"],
                    "redirect_uri": ["https://app.example/cb"], "scopes": ["openid", "email"],
                    "auth_methods": ["authorization_code", "session"],
                },
            },
        ],
    });
    let catalogue = catalogue(PLUGINS);
    let honoured = catalogue
        .entities()
        .filter(|entity| entity.residence == Residence::Snapshot);
    let honoured: BTreeSet<&str> = honoured.map(|entity| entity.name).collect();
    let mut all = all.as_object().unwrap().clone();
    let missing: Vec<_> = honoured.iter().filter(|name| !all.contains_key(**name)).collect();
    assert_eq!(missing, [&""; 0], "add some of each to this list");
    all.retain(|name, _| honoured.contains(name.as_str()));
    all
}

fn number(entities: &Map<String, Value>) -> usize {
    entities.values().filter_map(Value::as_array).map(Vec::len).sum()
}

/// What a person does with decK, twice over.
fn story(settings: &[(&str, &str)]) {
    let Some(program) = program() else { return };
    let folder = Folder::new();
    let asked = Asked::start(&program, &folder, settings);
    let entities = entities();
    let number = number(&entities);
    let file = folder.file("entities.json", &Value::from(entities).to_string());
    assert!(asked.well("ping", &[]).starts_with("version 3, database "));
    for _ in 0..2 {
        asked.well("elsewhere", &[]);
        asked.well("validate", &[&file]);
        let (code, said) = asked.asks("diff", &[&file]);
        assert_eq!(
            (code, said),
            (Some(2), format!("{number} created, 0 updated, 0 deleted\n"))
        );
        assert_eq!(
            asked.well("sync", &[&file]),
            format!("{number} created, 0 updated, 0 deleted\n")
        );
        for command in ["diff", "sync"] {
            let nothing = "0 created, 0 updated, 0 deleted\n";
            assert_eq!(asked.well(command, &[&file]), nothing, "{command}");
        }
        let dumped = asked.well("dump", &[]);
        assert!(dumped.contains("\"custom_id\": \"0755\""), "{dumped}");
        // Only what has both tags.
        let tagged: Value = serde_json::from_str(&asked.well("dump", &["a", "b"])).unwrap();
        let kinds: Vec<&String> = tagged.as_object().unwrap().keys().collect();
        assert_eq!(kinds, ["consumers", "services"], "{tagged}");
        // The dump is a file again.
        let dump = folder.file("dump.json", &dumped);
        assert_eq!(asked.well("diff", &[&dump]), "0 created, 0 updated, 0 deleted\n");
        assert_eq!(
            asked.well("reset", &[]),
            format!("0 created, 0 updated, {number} deleted\n")
        );
        assert_eq!(asked.well("dump", &[]), "{}\n");
    }
}

#[test]
fn kongs_client_finds_what_it_made() {
    story(&[]);
}

#[test]
fn kongs_client_finds_what_it_made_in_postgresql() {
    let Some(server) = Server::own(&[], &[]) else {
        return;
    };
    let settings = together::settings(&server);
    let settings: Vec<_> = settings
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    story(&settings);
}

#[test]
fn what_does_not_pass_is_told_before_it_is_made() {
    let Some(program) = program() else { return };
    let folder = Folder::new();
    let asked = Asked::start(&program, &folder, &[]);
    let bad = json!({ "services": [{ "id": id(1), "name": "a", "host": "a b" }] });
    let file = folder.file("bad.json", &bad.to_string());
    for command in ["validate", "sync"] {
        let (code, said) = asked.asks(command, &[&file]);
        assert_eq!(code, Some(1), "{command}: {said}");
        assert!(said.contains("host"), "{command}: {said}");
    }
}

/// What came by the Admin API goes out as a file and into another node, where the client finds it unchanged.
#[test]
fn an_exported_file_makes_a_second_gateway_the_same() {
    let Some(program) = program() else { return };
    let (first, second) = (Folder::new(), Folder::new());
    let asked = Asked::start(&program, &first, &[]);
    let file = first.file("entities.json", &Value::from(entities()).to_string());
    asked.well("sync", &[&file]);
    let config = |command: &str, prefix: &str, input: &str| -> Ended {
        let file: &[&str] = if command == "export" { &[] } else { &["-"] };
        let ended = run(&[&["config", command, "-p", prefix], file].concat(), input);
        assert_eq!(ended.code, Some(0), "{ended:?}");
        ended
    };
    let exported = config("export", &asked.prefix, "").stdout;
    config("diff", &asked.prefix, &exported);
    let prefix = second.path().join("node");
    config("import", prefix.to_str().unwrap(), &exported);
    let other = Asked::start(&program, &second, &[]);
    assert_eq!(other.well("diff", &[&file]), "0 created, 0 updated, 0 deleted\n");
    assert_eq!(config("export", &other.prefix, "").stdout, exported);
}
