use std::rc::Rc;

use http::Method;
use plugin::Connection;

use super::*;
use crate::fakes::exchange;

/// Nets of proxies, the header they write, and how far it is believed.
fn proxies(trusted: &[&str], header: HeaderName, belief: Belief) -> Proxies {
    Proxies {
        trusted: trusted.iter().map(|network| network.parse().unwrap()).collect(),
        header,
        belief,
        ports: Vec::new(),
    }
}

fn from(peer: &str, lines: &[(HeaderName, &'static str)]) -> Exchange {
    let mut x = exchange(Method::GET, "/");
    came(&mut x, peer, 8000);
    for (name, value) in lines {
        let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
        x.head.append(name.clone(), value);
    }
    x
}

fn came(x: &mut Exchange, peer: &str, port: u16) {
    let connection = Connection::new(peer.parse().unwrap(), ([192, 0, 2, 1], port).into(), None);
    x.received.connection = Rc::new(connection);
}

const INSIDE: &[&str] = &["10.0.0.0/8", "2001:db8::/32"];

#[test]
fn hd_12_the_client_is_found_from_the_end_of_the_list() {
    // What stands in the header, and who is the client if its last address is believed, and if trusted ones
    // are passed over. The peer is 10.0.0.9.
    for (told, last, recursive) in [
        ("198.51.100.1", "198.51.100.1", "198.51.100.1"),
        ("203.0.113.1, 198.51.100.1", "198.51.100.1", "198.51.100.1"),
        ("198.51.100.1, 10.0.0.1", "10.0.0.1", "198.51.100.1"),
        // Whoever is before a stranger may be anybody's invention.
        ("10.0.0.7, 198.51.100.1, 10.0.0.1", "10.0.0.1", "198.51.100.1"),
        ("198.51.100.1,10.0.0.2 ,\t10.0.0.1,", "10.0.0.1", "198.51.100.1"),
        // All of them are ours: the first one asks for itself.
        ("10.0.0.3, 10.0.0.2", "10.0.0.2", "10.0.0.3"),
        ("2001:db9::1, 2001:db8::1", "2001:db8::1", "2001:db9::1"),
        ("[2001:db9::1]:4711", "2001:db9::1", "2001:db9::1"),
        ("[2001:db9::1]", "2001:db9::1", "2001:db9::1"),
        ("198.51.100.1:4711", "198.51.100.1", "198.51.100.1"),
        ("198.51.100.1, ::ffff:10.0.0.1", "10.0.0.1", "198.51.100.1"),
        // What is no address ends the walk.
        ("198.51.100.1, unknown", "10.0.0.9", "10.0.0.9"),
        ("198.51.100.1, unknown, 10.0.0.1", "10.0.0.1", "10.0.0.1"),
        ("198.51.100.1, é", "10.0.0.9", "10.0.0.9"),
        ("198.51.100.256", "10.0.0.9", "10.0.0.9"),
        ("_hidden", "10.0.0.9", "10.0.0.9"),
        ("", "10.0.0.9", "10.0.0.9"),
        (" , ,", "10.0.0.9", "10.0.0.9"),
    ] {
        for (belief, expected) in [(Belief::Last, last), (Belief::Recursive, recursive)] {
            for header in [
                X_REAL_IP,
                X_FORWARDED_FOR,
                HeaderName::from_static("cf-connecting-ip"),
            ] {
                let mut x = from("10.0.0.9:5000", &[(header.clone(), told)]);
                proxies(INSIDE, header.clone(), belief).judge(&mut x);
                let client = x.received.client.ip().to_string();
                assert_eq!(client, expected, "{header} {told} {belief:?}");
                assert_eq!(x.received.connection.peer().ip().to_string(), "10.0.0.9");
            }
        }
    }
}

#[test]
fn hd_12_lines_of_one_header_are_one_list() {
    let lines = [
        (X_FORWARDED_FOR, "203.0.113.1"),
        (X_FORWARDED_FOR, "198.51.100.1, 10.0.0.2"),
        (X_FORWARDED_FOR, "10.0.0.1"),
    ];
    let mut x = from("10.0.0.9:5000", &lines);
    proxies(INSIDE, X_FORWARDED_FOR, Belief::Recursive).judge(&mut x);
    assert_eq!(x.received.client.ip().to_string(), "198.51.100.1");
    let chain = x.received.forwarded.unwrap().chain.unwrap();
    assert_eq!(chain, "203.0.113.1, 198.51.100.1, 10.0.0.2, 10.0.0.1");
}

#[test]
fn hd_11_hd_12_what_strangers_say_is_not_looked_at() {
    let own = HeaderName::from_static("cf-connecting-ip");
    let lines = [
        (X_REAL_IP, "10.0.0.1"),
        (X_FORWARDED_FOR, "10.0.0.1"),
        (X_FORWARDED_PROTO, "https"),
        (X_FORWARDED_HOST, "evil.test"),
        (X_FORWARDED_PORT, "99999"),
        (X_FORWARDED_PREFIX, "//evil"),
        (own.clone(), "10.0.0.1"),
    ];
    for (trusted, header, peer) in [
        (&[][..], X_REAL_IP, "192.0.2.7:4000"),
        (&[][..], X_REAL_IP, "127.0.0.1:4000"),
        (INSIDE, X_REAL_IP, "192.0.2.7:4000"),
        (INSIDE, X_FORWARDED_FOR, "11.0.0.1:4000"),
        (INSIDE, own.clone(), "[2001:db9::1]:4000"),
    ] {
        let mut x = from(peer, &lines);
        proxies(trusted, header.clone(), Belief::Recursive).judge(&mut x);
        assert_eq!(x.received.client, peer.parse().unwrap());
        assert_eq!((x.received.scheme, x.received.port), (Scheme::Http, 8000));
        assert_eq!(x.received.forwarded, None);
        // The header of the operator's choice does not go on either.
        assert_eq!(x.head.has(&own), header != own);
    }
}

#[test]
fn an_ipv4_peer_is_one_on_every_socket() {
    let mut x = from("[::ffff:10.0.0.9]:5000", &[(X_REAL_IP, "198.51.100.1")]);
    proxies(INSIDE, X_REAL_IP, Belief::Last).judge(&mut x);
    assert_eq!(x.received.connection.peer(), "10.0.0.9:5000".parse().unwrap());
    assert_eq!(x.received.client.ip().to_string(), "198.51.100.1");
}

#[test]
fn se_23_hd_11_a_trusted_proxy_tells_how_the_client_asked() {
    let first = |lines: &[(HeaderName, &'static str)]| {
        let mut x = from("10.0.0.9:5000", lines);
        proxies(INSIDE, X_REAL_IP, Belief::Last).judge(&mut x);
        (x.received.scheme, *x.received.forwarded.unwrap())
    };
    for (told, expected) in [
        ("https", Scheme::Https),
        ("HTTPS", Scheme::Https),
        ("wss", Scheme::Https),
        ("http", Scheme::Http),
        // Nobody knows which of them the proxy wrote.
        ("https, http", Scheme::Http),
        ("http,https", Scheme::Http),
        ("httpsx", Scheme::Http),
        ("", Scheme::Http),
    ] {
        assert_eq!(first(&[(X_FORWARDED_PROTO, told)]).0, expected, "{told}");
    }
    let twice = [(X_FORWARDED_PROTO, "https"), (X_FORWARDED_PROTO, "https")];
    assert_eq!(first(&twice).0, Scheme::Http);

    let mut over_tls = from("10.0.0.9:5000", &[(X_FORWARDED_PROTO, "http")]);
    over_tls.received.scheme = Scheme::Https;
    proxies(INSIDE, X_REAL_IP, Belief::Last).judge(&mut over_tls);
    assert_eq!(
        over_tls.received.scheme,
        Scheme::Http,
        "the client's own part of the way was in the clear"
    );

    let value = |text: &'static str| Some(HeaderValue::from_static(text));
    for (name, told, expected) in [
        (
            X_FORWARDED_HOST,
            "app.test:8443",
            Forwarded {
                host: value("app.test:8443"),
                ..Forwarded::default()
            },
        ),
        (X_FORWARDED_HOST, "a.test, b.test", Forwarded::default()),
        (X_FORWARDED_HOST, "ada@evil.test", Forwarded::default()),
        (X_FORWARDED_HOST, "a.test/b", Forwarded::default()),
        (
            X_FORWARDED_PORT,
            "8443",
            Forwarded {
                port: Some(8443),
                ..Forwarded::default()
            },
        ),
        (X_FORWARDED_PORT, "99999", Forwarded::default()),
        (X_FORWARDED_PORT, "+80", Forwarded::default()),
        (X_FORWARDED_PORT, "0", Forwarded::default()),
        (
            X_FORWARDED_PATH,
            "/a/b%20",
            Forwarded {
                path: value("/a/b%20"),
                ..Forwarded::default()
            },
        ),
        (X_FORWARDED_PATH, "a", Forwarded::default()),
        (
            X_FORWARDED_PREFIX,
            "/a",
            Forwarded {
                prefix: value("/a"),
                ..Forwarded::default()
            },
        ),
        (X_FORWARDED_PREFIX, "//evil", Forwarded::default()),
        (X_FORWARDED_PREFIX, "/\\evil", Forwarded::default()),
        (X_FORWARDED_PREFIX, "/a b", Forwarded::default()),
    ] {
        assert_eq!(first(&[(name.clone(), told)]).1, expected, "{name}: {told}");
    }
}

#[test]
fn a_port_is_known_by_its_number_outside() {
    let mut proxies = Proxies::default();
    for (outside, inside) in [(443, 8443), (80, 8000)] {
        proxies.ports.push(PortMap { outside, inside });
    }
    for (inside, expected) in [(8000, 80), (8443, 443), (9000, 9000)] {
        let mut x = from("192.0.2.7:4000", &[]);
        came(&mut x, "192.0.2.7:4000", inside);
        proxies.judge(&mut x);
        assert_eq!(x.received.port, expected);
    }
}
