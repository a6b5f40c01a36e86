use std::time::Duration;

use super::*;

const NOW: Timestamp = Timestamp::from_millis(1_767_225_600_000);

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn sent(jar: &mut Jar, to: &str) -> String {
    let header = jar.header(&url(to), &Method::GET, &Initiator::AddressBar, NOW);
    header.unwrap_or_default()
}

#[test]
fn a_cookie_goes_where_it_belongs() {
    // Set by whom, the line, the request, whether it goes along.
    let cases = [
        ("http://a.test/", "c=1", "http://a.test/x", true),
        ("http://a.test/", "c=1", "http://a.test:8000/x", true),
        ("http://a.test/", "c=1", "http://b.a.test/", false),
        ("http://a.test/", "c=1", "http://A.TEST/", true),
        ("http://b.a.test/", "c=1; Domain=a.test", "http://a.test/", true),
        (
            "http://b.a.test/",
            "c=1; Domain=.A.test",
            "http://c.a.test/",
            true,
        ),
        ("http://b.a.test/", "c=1; Domain=a.test", "http://xa.test/", false),
        (
            "http://127.0.0.1/",
            "c=1; Domain=127.0.0.1",
            "http://127.0.0.1/",
            true,
        ),
        (
            "http://localhost/",
            "c=1; Domain=localhost",
            "http://localhost/",
            true,
        ),
        ("http://a.test/x/y", "c=1", "http://a.test/x", true),
        ("http://a.test/x/y", "c=1", "http://a.test/", false),
        ("http://a.test/x/y", "c=1", "http://a.test/xx", false),
        ("http://a.test/x", "c=1", "http://a.test/", true),
        ("http://a.test/", "c=1; Path=/x", "http://a.test/x/y", true),
        ("http://a.test/", "c=1; Path=/x/", "http://a.test/x/y", true),
        ("http://a.test/", "c=1; Path=/x/", "http://a.test/x", false),
        ("http://a.test/q", "c=1; Path=x", "http://a.test/z", true),
        ("https://a.test/", "c=1; Secure", "https://a.test/", true),
        ("https://a.test/", "c=1; Secure", "http://a.test/", false),
        ("https://a.test/", "c=1", "http://a.test/", true),
        ("http://a.test/", "c=1; Max-Age=0", "http://a.test/", false),
        ("http://a.test/", "c=1; Max-Age=-1", "http://a.test/", false),
        ("http://a.test/", "c=1; Max-Age=x", "http://a.test/", true),
        (
            "http://a.test/",
            "c=1; Max-Age=99999999999999999999",
            "http://a.test/",
            true,
        ),
        (
            "http://a.test/",
            "c=1; Expires=Thu, 01 Jan 1970 00:00:01 GMT",
            "http://a.test/",
            false,
        ),
        (
            "http://a.test/",
            "c=1; Expires=Fri, 01 Jan 2027 00:00:00 GMT",
            "http://a.test/",
            true,
        ),
        (
            "http://a.test/",
            "c=1; Max-Age=9; Expires=Thu, 01 Jan 1970 00:00:01 GMT",
            "http://a.test/",
            true,
        ),
        (
            "http://a.test/",
            "c=1; max-age=9; MAX-AGE=0",
            "http://a.test/",
            false,
        ),
    ];
    for (from, line, to, goes) in cases {
        let mut jar = Jar::default();
        jar.store(line, &url(from), NOW).unwrap();
        assert_eq!(sent(&mut jar, to) == "c=1", goes, "{line} from {from} to {to}");
    }
}

