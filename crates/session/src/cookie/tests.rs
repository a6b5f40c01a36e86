use super::*;

fn attributes() -> Attributes {
    Attributes {
        name: "session".into(),
        path: "/".into(),
        domain: None,
        same_site: SameSite::Lax,
        scripts: Scripts::KeptOut,
        secure: Secure::AsSet,
    }
}

fn line(attributes: &Attributes, encryption: Encryption) -> String {
    let lines = Cookie::new(attributes)
        .unwrap()
        .write(b"x", encryption, 0)
        .unwrap();
    assert_eq!(lines.len(), 1);
    lines[0].to_str().unwrap().to_owned()
}

#[test]
fn attributes_are_written_as_configured() {
    let with = |change: fn(&mut Attributes)| {
        let mut attributes = attributes();
        change(&mut attributes);
        attributes
    };
    let (plain, tls) = (Encryption::Plain, Encryption::Tls);
    for (attributes, encryption, tail) in [
        (attributes(), plain, "; Path=/; SameSite=Lax; HttpOnly"),
        (attributes(), tls, "; Path=/; SameSite=Lax; Secure; HttpOnly"),
        (
            with(|a| a.secure = Secure::Never),
            tls,
            "; Path=/; SameSite=Lax; HttpOnly",
        ),
        (
            with(|a| a.secure = Secure::Always),
            plain,
            "; Path=/; SameSite=Lax; Secure; HttpOnly",
        ),
        // SE-22: a cookie for other sites is sent over TLS only.
        (
            with(|a| a.same_site = SameSite::None),
            plain,
            "; Path=/; SameSite=None; Secure; HttpOnly",
        ),
        (
            with(|a| a.same_site = SameSite::Strict),
            plain,
            "; Path=/; SameSite=Strict; HttpOnly",
        ),
        (
            with(|a| a.same_site = SameSite::Default),
            plain,
            "; Path=/; HttpOnly",
        ),
        // AZ-31
        (
            with(|a| a.same_site = SameSite::NoneOverTls),
            plain,
            "; Path=/; HttpOnly",
        ),
        (
            with(|a| a.same_site = SameSite::NoneOverTls),
            tls,
            "; Path=/; SameSite=None; Secure; HttpOnly",
        ),
        (
            with(|a| {
                a.same_site = SameSite::NoneOverTls;
                a.secure = Secure::Never;
            }),
            tls,
            "; Path=/; HttpOnly",
        ),
        // SE-24
        (
            with(|a| a.scripts = Scripts::MayRead),
            plain,
            "; Path=/; SameSite=Lax",
        ),
        (
            with(|a| {
                a.domain = Some("example.com".into());
                a.path = "/app".into();
            }),
            plain,
            "; Domain=example.com; Path=/app; SameSite=Lax; HttpOnly",
        ),
        (
            with(|a| a.domain = Some("localhost".into())),
            plain,
            "; Path=/; SameSite=Lax; HttpOnly",
        ),
    ] {
        assert_eq!(line(&attributes, encryption), format!("session=1eA{tail}"));
    }
}

#[test]
fn what_browsers_would_not_take_is_refused() {
    let refused = |change: &dyn Fn(&mut Attributes)| {
        let mut attributes = attributes();
        change(&mut attributes);
        Cookie::new(&attributes).err()
    };
    for name in ["", "a b", "a;b", "a=b", "s\u{e9}", "session2", "app19"] {
        assert_eq!(
            refused(&|a| a.name = name.into()),
            Some(BadCookie::Name),
            "{name:?}"
        );
    }
    // SE-27
    for path in ["", "app", "/a;Domain=evil.test", "/a\r\nSet-Cookie: x=y", "/a b"] {
        assert_eq!(
            refused(&|a| a.path = path.into()),
            Some(BadCookie::Attribute),
            "{path:?}"
        );
    }
    assert_eq!(
        refused(&|a| a.domain = Some("a;b".into())),
        Some(BadCookie::Attribute)
    );
    // SE-08
    let host = |a: &mut Attributes| {
        a.name = "__Host-session".into();
        a.secure = Secure::Always;
    };
    assert_eq!(refused(&host), None);
    assert_eq!(
        refused(&|a| (host(a), a.secure = Secure::AsSet).1),
        Some(BadCookie::HostPrefix)
    );
    assert_eq!(
        refused(&|a| (host(a), a.path = "/app".into()).1),
        Some(BadCookie::HostPrefix)
    );
    assert_eq!(
        refused(&|a| (host(a), a.domain = Some("a.test".into())).1),
        Some(BadCookie::HostPrefix)
    );
    assert_eq!(
        refused(&|a| a.name = "__host-session".into()),
        Some(BadCookie::HostPrefix)
    );
    assert_eq!(
        refused(&|a| a.name = "__Secure-session".into()),
        Some(BadCookie::SecurePrefix)
    );
}

