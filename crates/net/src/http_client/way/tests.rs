//! Which way calls go.

use ports::{Direct, Proxies};

use super::*;

fn proxy(url: &str) -> Option<Proxy> {
    Some(Proxy {
        url: url.to_owned(),
        authorization: None,
    })
}

fn terms(http: &str, https: &str, direct: &str) -> Terms {
    Terms {
        proxies: Proxies {
            http: proxy(http),
            https: proxy(https),
            direct: Direct::parse(direct).unwrap(),
        },
        ..Terms::default()
    }
}

fn way(url: &str, reach: Reach, terms: &Terms) -> Result<Way, HttpError> {
    Way::to(&Url::parse(url).unwrap(), reach, terms)
}

#[test]
fn the_scheme_of_the_server_tells_the_proxy_and_some_are_called_directly() {
    let terms = terms(
        "http://plain.example",
        "http://tunnel.example:3128",
        ".inside, 10.0.0.0/8, a.example:8443",
    );
    for (url, through) in [
        ("https://idp.example/", Some("http://tunnel.example:3128")),
        ("http://idp.example/", Some("http://plain.example:80")),
        ("https://idp.inside/", None),
        ("http://idp.inside/", None),
        ("https://10.1.2.3/", None),
        ("https://192.0.2.1/", Some("http://tunnel.example:3128")),
        ("https://a.example:8443/", None),
        ("https://a.example/", Some("http://tunnel.example:3128")),
    ] {
        let way = way(url, Reach::Unencrypted, &terms).unwrap();
        assert_eq!(way.proxy.map(|proxy| proxy.url).as_deref(), through, "{url}");
    }
    let none = way("https://idp.example/", Reach::Network, &Terms::default()).unwrap();
    assert_eq!((none.proxy, none.reach), (None, Reach::Network));
}

#[test]
fn a_proxy_reads_nothing_unless_somebody_says_that_it_may() {
    let terms = terms("http://proxy.example", "http://proxy.example", "direct.example");
    for (url, reach, fits) in [
        ("https://idp.example/", Reach::Network, true),
        ("https://idp.example/", Reach::Loopback, true),
        ("http://idp.example/", Reach::Unencrypted, true),
        ("http://idp.example/", Reach::Loopback, false),
        ("http://127.0.0.1/", Reach::Loopback, false),
        ("http://direct.example/", Reach::Loopback, true),
        ("https://[2001:db8::1]/", Reach::Network, false),
    ] {
        let way = way(url, reach, &terms);
        assert_eq!(way.is_ok(), fits, "{url}");
        assert!(
            way.is_ok() || way.is_err_and(|why| why.code() == "http.bad_url"),
            "{url}"
        );
    }
}

#[test]
fn a_proxy_is_of_the_network_or_says_that_it_is_here() {
    for (url, reached) in [
        (
            "http://proxy.example:3128",
            Ok(("http://proxy.example:3128", Reach::Network)),
        ),
        (
            "https://Proxy.Example/",
            Ok(("https://proxy.example:443", Reach::Network)),
        ),
        ("http://10.0.0.1", Ok(("http://10.0.0.1:80", Reach::Network))),
        (
            "http://127.0.0.1:3128",
            Ok(("http://127.0.0.1:3128", Reach::Loopback)),
        ),
        ("http://[::1]:3128", Ok(("http://[::1]:3128", Reach::Loopback))),
        (
            "http://localhost:3128",
            Ok(("http://localhost:3128", Reach::Loopback)),
        ),
        (
            "http://proxy.localhost:3128",
            Ok(("http://proxy.localhost:3128", Reach::Loopback)),
        ),
        ("http://169.254.169.254", Err("http.refused_address")),
        ("http://[::ffff:169.254.169.254]", Err("http.refused_address")),
        ("http://0.0.0.0:3128", Err("http.refused_address")),
        ("socks5://proxy.example", Err("http.proxy")),
        ("ftp://proxy.example", Err("http.proxy")),
        ("proxy.example:3128", Err("http.proxy")),
        ("http://user:secret@proxy.example", Err("http.proxy")),
        ("", Err("http.proxy")),
    ] {
        let found = place(url);
        let told = found.as_ref().map(|(place, reach)| (place.as_str(), *reach));
        assert_eq!(told.map_err(HttpError::code), reached, "{url}");
    }
}

#[test]
fn another_proxy_or_another_proof_is_another_way() {
    let with = |url: &str, authorization: Option<&'static str>, verification, connections| {
        let mut terms = terms(url, url, "");
        let authorization = authorization.map(HeaderValue::from_static);
        terms.proxies.https = proxy(url).map(|proxy| Proxy {
            authorization,
            ..proxy
        });
        (terms.verification, terms.connections) = (verification, connections);
        way("https://idp.example/", Reach::Network, &terms).unwrap()
    };
    let usual = || {
        with(
            "http://a.example",
            Some("Basic YQ=="),
            Verification::Verified,
            Connections::Kept,
        )
    };
    assert_eq!(usual(), usual());
    for other in [
        with(
            "http://b.example",
            Some("Basic YQ=="),
            Verification::Verified,
            Connections::Kept,
        ),
        with(
            "http://a.example",
            Some("Basic Yg=="),
            Verification::Verified,
            Connections::Kept,
        ),
        with(
            "http://a.example",
            None,
            Verification::Verified,
            Connections::Kept,
        ),
        with(
            "http://a.example",
            Some("Basic YQ=="),
            Verification::NotVerified,
            Connections::Kept,
        ),
        with(
            "http://a.example",
            Some("Basic YQ=="),
            Verification::Verified,
            Connections::UsedOnce,
        ),
    ] {
        assert_ne!(other, usual());
    }
    let told = format!("{:?}", usual());
    assert!(!told.contains("YQ=="), "{told}");
}