#[test]
fn what_a_browser_would_not_keep_is_ignored() {
    let large = format!("c={}", "x".repeat(4096));
    let fits = format!("c={}", "x".repeat(4095));
    let cases = [
        ("http://a.test/", "c", Err(Ignored::Malformed)),
        ("http://a.test/", "=1", Err(Ignored::Malformed)),
        ("http://a.test/", "c=\u{1}", Err(Ignored::Malformed)),
        ("http://a.test/", &large, Err(Ignored::TooLarge)),
        ("http://a.test/", &fits, Ok(())),
        (
            "http://a.test/",
            "c=1; Domain=b.test",
            Err(Ignored::ForeignDomain),
        ),
        (
            "http://a.test/",
            "c=1; Domain=b.a.test",
            Err(Ignored::ForeignDomain),
        ),
        ("http://a.test/", "c=1; Domain=test", Err(Ignored::ForeignDomain)),
        (
            "http://127.0.0.1/",
            "c=1; Domain=0.0.1",
            Err(Ignored::ForeignDomain),
        ),
        ("http://a.test/", "c=1; Secure", Err(Ignored::NotSecure)),
        (
            "https://a.test/",
            "c=1; SameSite=None",
            Err(Ignored::NoneWithoutSecure),
        ),
        ("https://a.test/", "__Secure-c=1", Err(Ignored::Prefix)),
        ("https://a.test/", "__Secure-c=1; Secure", Ok(())),
        ("https://a.test/", "__Host-c=1; Secure", Err(Ignored::Prefix)),
        (
            "https://a.test/",
            "__host-c=1; Secure; Path=/x",
            Err(Ignored::Prefix),
        ),
        (
            "https://a.test/",
            "__Host-c=1; Secure; Path=/; Domain=a.test",
            Err(Ignored::Prefix),
        ),
        ("https://a.test/", "__Host-c=1; Secure; Path=/", Ok(())),
    ];
    for (from, line, expected) in cases {
        assert_eq!(Jar::default().store(line, &url(from), NOW), expected, "{line}");
    }
}

#[test]
fn same_site_rules_what_goes_across_sites() {
    let page = |text| Initiator::Page(url(text));
    let script = |text| Initiator::Script(url(text));
    let idp = "https://idp.other";
    let cases = [
        ("Strict", Method::GET, Initiator::AddressBar, true),
        ("Strict", Method::POST, page("https://www.a.test"), true),
        ("Strict", Method::GET, page(idp), false),
        ("Strict", Method::GET, page("http://a.test"), false),
        ("Lax", Method::GET, page(idp), true),
        ("Lax", Method::POST, page(idp), false),
        ("Lax", Method::GET, script(idp), false),
        ("Lax", Method::GET, script("https://a.test"), true),
        ("Odd", Method::POST, page(idp), false),
        ("None", Method::POST, page(idp), true),
        ("None", Method::GET, script(idp), true),
    ];
    for (same_site, method, initiator, goes) in cases {
        let mut jar = Jar::default();
        let to = url("https://a.test/");
        jar.store(&format!("c=1; Secure; SameSite={same_site}"), &to, NOW)
            .unwrap();
        let header = jar.header(&to, &method, &initiator, NOW);
        assert_eq!(header.is_some(), goes, "{same_site} {method} {initiator:?}");
    }
}

#[test]
fn longer_paths_go_first_then_older_ones() {
    let mut jar = Jar::default();
    for line in ["a=1; Path=/", "b=2; Path=/x", "c=3; Path=/", "a=4; Path=/"] {
        jar.store(line, &url("http://a.test/"), NOW).unwrap();
    }
    assert_eq!(sent(&mut jar, "http://a.test/x"), "b=2; a=4; c=3");
}

#[test]
fn a_place_without_tls_cannot_overwrite_a_secure_cookie() {
    let mut jar = Jar::default();
    jar.store("c=1; Secure", &url("https://a.test/"), NOW).unwrap();
    let overwriting = jar.store("c=2", &url("http://a.test/"), NOW);
    assert_eq!(overwriting, Err(Ignored::NotSecure));
    assert_eq!(sent(&mut jar, "https://a.test/"), "c=1");
}

#[test]
fn a_cookie_ends_by_the_clock() {
    let mut jar = Jar::default();
    jar.store(
        "c=1; Max-Age=10; HttpOnly; SameSite=lax",
        &url("http://a.test/"),
        NOW,
    )
    .unwrap();
    let kept = jar.alive(NOW.plus(Duration::from_millis(9_999)));
    assert_eq!(kept.len(), 1);
    assert!(kept[0].http_only);
    assert_eq!(kept[0].same_site, Some(SameSite::Lax));
    assert!(!format!("{kept:?}").contains("c=1"));
    assert_eq!(jar.alive(NOW.plus(Duration::from_secs(10))), []);
}
