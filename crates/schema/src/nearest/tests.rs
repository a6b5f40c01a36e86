//! Slips of the finger.

use super::nearest;

#[test]
fn the_nearest_word_is_found() {
    let words = ["issuer", "client_id", "client_secret", "scopes"];
    for (written, meant) in [
        ("isuer", Some("issuer")),
        ("Issuer", Some("issuer")),
        ("sisuer", Some("issuer")),
        ("client-id", Some("client_id")),
        ("client_secrets", Some("client_secret")),
        ("scope", Some("scopes")),
        ("audience", None),
        ("", None),
    ] {
        assert_eq!(nearest(written, words), meant, "{written}");
    }
}

#[test]
fn a_very_long_word_is_nobodys_slip() {
    let long = "a".repeat(1_000_000);
    assert_eq!(nearest(&long, [long.as_str()]), None);
}
