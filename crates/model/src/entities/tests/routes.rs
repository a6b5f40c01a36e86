//! What routes may want, and the words for what they may not.

use schema::Record;
use schema::render::remedy;
use serde_json::{Value, json};

use super::{accepts, filled, refuses};
use crate::{Catalogue, Route, RouteHeaderValue, RoutePath};

#[test]
fn hosts_of_a_route() {
    accepts(
        "routes",
        json!({ "hosts": [
            "example.com", "example.com:8080", "127.0.0.1:80", "[::1]:80", "[::1]", "*.example.com",
            "*.example.com:80", "example.*", "a.example.*"
        ] }),
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
        (
            "*",
            "hosts[0]: invalid wildcard: must be placed at leftmost or rightmost label",
        ),
        (
            "a.*:80",
            "hosts[0]: invalid wildcard: must be placed at leftmost or rightmost label",
        ),
        ("*.", "hosts[0]: invalid value: *."),
        ("*.a b", "hosts[0]: invalid value: *.a b"),
        ("*.a:x", "hosts[0]: invalid value: *.a:x"),
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
fn regular_expressions_of_a_route() {
    accepts(
        "routes",
        json!({ "paths": [
            "~/", "~/a$", r"~/a/\d+/(?<id>[^/]+)", "~/(?i)a|/b", "~/a++", r"~/%C3%BC/[a-z]{2,3}", "~/%[0-9A-F]{2}"
        ] }),
    );
    for (path, fault) in [
        ("~/a(", "invalid regex: '/a(' (unclosed group, at character 3)"),
        (
            "~/a)(?:b",
            "invalid regex: '/a)(?:b' (unopened group, at character 3)",
        ),
        (
            "~/[b-a]",
            "invalid regex: '/[b-a]' (invalid character class range, the start must be <= the end, at character 3)",
        ),
        (
            "~/*+?*{9",
            "invalid regex: '/*+?*{9' (unclosed counted repetition, at character 6)",
        ),
        (
            r"~/\y",
            r"invalid regex: '/\y' (unrecognized escape sequence, at character 2)",
        ),
        (
            r"~/\p{L}",
            r"invalid regex: '/\p{L}' (Unicode not allowed here, at character 2)",
        ),
        (
            "~/a(?x) # end",
            "invalid regex: '/a(?x) # end' (it cannot stand in a group)",
        ),
        (
            "~/ü",
            "invalid regex: '/ü' (a letter that no path has, at character 2)",
        ),
        ("~/a%2fb", "non-normalized path, consider use '~/a%2Fb' instead"),
        (
            "~/a%2eb%41",
            r"non-normalized path, consider use '~/a\.bA' instead",
        ),
        ("~a", "should start with: / (fixed path) or ~/ (regex path)"),
        ("~", "should start with: / (fixed path) or ~/ (regex path)"),
    ] {
        refuses(
            "routes",
            json!({ "paths": ["/", path] }),
            &[&format!("paths[1]: {fault}")],
        );
    }
}

#[test]
fn what_only_pcre_has_is_told_as_such() {
    for (path, what) in [
        (
            "~/(?!admin)",
            "look-around, including look-ahead and look-behind, is not supported, at character 2",
        ),
        (
            "~/a(?<=a)b",
            "look-around, including look-ahead and look-behind, is not supported, at character 3",
        ),
        (r"~/(a)\1", "backreferences are not supported, at character 5"),
    ] {
        let mut document = json!({ "paths": [path] });
        let found = Catalogue::new([]).fill_and_check("routes", &mut document);
        let expected = format!(
            "paths[0]: invalid regex: '{}' ({what}) — every expression here takes linear time, so what only PCRE has \
             does not exist; write what is wanted, not what is not, or several paths",
            &path[1..]
        );
        assert_eq!(remedy::lines(&found), [expected]);
    }
}

// AD-21
#[test]
fn an_expression_has_a_size() {
    let large = format!("~/{}", r"(?:\w{1,100}/){1,100}".repeat(10));
    let mut document = json!({ "paths": [large], "headers": { "x": ["~*(?:a{1000}){1000}"] } });
    let found = Catalogue::new([]).fill_and_check("routes", &mut document);
    let told = remedy::lines(&found);
    assert_eq!(told.len(), 2, "{told:?}");
    for line in told {
        assert!(
            line.ends_with(
                "(it needs more than 1048576 bytes of memory) — repeat less, or write several simpler ones"
            ),
            "{line}"
        );
    }
}

#[test]
fn paths_are_read_once() {
    let route: Route = filled("routes", json!({ "paths": ["/a", "~/b|/c"] }));
    let paths = route.paths.unwrap();
    assert!(matches!(&paths[0], RoutePath::Prefix(prefix) if prefix == "/a"));
    let RoutePath::Regex(regex) = &paths[1] else {
        panic!("{paths:?}");
    };
    for (path, matched) in [("/b", Some(2)), ("/cx", Some(2)), ("/x/b", None), ("/x/c", None)] {
        assert_eq!(regex.matched(path), matched, "{path}");
    }
}

#[test]
fn names_in_the_handshake() {
    accepts(
        "routes",
        json!({ "snis": ["a.test", "a.test.", "*.a.test", "a.*", "localhost"] }),
    );
    for (sni, fault) in [
        ("*.a.*", "invalid wildcard: must have at most one wildcard"),
        (
            "a.*.b",
            "invalid wildcard: must be placed at leftmost or rightmost label",
        ),
        (
            "*",
            "invalid wildcard: must be placed at leftmost or rightmost label",
        ),
        ("127.0.0.1", "must not be an IP"),
        ("::1", "must not be an IP"),
        ("[::1]", "must not be an IP"),
        ("a.test:443", "must not have a port"),
        ("a b", "invalid value: a b"),
    ] {
        refuses(
            "routes",
            json!({ "snis": [sni] }),
            &[&format!("snis[0]: {fault}")],
        );
    }
    let rule = "'snis' can only be set when 'protocols' is 'grpcs', 'https', 'tls' or 'tls_passthrough'";
    let plain = json!({ "protocols": ["http"], "paths": ["/"], "snis": ["a.test"] });
    refuses("routes", plain, &[&format!("snis: {rule}")]);
}

#[test]
fn headers_of_a_route() {
    accepts(
        "routes",
        json!({ "headers": { "x-version": ["v1", "~*^v[23]$"], "X_Other": ["~"] } }),
    );
    for (headers, fault) in [
        (
            json!({ "Host": ["a"] }),
            "headers.Host: cannot contain 'host' header, which must be specified in the 'hosts' attribute",
        ),
        (
            json!({ "x y": ["a"] }),
            "headers.x y: bad header name 'x y', allowed characters are A-Z, a-z, 0-9, '_', and '-'",
        ),
        (json!({ "x": [] }), "headers.x: length must be at least 1"),
        (json!({ "x": "a" }), "headers.x: expected an array"),
        (json!({ "x": [""] }), "headers.x[0]: length must be at least 1"),
        (
            json!({ "x": ["a", "~*b["] }),
            "headers.x[1]: invalid regex: 'b[' (unclosed character class, at character 2)",
        ),
    ] {
        refuses("routes", json!({ "headers": headers }), &[fault]);
    }
    let route: Route = filled("routes", json!({ "headers": { "X-V": ["One", "~*^t"] } }));
    let headers = route.headers.unwrap();
    let (name, values) = headers.iter().next().unwrap();
    assert_eq!(name, "x-v");
    assert!(matches!(&values[0], RouteHeaderValue::Text(text) if text == "One"));
    assert!(matches!(&values[1], RouteHeaderValue::Regex(regex) if regex.fits(b"Two") && !regex.fits(b"at")));
    let empty: Value = json!({ "headers": {} });
    refuses(
        "routes",
        empty,
        &[": must set one of 'methods', 'hosts', 'headers', 'paths', 'snis' when 'protocols' is 'https'"],
    );
}

#[test]
fn what_groups_hold() {
    let paths = json!(["/plain", "~/a/(?<id>[0-9]+)(/(?<rest>.*))?", "~/(?<all>.+)"]);
    let id = crate::Id::named("routes", "r").to_string();
    let route: Route = Record::decode(
        &json!({ "id": id, "paths": paths, "protocols": ["http"], "strip_path": true,
        "preserve_host": false, "request_buffering": true, "response_buffering": true,
        "https_redirect_status_code": 426 }),
    )
    .unwrap();
    let held = |path: &'static str| {
        let captures = route.captures(path)?;
        Some((
            captures.named("id"),
            captures.named("rest"),
            captures.named("all"),
            captures.numbered(1),
        ))
    };
    assert_eq!(held("/a/7/b/c"), Some((Some("7"), Some("b/c"), None, Some("7"))));
    assert_eq!(held("/a/7"), Some((Some("7"), None, None, Some("7"))));
    // Of several the first that fits.
    assert_eq!(held("/b"), Some((None, None, Some("b"), Some("b"))));
    assert_eq!(held("/"), None);
    assert_eq!(route.captures("/a/7").unwrap().numbered(9), None);
}