#[test]
fn a_long_value_takes_several_cookies_and_a_short_one_clears_them() {
    let cookie = Cookie::new(&attributes()).unwrap();
    let names = |size: usize, shown: usize| -> Vec<String> {
        let lines = cookie.write(&vec![7; size], Encryption::Plain, shown).unwrap();
        let name = |line: &HeaderValue| {
            let line = line.to_str().unwrap();
            let pair = line.split(';').next().unwrap();
            assert!(pair.len() <= 3900, "{}", pair.len());
            let (name, value) = pair.split_once('=').unwrap();
            let cleared = line.ends_with("; Expires=Thu, 01 Jan 1970 00:00:01 GMT; Max-Age=0");
            assert_eq!(cleared, value.is_empty());
            format!("{}{name}", if cleared { "-" } else { "" })
        };
        lines.iter().map(name).collect()
    };
    assert_eq!(names(100, 0), ["session"]);
    assert_eq!(names(2_917, 0), ["session"]);
    assert_eq!(names(2_918, 0), ["session", "session2"]);
    assert_eq!(
        names(12_000, 0),
        ["session", "session2", "session3", "session4", "session5"]
    );
    assert_eq!(names(100, 3), ["session", "-session2", "-session3"]);
    // SE-20: more than servers take of headers is refused, not cut.
    assert_eq!(cookie.write(&[7; 12_289], Encryption::Plain, 0), Err(TooLarge));
    assert!(cookie.write(&[7; 12_288], Encryption::Plain, 0).is_ok());
}

#[test]
fn what_clears_a_cookie_is_like_what_set_it() {
    // A browser clears only what has the same name, domain and path, and takes no prefixed line without Secure.
    let with = |change: fn(&mut Attributes)| {
        let mut attributes = attributes();
        change(&mut attributes);
        attributes
    };
    for attributes in [
        attributes(),
        with(|a| a.domain = Some("example.com".into())),
        with(|a| a.path = "/app".into()),
        with(|a| a.same_site = SameSite::None),
        with(|a| {
            a.name = "__Host-session".into();
            a.secure = Secure::Always;
        }),
        with(|a| {
            a.name = "__Secure-session".into();
            a.secure = Secure::Always;
            a.domain = Some("example.com".into());
            a.path = "/app".into();
        }),
    ] {
        let cookie = Cookie::new(&attributes).unwrap();
        assert_eq!(cookie.name(), attributes.name);
        for encryption in [Encryption::Plain, Encryption::Tls] {
            let text = |lines: Vec<HeaderValue>| lines[0].to_str().unwrap().to_owned();
            let set = text(cookie.write(b"x", encryption, 0).unwrap());
            let cleared = text(cookie.clear(encryption, 1));
            let end = "; Expires=Thu, 01 Jan 1970 00:00:01 GMT; Max-Age=0";
            assert_eq!(cleared, format!("{}{end}", set.replace("=1eA;", "=;")));
            assert!(!attributes.name.starts_with("__") || set.contains("; Secure"));
        }
    }
}

