use http::Method;
use model::PathHandling;
use plugin::{Forwarded, RequestId, Version};

use super::*;
use crate::fakes::exchange;

#[test]
fn the_query_goes_along_as_it_was_sent() {
    for (asked, base, prefix, expected) in [
        ("/a/b?x=%2f&y", "/s", Prefix::Stripped(2), "/s/b?x=%2f&y"),
        ("/a?", "/s", Prefix::Kept, "/s/a?"),
        ("/a?x", "/", Prefix::Kept, "/a?x"),
        ("/a?x", "/", Prefix::Stripped(1), "/a?x"),
        ("/a?x", "/", Prefix::Stripped(2), "/?x"),
    ] {
        let mut x = exchange(Method::GET, asked);
        aim(&mut x, &BasePath::new(base, PathHandling::V0), prefix).unwrap();
        assert_eq!(x.forward.target.as_str(), expected, "{asked} {base}");
    }
}

#[test]
fn a_whole_path_goes_upstream_as_it_is() {
    let mut x = exchange(Method::GET, "/a/b?x");
    x.forward.target = Target::parse("/whole/path?x").unwrap();
    x.forward.base = Base::Root;
    aim(
        &mut x,
        &BasePath::new("/s", PathHandling::V0),
        Prefix::Stripped(2),
    )
    .unwrap();
    assert_eq!(x.forward.target.as_str(), "/whole/path?x");
}

fn introduced(change: impl FnOnce(&mut Exchange), prefix: Prefix) -> Vec<(String, String)> {
    let mut x = exchange(Method::GET, "/a/b?secret");
    change(&mut x);
    introduce(
        &mut x,
        HeaderValue::from_static("upstream.test:81"),
        prefix,
        UpstreamRequestId::Told,
        &Sheet::default(),
    );
    let text = |value: &HeaderValue| value.to_str().unwrap().to_owned();
    let mut lines: Vec<_> = x
        .head
        .iter()
        .map(|(name, value)| (name.to_string(), text(value)))
        .collect();
    lines.sort();
    lines
}

#[test]
fn hd_11_hd_12_the_upstream_is_told_where_a_request_came_from() {
    let lines = introduced(|_| {}, Prefix::Stripped(2));
    let id = RequestId::new(7).to_string();
    let expected = [
        ("host", "upstream.test:81"),
        ("via", "1.1 lychgate"),
        ("x-forwarded-for", "192.0.2.7"),
        ("x-forwarded-host", "example.test"),
        ("x-forwarded-path", "/a/b"),
        ("x-forwarded-port", "8000"),
        ("x-forwarded-prefix", "/a"),
        ("x-forwarded-proto", "http"),
        ("x-kong-request-id", &id),
        ("x-real-ip", "192.0.2.7"),
    ];
    let lines: Vec<_> = lines
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(lines, expected);
}

#[test]
fn what_a_trusted_proxy_said_goes_on() {
    let told = |forwarded: Forwarded| {
        move |x: &mut Exchange| {
            x.received.client = "198.51.100.9:1".parse().unwrap();
            x.received.port = 80;
            x.received.scheme = Scheme::Https;
            x.received.forwarded = Some(Box::new(forwarded));
        }
    };
    let everything = Forwarded {
        chain: Some(HeaderValue::from_static("198.51.100.9, 10.0.0.1")),
        scheme: Some(Scheme::Https),
        host: Some(HeaderValue::from_static("app.test:8443")),
        port: Some(8443),
        path: Some(HeaderValue::from_static("/outer/a")),
        prefix: Some(HeaderValue::from_static("/outer")),
    };
    let all = [
        ("x-forwarded-for", "198.51.100.9, 10.0.0.1, 192.0.2.7"),
        ("x-forwarded-host", "app.test:8443"),
        ("x-forwarded-path", "/outer/a"),
        ("x-forwarded-port", "8443"),
        ("x-forwarded-prefix", "/outer"),
        ("x-forwarded-proto", "https"),
        ("x-real-ip", "198.51.100.9"),
    ];
    // Whatever it did not say is told as we see it.
    let own = [
        ("x-forwarded-for", "198.51.100.9"),
        ("x-forwarded-host", "example.test"),
        ("x-forwarded-path", "/a/b"),
        ("x-forwarded-port", "80"),
        ("x-forwarded-prefix", "/a"),
        ("x-forwarded-proto", "https"),
        ("x-real-ip", "198.51.100.9"),
    ];
    for (forwarded, expected) in [(everything, all), (Forwarded::default(), own)] {
        let lines = introduced(told(forwarded), Prefix::Stripped(2));
        let about_the_way = lines
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(name, _)| name.starts_with("x-forwarded-") || *name == "x-real-ip");
        assert_eq!(about_the_way.collect::<Vec<_>>(), expected);
    }
}

#[test]
fn the_upstream_need_not_know_the_number() {
    let mut x = exchange(Method::GET, "/");
    let host = HeaderValue::from_static("upstream.test");
    introduce(
        &mut x,
        host,
        Prefix::Kept,
        UpstreamRequestId::Untold,
        &Sheet::default(),
    );
    assert!(!x.head.has(&X_KONG_REQUEST_ID));
}

#[test]
fn what_is_not_so_is_not_told() {
    let named = |lines: Vec<(String, String)>, name: &str| {
        lines
            .into_iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    };
    let nothing = |_: &mut Exchange| {};
    assert_eq!(
        named(introduced(nothing, Prefix::Kept), "x-forwarded-prefix"),
        None
    );
    assert_eq!(
        named(introduced(nothing, Prefix::Stripped(1)), "x-forwarded-prefix"),
        None
    );
    let hostless = |x: &mut Exchange| x.received.authority = HeaderValue::from_static("");
    assert_eq!(
        named(introduced(hostless, Prefix::Kept), "x-forwarded-host"),
        None
    );
    let six = |x: &mut Exchange| x.received.client = "[2001:db8::7]:5".parse().unwrap();
    assert_eq!(
        named(introduced(six, Prefix::Kept), "x-forwarded-for").as_deref(),
        Some("2001:db8::7")
    );
    let old = |x: &mut Exchange| {
        x.received.version = Version::Http10;
        x.head.append(header::VIA, HeaderValue::from_static("1.1 a"));
        x.head.append(header::VIA, HeaderValue::from_static("2 b"));
    };
    assert_eq!(
        named(introduced(old, Prefix::Kept), "via").as_deref(),
        Some("1.1 a, 2 b, 1.0 lychgate")
    );
}

#[test]
fn a_host_is_told_with_the_port_unless_it_is_the_usual_one() {
    for (host, port, scheme, expected) in [
        ("a.test", 80, Scheme::Http, "a.test"),
        ("a.test", 443, Scheme::Https, "a.test"),
        ("a.test", 443, Scheme::Http, "a.test:443"),
        ("a.test", 8080, Scheme::Http, "a.test:8080"),
        ("::1", 80, Scheme::Http, "[::1]"),
        ("[::1]", 81, Scheme::Http, "[::1]:81"),
    ] {
        assert_eq!(host_of(host, port, scheme), expected);
    }
}
