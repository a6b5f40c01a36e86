//! Who is called directly, and what is no host.

use super::{Direct, NoHost};

#[test]
fn who_is_called_directly() {
    for (list, host, port, directly) in [
        ("", "idp.example", 443, false),
        (" , ,", "idp.example", 443, false),
        // Names, and what is below them.
        ("idp.example", "idp.example", 443, true),
        ("IDP.Example", "idp.example", 443, true),
        ("idp.example", "IDP.EXAMPLE", 443, true),
        ("idp.example", "idp.example.", 443, true),
        ("idp.example.", "idp.example", 443, true),
        ("idp.example", "a.b.idp.example", 443, true),
        (".idp.example", "idp.example", 443, true),
        (".idp.example", "a.idp.example", 443, true),
        ("*.idp.example", "a.idp.example", 443, true),
        ("idp.example", "notidp.example", 443, false),
        ("idp.example", "idp.example.evil", 443, false),
        ("idp.example", "example", 443, false),
        ("localhost", "localhost", 8080, true),
        ("a.example, idp.example ,b.example", "idp.example", 443, true),
        ("*", "idp.example", 443, true),
        ("*", "[2001:db8::1]", 443, true),
        // Ports.
        ("idp.example:8443", "idp.example", 8443, true),
        ("idp.example:8443", "idp.example", 443, false),
        (".example:8443", "idp.example", 8443, true),
        ("10.0.0.1:80", "10.0.0.1", 80, true),
        ("10.0.0.1:80", "10.0.0.1", 443, false),
        ("[2001:db8::1]:8443", "[2001:db8::1]", 8443, true),
        ("[2001:db8::1]:8443", "[2001:db8::1]", 443, false),
        ("*:8443", "idp.example", 8443, true),
        ("*:8443", "idp.example", 443, false),
        // Addresses and networks.
        ("10.0.0.1", "10.0.0.1", 443, true),
        ("10.0.0.1", "10.0.0.11", 443, false),
        ("2001:db8::1", "[2001:db8::1]", 443, true),
        ("[2001:db8::1]", "[2001:db8:0::1]", 443, true),
        ("::ffff:10.0.0.1", "10.0.0.1", 443, true),
        ("10.0.0.1", "[::ffff:10.0.0.1]", 443, true),
        ("10.1.0.0/16", "10.1.255.255", 443, true),
        ("10.1.2.3/16", "10.1.255.255", 443, true),
        ("10.1.0.0/16", "10.2.0.0", 443, false),
        ("10.1.0.0/15", "10.0.0.0", 443, true),
        ("10.1.0.0/32", "10.1.0.1", 443, false),
        ("0.0.0.0/0", "203.0.113.9", 443, true),
        ("0.0.0.0/0", "[2001:db8::1]", 443, false),
        ("::/0", "[2001:db8::1]", 443, true),
        ("::/0", "203.0.113.9", 443, false),
        ("2001:db8::/32", "[2001:db8:ffff::1]", 443, true),
        ("2001:db8::/32", "[2001:db9::1]", 443, false),
        // A name is not looked up.
        ("127.0.0.0/8", "localhost", 443, false),
        ("10.0.0.0/8", "10.0.0.1.example", 443, false),
    ] {
        let direct = Direct::parse(list).unwrap();
        assert_eq!(direct.covers(host, port), directly, "{list:?} {host}:{port}");
    }
}

#[test]
fn what_is_no_host() {
    for text in [
        "http://idp.example",
        "idp.example/path",
        "idp example",
        "idp..example",
        ".",
        "*.*",
        "a.*.example",
        "idp*",
        "münchen.example",
        "0.0.1",
        "256.1.1.1",
        "10.0.0.0/33",
        "2001:db8::/129",
        "10.0.0.0/",
        "10.0.0.0/8:443",
        "idp.example:",
        "idp.example:0",
        "idp.example:65536",
        "idp.example:+443",
        "idp.example:https",
        "[10.0.0.1]",
        "[2001:db8::1",
        "user@idp.example",
    ] {
        let list = format!("good.example, {text}");
        assert_eq!(Direct::parse(&list), Err(NoHost(text.to_owned())));
    }
}