#[test]
fn all_parts_are_cleared_and_no_more() {
    let cookie = Cookie::new(&attributes()).unwrap();
    for (shown, expected) in [(0, 1), (1, 1), (2, 2), (5, 5), (6, 5), (999_999_999, 5)] {
        assert_eq!(cookie.clear(Encryption::Tls, shown).len(), expected, "{shown}");
        let lines = cookie.write(b"x", Encryption::Tls, shown).unwrap();
        assert_eq!(lines.len(), expected, "{shown}");
        assert!(lines.iter().all(HeaderValue::is_sensitive));
    }
}

#[test]
fn promises_of_a_name_are_kept() {
    // SE-08: name, secure, path, domain, and what is wrong with it.
    let (host, secure) = (Some(BadCookie::HostPrefix), Some(BadCookie::SecurePrefix));
    for (name, is_secure, same_site, path, domain, expected) in [
        ("__Host-s", Secure::Always, SameSite::Lax, "/", None, None),
        ("__Host-s", Secure::Always, SameSite::Lax, "/", Some(""), None),
        ("__Host-s", Secure::Never, SameSite::None, "/", None, None),
        ("__Host-s", Secure::AsSet, SameSite::Lax, "/", None, host),
        ("__Host-s", Secure::Never, SameSite::Lax, "/", None, host),
        ("__Host-s", Secure::Always, SameSite::Lax, "/a", None, host),
        (
            "__Host-s",
            Secure::Always,
            SameSite::Lax,
            "/",
            Some("a.test"),
            host,
        ),
        ("__HOST-s", Secure::AsSet, SameSite::Lax, "/", None, host),
        (
            "__Secure-s",
            Secure::Always,
            SameSite::Lax,
            "/a",
            Some("a.test"),
            None,
        ),
        ("__Secure-s", Secure::Never, SameSite::None, "/", None, None),
        ("__Secure-s", Secure::AsSet, SameSite::Lax, "/", None, secure),
        ("__Secure-s", Secure::Never, SameSite::Lax, "/", None, secure),
        ("__SECURE-s", Secure::AsSet, SameSite::Lax, "/", None, secure),
        // Nothing is promised by these.
        (
            "_Host-s",
            Secure::Never,
            SameSite::Lax,
            "/a",
            Some("a.test"),
            None,
        ),
        ("x__Host-s", Secure::Never, SameSite::Lax, "/a", None, None),
        ("__Hosts", Secure::Never, SameSite::Lax, "/a", None, None),
    ] {
        let cookie = Cookie::new(&Attributes {
            name: name.into(),
            path: path.into(),
            domain: domain.map(str::to_owned),
            same_site,
            scripts: Scripts::KeptOut,
            secure: is_secure,
        });
        assert_eq!(cookie.err(), expected, "{name} {is_secure:?} {path} {domain:?}");
    }
}

#[test]
fn each_fault_has_a_code_and_says_what_to_write() {
    for (fault, code) in [
        (BadCookie::Name, "cookie.name"),
        (BadCookie::Attribute, "cookie.attribute"),
        (BadCookie::HostPrefix, "cookie.host_prefix"),
        (BadCookie::SecurePrefix, "cookie.secure_prefix"),
    ] {
        assert_eq!(fault.code(), code);
        assert!(fault.to_string().ends_with(&format!(" ({code})")), "{fault}");
    }
}

#[test]
fn some_cookies_outlast_the_browser() {
    let line = |age| {
        let cookie = Cookie::new(&attributes())
            .unwrap()
            .lasting(Duration::from_secs(age));
        let lines = cookie.write(b"x", Encryption::Plain, 0).unwrap();
        lines[0].to_str().unwrap().to_owned()
    };
    assert!(line(60).ends_with("; HttpOnly; Max-Age=60"));
    assert!(line(u64::MAX).ends_with("; HttpOnly; Max-Age=34560000"));
    // What is cleared is gone at once.
    let cookie = Cookie::new(&attributes())
        .unwrap()
        .lasting(Duration::from_secs(60));
    let cleared = cookie.clear(Encryption::Plain, 1);
    assert_eq!(cleared[0].to_str().unwrap().matches("Max-Age").count(), 1);
}
