//! Defaults and rules of the entities, in Kong's words.

use schema::{Record, render::kong};
use serde_json::{Value, json};

use super::{Consumer, PathHandling, Protocol, Route, Service};
use crate::{Catalogue, DEFAULT_WORKSPACE, Id};

fn told(kind: &str, mut document: Value) -> Vec<String> {
    let found = Catalogue::new([]).fill_and_check(kind, &mut document);
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

fn filled<T: Record>(kind: &str, mut document: Value) -> T {
    document["id"] = DEFAULT_WORKSPACE.into();
    assert!(
        Catalogue::new([]).fill_and_check(kind, &mut document).is_empty(),
        "{document}"
    );
    T::decode(&document).unwrap()
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
            "enabled: required field missing",
            "tags[0]: invalid tag 'a,b': expected printable ascii (except `,` and `/`) or valid utf-8 sequences",
            "colour: unknown field",
        ],
    );
}

#[test]
fn what_protects_an_upstream_is_refused_until_it_works() {
    refuses(
        "services",
        json!({
            "host": "a", "protocol": "https", "tls_verify": false, "tls_verify_depth": 1,
            "ca_certificates": [DEFAULT_WORKSPACE.to_string()], "client_certificate": { "id": DEFAULT_WORKSPACE.to_string() }
        }),
        &[
            "protocol: not supported yet",
            "client_certificate: not supported yet",
            "tls_verify: not supported yet",
            "tls_verify_depth: not supported yet",
            "ca_certificates: not supported yet",
        ],
    );
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
        (json!("https://example.com"), "protocol: not supported yet"),
        (json!("example.com:443"), "protocol: not supported yet"),
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
            "protocols": ["http", "grpc"], "hosts": ["*.example.com", "a"], "paths": ["~/a$"], "snis": ["a"],
            "sources": [{ "ip": "127.0.0.1" }], "destinations": [{ "port": 1 }], "headers": { "x": ["y"] }
        }),
        &[
            "protocols[1]: not supported yet",
            "snis: not supported yet",
            "sources: not supported yet",
            "destinations: not supported yet",
            "hosts[0]: not supported yet",
            "paths[0]: not supported yet",
            "headers: not supported yet",
        ],
    );
}

#[test]
fn hosts_of_a_route() {
    accepts(
        "routes",
        json!({ "hosts": ["example.com", "example.com:8080", "127.0.0.1:80", "[::1]:80", "[::1]"] }),
    );
    for (host, fault) in [
        (
            "*.a.*",
            "hosts[0]: invalid wildcard: must have at most one wildcard",
        ),
        (
            "a.*.b",
            "hosts[0]: invalid wildcard: must be placed at leftmost or rightmost label",
        ),
        (
            "x*.b",
            "hosts[0]: invalid wildcard: must be placed at leftmost or rightmost label",
        ),
        ("a:65536", "hosts[0]: invalid value: a:65536"),
        ("a b", "hosts[0]: invalid value: a b"),
    ] {
        refuses("routes", json!({ "hosts": [host] }), &[fault]);
    }
}

#[test]
fn pa_paths_of_a_route_are_in_normal_form() {
    accepts(
        "routes",
        json!({ "paths": ["/", "/a/", "/a..", "/a/%2F", "/~x", "/..."] }),
    );
    for (path, better) in [
        ("/a/../b", "/b"),
        ("/a/./b/", "/a/b/"),
        ("/a/%2e%2E/b", "/b"),
        ("/%61%2f", "/a%2F"),
        ("/a/..", "/"),
        ("/..", "/"),
        ("/a/b/.", "/a/b/"),
    ] {
        let fault = format!("paths[0]: non-normalized path, consider use '{better}' instead");
        refuses("routes", json!({ "paths": [path] }), &[&fault]);
        accepts("routes", json!({ "paths": [better] }));
    }
    for (path, fault) in [
        (
            "a",
            "paths[0]: should start with: / (fixed path) or ~/ (regex path)",
        ),
        ("/a//b", "paths[0]: must not have empty segments"),
        ("/a%2", "paths[0]: invalid url-encoded value: '%2'"),
        ("", "paths[0]: length must be at least 1"),
    ] {
        refuses("routes", json!({ "paths": [path] }), &[fault]);
    }
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
