use super::Pbkdf2;

/// Made with Python's `hashlib.pbkdf2_hmac("sha512", b"kong-secret", bytes(range(16)), 10000, 32)`.
const KEPT: &str =
    "$pbkdf2-sha512$i=10000,l=32$AAECAwQFBgcICQoLDA0ODw$qgNRjPQA9HR/BndvuEY+vkQIBqFn3xmfnCEtnSBebOg";

#[test]
fn a_secret_fits_what_another_library_made_of_it() {
    let kept = Pbkdf2::read(KEPT).expect("Kong keeps secrets so");
    assert!(kept.fits(b"kong-secret"));
    for other in [&b"kong-secres"[..], b"", b"kong-secret ", KEPT.as_bytes()] {
        assert!(!kept.fits(other));
    }
    assert_eq!(kept.text(), KEPT);
}

#[test]
fn whatever_is_odd_or_asks_for_too_much_is_none() {
    for odd in [
        "",
        "kong-secret",
        "$pbkdf2-sha512$",
        "$pbkdf2-sha512$i=10000,l=32$AAECAwQFBgcICQoLDA0ODw",
        &format!("{KEPT}$"),
        &format!("{KEPT}="),
        &format!("{KEPT}AAAA"),
        &KEPT.replace("sha512", "sha1"),
        &KEPT.replace("i=10000", "i=0"),
        &KEPT.replace("i=10000", "i=-1"),
        &KEPT.replace("i=10000", "i=1000001"),
        &KEPT.replace("i=10000", "i=99999999999"),
        &KEPT.replace("i=10000,l=32", "l=32,i=10000"),
        &KEPT.replace("l=32", "l=31"),
        &KEPT.replace("l=32", "l=1"),
        // A short hash is met by chance.
        "$pbkdf2-sha512$i=1,l=1$AAAA$AA",
        "$pbkdf2-sha512$i=1,l=0$AAAA$",
        &KEPT.replace("AAECAwQFBgcICQoLDA0ODw", ""),
    ] {
        assert!(Pbkdf2::read(odd).is_none(), "{odd}");
    }
    assert!(Pbkdf2::read(&KEPT.replace("i=10000", "i=1000000")).is_some());
}
