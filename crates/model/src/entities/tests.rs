//! Defaults and rules of the entities, in Kong's words.

mod facts;
mod groups;
mod keys;
mod routes;
mod targets;
mod upstreams;

use schema::{Record, render::kong};
use serde_json::{Value, json};

use super::{CaCertificate, Certificate, Consumer, PathHandling, Protocol, Route, Service};
use crate::{Catalogue, DEFAULT_WORKSPACE, Id};

fn told(kind: &str, mut document: Value) -> Vec<String> {
    let found = Catalogue::new([]).fill_and_check_fields(kind, &mut document);
    found
        .iter()
        .map(|(path, violation)| format!("{path}: {}", kong::message(violation)))
        .collect()
}

#[track_caller]
fn accepts(kind: &str, document: Value) {
    assert_eq!(told(kind, document.clone()), Vec::<String>::new(), "{document}");
}

#[track_caller]
fn refuses(kind: &str, document: Value, expected: &[&str]) {
    assert_eq!(told(kind, document.clone()), expected, "{document}");
}

/// A good document with everything filled in.
#[track_caller]
fn spelt_out(kind: &str, mut document: Value) -> Value {
    let found = Catalogue::new([]).fill_and_check_fields(kind, &mut document);
    assert!(found.is_empty(), "{document}: {found:?}");
    document
}

#[track_caller]
fn filled<T: Record>(kind: &str, mut document: Value) -> T {
    document["id"] = DEFAULT_WORKSPACE.into();
    T::decode(&spelt_out(kind, document)).unwrap()
}

#[test]
fn a_service_needs_only_a_host() {
    let service: Service = filled("services", json!({ "host": "example.com" }));
    assert_eq!(
        (service.protocol, service.port.number(), service.path),
        (Protocol::Http, 80, None)
    );
    assert_eq!(
        (
            service.connect_timeout,
            service.read_timeout,
            service.write_timeout
        ),
        (60000, 60000, 60000)
    );
    assert_eq!((service.retries, service.enabled), (Some(5), true));
    refuses("services", json!({}), &["host: required field missing"]);
}

#[test]
fn every_field_of_a_service_has_its_bounds() {
    refuses(
        "services",
        json!({
            "name": "a b", "retries": 32768, "protocol": "ftp", "host": "a:80", "port": 65536, "path": "x",
            "connect_timeout": 0, "enabled": null, "tags": ["a,b"], "colour": "red"
        }),
        &[
            "name: invalid value 'a b': the only accepted ascii characters are alphanumerics or ., -, _, and ~",
            "retries: value should be between 0 and 32767",
            "protocol: expected one of: grpc, grpcs, http, https, tcp, tls, tls_passthrough, udp",
            "host: must not have a port",
            "port: value should be between 0 and 65535",
            "path: should start with: /",
            "connect_timeout: value should be between 1 and 2147483646",
            "tags[0]: invalid tag 'a,b': expected printable ascii (except `,` and `/`) or valid utf-8 sequences",
            "enabled: required field missing",
            "colour: unknown field",
        ],
    );
}

#[test]
fn what_protects_an_upstream_goes_with_tls() {
    let id = DEFAULT_WORKSPACE.to_string();
    let protected = json!({
        "host": "a", "protocol": "https", "tls_verify": false, "tls_verify_depth": 64,
        "ca_certificates": [id], "client_certificate": { "id": id }
    });
    let service: Service = filled("services", protected.clone());
    assert_eq!(
        (service.protocol, service.tls_verify, service.tls_verify_depth),
        (Protocol::Https, Some(false), Some(64))
    );
    assert_eq!(service.client_certificate, Some(DEFAULT_WORKSPACE));
    assert_eq!(service.ca_certificates, Some(vec![DEFAULT_WORKSPACE]));
    let mut in_the_clear = protected;
    in_the_clear["protocol"] = "http".into();
    refuses(
        "services",
        in_the_clear,
        &[
            "client_certificate: value must be null",
            "tls_verify: value must be null",
            "tls_verify_depth: value must be null",
            "ca_certificates: value must be null",
        ],
    );
    refuses(
        "services",
        json!({ "host": "a", "protocol": "https", "tls_verify_depth": 65, "ca_certificates": ["a"] }),
        &[
            "tls_verify_depth: value should be between 0 and 64",
            "ca_certificates[0]: expected a valid UUID",
        ],
    );
}

