use super::*;

fn path(text: &str) -> Result<String, Unreadable> {
    canonical_path(text).map(Cow::into_owned)
}

#[test]
fn paths_have_one_form() {
    for (asked, expected) in [
        ("/", "/"),
        ("/a/b", "/a/b"),
        ("/a/", "/a/"),
        ("/a.b/..c/.d", "/a.b/..c/.d"),
        // PA-01: an encoded slash is data, never a separator.
        ("/admin%2fsecret", "/admin%2Fsecret"),
        ("/public/..%2fadmin", "/public/..%2Fadmin"),
        // PA-02: dot segments, plain and encoded.
        ("/public/../admin", "/admin"),
        ("/public/%2e%2e/admin", "/admin"),
        ("/public/.%2E/admin", "/admin"),
        ("/./admin", "/admin"),
        ("/admin/.", "/admin/"),
        ("/admin/x/..", "/admin/"),
        ("/../../admin", "/admin"),
        ("/..", "/"),
        // PA-03: decoded once only.
        ("/%252e%252e/admin", "/%252e%252e/admin"),
        // PA-05: empty segments.
        ("//admin", "/admin"),
        ("/public//../admin", "/admin"),
        ("/a//", "/a/"),
        // PA-06: parameters are part of the segment.
        ("/public;/../admin", "/admin"),
        ("/admin;x=y", "/admin;x=y"),
        ("/admin/..;/x", "/admin/..;/x"),
        // PA-07: case matters.
        ("/ADMIN", "/ADMIN"),
        // PA-09: overlong forms are not dots.
        ("/%c0%ae%c0%ae/x", "/%C0%AE%C0%AE/x"),
        ("/%41%7e%20%C3%BC", "/A~%20%C3%BC"),
        // What no URL may hold has its encoded form.
        ("/a{b}|\"^`", "/a%7Bb%7D%7C%22%5E%60"),
        ("/!$&'()*+,;=:@-._~", "/!$&'()*+,;=:@-._~"),
    ] {
        assert_eq!(path(asked).as_deref(), Ok(expected), "{asked}");
        assert_eq!(path(expected).as_deref(), Ok(expected), "{expected} is settled");
    }
}

#[test]
fn pa_04_pa_08_odd_bytes_are_refused() {
    for (asked, why) in [
        ("/public/..\\admin", Unreadable::PathForbidden),
        ("/a%5cb", Unreadable::PathForbidden),
        ("/a%5Cb", Unreadable::PathForbidden),
        ("/admin%00.png", Unreadable::PathForbidden),
        ("/a%0d%0ab", Unreadable::PathForbidden),
        ("/a%0A", Unreadable::PathForbidden),
        ("/ü", Unreadable::PathForbidden),
        ("/\x7f", Unreadable::PathForbidden),
        ("/a%", Unreadable::EncodingBroken),
        ("/a%4", Unreadable::EncodingBroken),
        ("/a%zz", Unreadable::EncodingBroken),
        ("/a%+1", Unreadable::EncodingBroken),
        ("*", Unreadable::TargetForm),
        ("", Unreadable::TargetForm),
    ] {
        assert_eq!(path(asked), Err(why), "{asked}");
    }
}

#[test]
fn a_canonical_path_is_borrowed() {
    assert!(matches!(canonical_path("/a%20b/c.d"), Ok(Cow::Borrowed(_))));
    assert!(matches!(canonical_path("/a//b"), Ok(Cow::Owned(_))));
}

#[test]
fn pa_18_long_paths_cost_no_more_than_their_length() {
    let deep = "/a/..".repeat(200_000);
    assert_eq!(path(&deep).as_deref(), Ok("/"));
}

#[test]
fn route_paths_may_be_written_in_plain() {
    for (written, expected) in [
        ("/über uns", "/%C3%BCber%20uns"),
        ("/a%2fb", "/a%2Fb"),
        ("/%61", "/a"),
        ("/a", "/a"),
    ] {
        assert_eq!(canonical_prefix(written), expected);
    }
}

#[test]
fn pa_19_hosts_that_name_a_host() {
    for good in [
        "a",
        "a.b",
        "A.B.",
        "a.b:80",
        "127.0.0.1:65535",
        "[::1]",
        "[2001:db8::1]:8443",
        "a_b",
    ] {
        assert!(is_authority(good.as_bytes()), "{good}");
    }
    for bad in [
        "", ":80", "a:", "a:x", "a:65536", "a:-1", "[::1", "::1", "[x]:1", "a@b", "u:p@h", "a b", "a/b",
        "a,b", "*.a", "ü.de", ".", "a%2eb", "a:1:2",
    ] {
        assert!(!is_authority(bad.as_bytes()), "{bad}");
    }
    assert!(!is_authority(&[b'a'; 256]));
}
