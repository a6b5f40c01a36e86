//! Behind a proxy that ends TLS, and beside somebody who claims to be one.

use std::io::{Read, Write};
use std::net::TcpStream;

use plugin::Scheme;
use proxy::{Proxies, Rules};

use crate::house::{House, NAME};

/// The answer to `GET /`, asked over loopback with these lines.
async fn ask(house: &House, lines: &[&str]) -> String {
    let address = house.gateway.bound()[0];
    let lines: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
    let request = format!(
        "GET / HTTP/1.1\r\nHost: {NAME}:{}\r\nConnection: close\r\n{lines}\r\n",
        address.port()
    );
    let asked = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    });
    asked.await.unwrap()
}

/// The line of that name.
fn line<'a>(answer: &'a str, name: &str) -> &'a str {
    let lines = || answer.lines().filter_map(|line| line.split_once(": "));
    let named = lines().find(|(known, _)| known.eq_ignore_ascii_case(name));
    named.unwrap_or_else(|| panic!("no {name}: {answer}")).1
}

const SAYS_HTTPS: &str = "X-Forwarded-Proto: https";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn se_23_cookies_are_secure_if_a_trusted_proxy_ends_tls() {
    let rules = |trusted: &str| Rules {
        proxies: Proxies {
            trusted: vec![trusted.parse().unwrap()],
            ..Proxies::default()
        },
        ..Rules::default()
    };
    for (trusted, said, secure) in [
        ("127.0.0.1", vec![SAYS_HTTPS], true),
        ("127.0.0.1", vec!["X-Forwarded-Proto: http"], false),
        ("127.0.0.1", vec![], false),
        ("192.0.2.1", vec![SAYS_HTTPS], false),
    ] {
        let house = House::ruled(Scheme::Http, rules(trusted), &[]).await;
        let answer = ask(&house, &said).await;
        assert!(answer.starts_with("HTTP/1.1 302 "), "{answer}");
        let cookie = line(&answer, "set-cookie");
        assert!(cookie.starts_with("authorization="), "{cookie}");
        assert_eq!(
            cookie.contains("; Secure"),
            secure,
            "{trusted} {said:?}: {cookie}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hd_09_nobody_moves_the_redirect_uri_by_a_header() {
    let house = House::start(&[]).await;
    let evil = [
        "X-Forwarded-Host: evil.test",
        SAYS_HTTPS,
        "Forwarded: host=evil.test",
    ];
    let answer = ask(&house, &evil).await;
    let to = reqwest::Url::parse(line(&answer, "location")).unwrap();
    let (_, redirect_uri) = to.query_pairs().find(|(name, _)| name == "redirect_uri").unwrap();
    assert_eq!(redirect_uri, house.url("/"));
    assert!(!answer.contains("evil"), "{answer}");
}
