use super::*;

#[test]
fn spellings() {
    for (text, issuer) in [
        ("https://op.example", Some("https://op.example")),
        ("https://op.example/", Some("https://op.example")),
        ("https://op.example//", Some("https://op.example")),
        (
            "https://op.example:8443/realms/a",
            Some("https://op.example:8443/realms/a"),
        ),
        (
            "https://op.example/realms/a/",
            Some("https://op.example/realms/a"),
        ),
        ("https://Op.Example/Realms/A", Some("https://Op.Example/Realms/A")),
        ("http://127.0.0.1:8080", Some("http://127.0.0.1:8080")),
        (
            "https://op.example/.well-known/openid-configuration",
            Some("https://op.example"),
        ),
        (
            "https://op.example/.well-known/openid-configuration/",
            Some("https://op.example"),
        ),
        (
            "https://op.example/a/.well-known/openid-configuration",
            Some("https://op.example/a"),
        ),
        (
            "https://op.example/a/.well-known/oauth-authorization-server",
            Some("https://op.example/a"),
        ),
        // RFC 8414 section 3.1 puts the path behind.
        (
            "https://op.example/.well-known/oauth-authorization-server/a/b",
            Some("https://op.example/a/b"),
        ),
        (
            "https://op.example/.well-known/openid-configurations",
            Some("https://op.example/.well-known/openid-configurations"),
        ),
        ("", None),
        ("op.example", None),
        ("/op", None),
        ("//op.example", None),
        ("https://", None),
        ("ftp://op.example", None),
        ("urn:op:example", None),
        // DI-03
        ("https://op.example?tenant=a", None),
        ("https://op.example?", None),
        ("https://op.example#a", None),
        ("https://op.example#", None),
        ("https://ada@op.example", None),
        ("https://ada:secret@op.example", None),
        // A reader of URLs mends these; the text would stay broken.
        ("HTTPS://op.example", None),
        ("HTTP://op.example", None),
        ("https:op.example", None),
        ("https:/op.example", None),
        ("https:\\\\op.example", None),
        ("https://op.example\\a", None),
        (" https://op.example", None),
        ("https://op.example ", None),
        ("https://op.example\n", None),
        ("https://op.ex\tample", None),
    ] {
        let found = Issuer::parse(text);
        assert_eq!(found.as_ref().map(Issuer::as_str).ok(), issuer, "{text:?}");
    }
}

#[test]
fn only_a_slash_at_the_end_may_differ() {
    let issuer = Issuer::parse("https://op.example/a").unwrap();
    for (other, is) in [
        ("https://op.example/a", true),
        ("https://op.example/a/", true),
        ("https://op.example/a//", false),
        ("https://op.example/A", false),
        ("https://OP.example/a", false),
        ("https://op.example:443/a", false),
        ("http://op.example/a", false),
        // JW-28
        ("https://op.example/b", false),
        ("https://op.example", false),
        ("https://op.example/a/b", false),
        ("https://op.example/a?", false),
        ("", false),
    ] {
        assert_eq!(issuer.is(other), is, "{other}");
    }
}

#[test]
fn where_its_document_may_be() {
    // DI-02
    let urls = |text| Issuer::parse(text).unwrap().discovery_urls();
    assert_eq!(
        urls("https://op.example/"),
        [
            "https://op.example/.well-known/openid-configuration",
            "https://op.example/.well-known/oauth-authorization-server",
        ]
    );
    assert_eq!(
        urls("https://op.example:8443/a/b"),
        [
            "https://op.example:8443/a/b/.well-known/openid-configuration",
            "https://op.example:8443/a/b/.well-known/oauth-authorization-server",
            "https://op.example:8443/.well-known/oauth-authorization-server/a/b",
        ]
    );
}

#[test]
fn where_it_lives() {
    for (text, loopback, plain, host) in [
        ("https://op.example", false, false, "op.example"),
        ("http://op.example", false, true, "op.example"),
        ("http://localhost:8080", true, true, "localhost"),
        ("https://op.localhost", true, false, "op.localhost"),
        ("http://127.0.0.1", true, true, "127.0.0.1"),
        ("http://127.1.2.3", true, true, "127.1.2.3"),
        ("http://[::1]:80/a", true, true, "[::1]"),
        ("https://localhost.example", false, false, "localhost.example"),
        ("https://notlocalhost", false, false, "notlocalhost"),
        ("http://10.0.0.1", false, true, "10.0.0.1"),
        ("http://0.0.0.0", false, true, "0.0.0.0"),
    ] {
        let issuer = Issuer::parse(text).unwrap();
        assert_eq!(
            (issuer.is_loopback(), issuer.is_plain(), issuer.host().as_str()),
            (loopback, plain, host),
            "{text}"
        );
    }
}