const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nMAIC\n-----END CERTIFICATE-----\n";
const KEY: &str = "-----BEGIN PRIVATE KEY-----\nMAIC\n-----END PRIVATE KEY-----\n";

#[test]
fn certificates_and_keys_are_pem() {
    let certificate: Certificate = filled("certificates", json!({ "cert": CERTIFICATE, "key": KEY }));
    assert_eq!(certificate.cert.contents(), [[0x30, 2, 2]]);
    assert!(!format!("{certificate:?}").contains("PRIVATE"), "{certificate:?}");
    let chain = format!("its owner\n{CERTIFICATE}its authority\n{CERTIFICATE}");
    accepts(
        "certificates",
        json!({ "cert": chain, "key": KEY.replace("PRIVATE", "EC PRIVATE") }),
    );
    accepts(
        "certificates",
        json!({ "cert": "{vault://env/cert}", "key": "{vault://env/key}" }),
    );
    let (no_certificate, no_key) = (
        "cert: invalid certificate: it is no PEM text with a certificate in it",
        "key: invalid key: it is no PEM text with one private key in it",
    );
    for (cert, key) in [
        ("", ""),
        ("MAIC", "MAIC"),
        (KEY, CERTIFICATE),
        (&CERTIFICATE.replace("MAIC", "M?IC"), &KEY.replace("MAIC", "AAIC")),
        (&CERTIFICATE.replace("-----END", ""), &KEY.replace("-----END", "")),
        (&CERTIFICATE.replace("END C", "END X"), &format!("{KEY}{KEY}")),
        ("{vault:env/cert}", &KEY.replace("PRIVATE", "ENCRYPTED PRIVATE")),
    ] {
        let empty = cert.is_empty();
        let found = told("certificates", json!({ "cert": cert, "key": key }));
        assert!(
            empty || found == [no_certificate, no_key],
            "{cert:?}, {key:?}: {found:?}"
        );
        assert_eq!(found.len(), 2, "{found:?}");
    }
    refuses(
        "certificates",
        json!({ "cert": CERTIFICATE, "key": KEY, "cert_alt": CERTIFICATE, "snis": ["a"] }),
        &[": all or none of these fields must be set: 'cert_alt', 'key_alt'"],
    );
}

#[test]
fn the_digest_of_an_authority_is_worked_out() {
    let authority: CaCertificate = filled(
        "ca_certificates",
        json!({ "cert": CERTIFICATE, "cert_digest": "whatever" }),
    );
    // printf '\x30\x02\x02' | sha256sum
    assert_eq!(
        authority.cert_digest.as_deref(),
        Some("6a33d4ab3807db5a46911b57f09bd7ab8e86bcc7fe2269374b6d3c9716966f75")
    );
    refuses(
        "ca_certificates",
        json!({ "cert": format!("{CERTIFICATE}{CERTIFICATE}") }),
        &[": please submit only one certificate at a time"],
    );
    refuses("ca_certificates", json!({}), &["cert: required field missing"]);
}

#[test]
fn the_url_of_a_service_is_spelt_out() {
    for (url, host, port, path) in [
        ("http://example.com", "example.com", 80, None),
        (
            "http://example.com:8080/a/b?q#f",
            "example.com",
            8080,
            Some("/a/b"),
        ),
        ("HTTP://example.com/", "example.com", 80, Some("/")),
        ("//example.com:8080", "example.com", 8080, None),
        ("example.com", "example.com", 80, None),
        ("http://[::1]:3000/x", "[::1]", 3000, Some("/x")),
        ("http://[::1]", "[::1]", 80, None),
        ("https://example.com", "example.com", 443, None),
        ("example.com:443/a", "example.com", 443, Some("/a")),
    ] {
        let service: Service = filled(
            "services",
            json!({ "url": url, "path": "/overwritten", "port": 1 }),
        );
        let told = (
            service.host.as_str(),
            service.port.number(),
            service.path.as_ref().map(|path| path.as_str()),
        );
        assert_eq!(told, (host, port, path), "{url}");
    }
}

#[test]
fn a_wrong_url_of_a_service_is_one_fault() {
    for (url, fault) in [
        (json!("http://"), "url: missing host in url"),
        (json!("http:///path"), "url: missing host in url"),
        (json!("://example.com"), "url: missing scheme in url"),
        (json!("http://example.com:port"), "url: invalid url"),
        (json!("http://user:secret@example.com"), "url: invalid url"),
        (json!(5), "url: expected a string"),
        (json!("grpc://example.com"), "protocol: not supported yet"),
        (
            json!("http://example.com:99999999999"),
            "port: value should be between 0 and 65535",
        ),
    ] {
        let document = if url == json!(5) {
            json!({ "url": url, "host": "a" })
        } else {
            json!({ "url": url })
        };
        refuses("services", document, &[fault]);
    }
}

#[test]
fn a_route_has_kongs_defaults() {
    let route: Route = filled("routes", json!({ "paths": ["/a"] }));
    assert_eq!(route.protocols, [Protocol::Http, Protocol::Https]);
    assert_eq!((route.strip_path, route.preserve_host), (true, false));
    assert_eq!(
        (route.https_redirect_status_code, route.path_handling),
        (426, Some(PathHandling::V0))
    );
    assert_eq!((route.service, route.hosts, route.methods), (None, None, None));
}

#[test]
fn a_route_wants_something() {
    let of =
        |fields: &str, protocol: &str| format!(": must set one of {fields} when 'protocols' is '{protocol}'");
    let https = of("'methods', 'hosts', 'headers', 'paths', 'snis'", "https");
    refuses("routes", json!({}), &[&https]);
    refuses("routes", json!({ "hosts": [], "paths": null }), &[&https]);
    refuses(
        "routes",
        json!({ "protocols": ["http"] }),
        &[&of("'methods', 'hosts', 'headers', 'paths'", "http")],
    );
    accepts("routes", json!({ "methods": ["GET"] }));
}

#[test]
fn every_field_of_a_route_has_its_bounds() {
    refuses(
        "routes",
        json!({
            "protocols": ["foo", "http"], "https_redirect_status_code": 200, "service": { "name": null },
            "methods": ["get"], "hosts": ["a:x"], "regex_priority": "foobar", "path_handling": "v2"
        }),
        &[
            "protocols[0]: expected one of: grpc, grpcs, http, https, tcp, tls, tls_passthrough, udp",
            "https_redirect_status_code: expected one of: 426, 301, 302, 307, 308",
            "service.id: missing primary key",
            "methods[0]: invalid value: get",
            "hosts[0]: invalid value: a:x",
            "regex_priority: expected an integer",
            "path_handling: expected one of: v0, v1",
        ],
    );
}

#[test]
fn what_restricts_a_route_is_refused_until_it_works() {
    refuses(
        "routes",
        json!({
            "protocols": ["http", "grpc"], "hosts": ["a"],
            "sources": [{ "ip": "127.0.0.1" }], "destinations": [{ "port": 1 }]
        }),
        &[
            "protocols[1]: not supported yet",
            "sources: not supported yet",
            "destinations: not supported yet",
        ],
    );
}

#[test]
fn a_consumer_has_a_name_here_or_elsewhere() {
    let consumer: Consumer = filled("consumers", json!({ "username": "bob smith" }));
    assert_eq!(
        (consumer.username.as_deref(), consumer.custom_id),
        (Some("bob smith"), None)
    );
    accepts("consumers", json!({ "custom_id": "7" }));
    refuses(
        "consumers",
        json!({}),
        &[": at least one of these fields must be non-empty: 'custom_id', 'username'"],
    );
}

#[test]
fn links_are_read_as_ids() {
    let service = Id::named("services", "a");
    let route: Route = filled(
        "routes",
        json!({ "paths": ["/"], "service": { "id": service.to_string() } }),
    );
    assert_eq!(route.service, Some(service));
}
