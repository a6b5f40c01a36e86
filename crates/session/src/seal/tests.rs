use super::*;
use ports::NoEntropy;
use testkit::entropy::{Counted, Dry};

const BOUND: &[&str] = &["session", "default", "https://idp.test", "gateway"];

fn ring(secrets: &[&str]) -> Ring {
    Ring::new(secrets.iter().map(|secret| secret.as_bytes().to_vec())).unwrap()
}

fn seal() -> Seal {
    Seal::new(&ring(&["secret"]), "session", BOUND)
}

fn opened(seal: &Seal, sealed: &[u8]) -> Result<Vec<u8>, OpenError> {
    let mut sealed = sealed.to_vec();
    seal.open(&Keys::default(), &mut sealed)
        .map(|content| content.to_vec())
}

fn sealed(seal: &Seal, content: &[u8]) -> Vec<u8> {
    seal.seal(&Keys::default(), content, &Counted::default()).unwrap()
}

#[test]
fn what_was_sealed_opens() {
    for content in [&b""[..], b"a", &[0; 10_000]] {
        assert_eq!(opened(&seal(), &sealed(&seal(), content)).unwrap(), content);
    }
}

#[test]
fn nothing_that_was_changed_opens() {
    // SE-01
    let sealed = sealed(&seal(), b"content");
    for bit in 0..sealed.len() * 8 {
        let mut changed = sealed.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(opened(&seal(), &changed).is_err(), "bit {bit}");
    }
    for length in 0..sealed.len() {
        assert!(opened(&seal(), &sealed[..length]).is_err(), "{length} bytes");
    }
}

#[test]
fn nothing_opens_elsewhere() {
    // SE-17: another purpose, cookie, audience, issuer, client, or secret; and no list is taken for another.
    let sealed = sealed(&seal(), b"content");
    let elsewhere = |ring: &Ring, purpose, bound: &[&str]| opened(&Seal::new(ring, purpose, bound), &sealed);
    let same = ring(&["secret"]);
    assert!(elsewhere(&same, "session", BOUND).is_ok());
    assert_eq!(elsewhere(&same, "authorization", BOUND), Err(OpenError::Forged));
    for at in 0..BOUND.len() {
        let mut other = BOUND.to_vec();
        other[at] = "other";
        assert_eq!(
            elsewhere(&same, "session", &other),
            Err(OpenError::Forged),
            "{at}"
        );
    }
    let joined = ["sessiondefault", "", "https://idp.test", "gateway"];
    assert_eq!(elsewhere(&same, "session", &joined), Err(OpenError::Forged));
    assert_eq!(
        elsewhere(&ring(&["other"]), "session", BOUND),
        Err(OpenError::UnknownKey)
    );
    assert_eq!(
        elsewhere(&same.derived("x"), "session", BOUND),
        Err(OpenError::UnknownKey)
    );
}

#[test]
fn a_secret_can_be_changed_without_signing_anybody_out() {
    // SE-16
    let old = Seal::new(&ring(&["old"]), "session", BOUND);
    let both = Seal::new(&ring(&["new", "old"]), "session", BOUND);
    let new = Seal::new(&ring(&["new"]), "session", BOUND);
    assert!(opened(&both, &sealed(&old, b"x")).is_ok());
    assert!(opened(&new, &sealed(&both, b"x")).is_ok());
    assert_eq!(opened(&old, &sealed(&both, b"x")), Err(OpenError::UnknownKey));
}

#[test]
fn no_nonce_comes_twice_and_a_worn_key_is_replaced() {
    // SE-18
    let (seal, keys, entropy) = (seal(), Keys::default(), Counted::default());
    let next = || seal.seal(&keys, b"x", &entropy).unwrap();
    let (first, second) = (next(), next());
    assert_eq!(first[5..13], second[5..13], "one salt");
    assert_ne!(first[13..25], second[13..25], "two nonces");
    keys.wear_out();
    let last = seal.seal(&keys, b"x", &entropy).unwrap();
    let fresh = seal.seal(&keys, b"x", &entropy).unwrap();
    assert_eq!(first[5..13], last[5..13]);
    assert_ne!(first[5..13], fresh[5..13], "a salt of its own");
    for mut sealed in [first, second, last, fresh] {
        assert_eq!(seal.open(&keys, &mut sealed).unwrap(), b"x");
    }
}

#[test]
fn nothing_is_sealed_without_randomness() {
    assert_eq!(seal().seal(&Keys::default(), b"x", &Dry), Err(NoEntropy));
}

#[test]
fn secrets_are_not_printed() {
    let printed = format!("{:?} {:?}", ring(&["hunter2"]), seal());
    assert!(
        !printed.contains("hunter2") && !printed.contains("secret"),
        "{printed}"
    );
}

#[test]
fn what_another_implementation_sealed_opens() {
    // OP-23: sealed by other code after the description of the format above. A version that cannot open it
    // signs everybody out.
    let sealed = [
        &b"\x01\x3e\x15\xc8\x7d"[..],
        &[0, 1, 2, 3, 4, 5, 6, 7],
        &[100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111],
        b"\xb1\x11\x2f\x9c\x96\x4f\x40",
        b"\xbe\xe3\x0c\x91\xce\x6f\xcf\x56\x2d\xeb\xe0\x9d\x09\x3d\x04\x57",
    ];
    let seal = Seal::new(&ring(&["a secret of thirty-two characters"]), "session", BOUND);
    assert_eq!(opened(&seal, &sealed.concat()).unwrap(), b"content");
}

#[test]
fn each_fault_has_its_name() {
    // SE-01, AZ-07, SE-16
    let sealed = sealed(&seal(), b"content");
    let changed = |at: usize| {
        let mut changed = sealed.clone();
        changed[at] ^= 0x80;
        opened(&seal(), &changed)
    };
    let end = sealed.len();
    assert_eq!(end, 25 + 7 + 16);
    for at in 0..end {
        let expected = match at {
            0 => OpenError::UnknownVersion,
            1..5 => OpenError::UnknownKey,
            _ => OpenError::Forged,
        };
        assert_eq!(changed(at), Err(expected), "byte {at}");
        let expected = match at {
            0..41 => OpenError::TooShort,
            _ => OpenError::Forged,
        };
        assert_eq!(opened(&seal(), &sealed[..at]), Err(expected), "{at} bytes");
    }
    let longer = [&sealed[..], b"\0"].concat();
    assert_eq!(opened(&seal(), &longer), Err(OpenError::Forged));
    for version in (0..=255).filter(|version| *version != VERSION) {
        let other = [&[version], &sealed[1..]].concat();
        assert_eq!(opened(&seal(), &other), Err(OpenError::UnknownVersion));
    }
    for (error, code) in [
        (OpenError::TooShort, "session.too_short"),
        (OpenError::UnknownVersion, "session.unknown_version"),
        (OpenError::UnknownKey, "session.unknown_key"),
        (OpenError::Forged, "session.forged"),
    ] {
        assert_eq!(error.code(), code);
        assert!(error.to_string().ends_with(&format!(" ({code})")));
    }
}

#[test]
fn no_two_lists_look_alike() {
    // SE-17: the lengths tell where one text ends, whatever is in them.
    let lists: &[&[&str]] = &[
        &[],
        &[""],
        &["", ""],
        &["a", "b"],
        &["b", "a"],
        &["ab"],
        &["ab", ""],
        &["", "ab"],
        &["a\0b"],
        &["a\0", "b"],
        &["a", "\0b"],
        &["a", "b", ""],
        // A text that looks like the length and the text of another.
        &["a\0\0\0\0\0\0\0\u{1}b"],
        &["session", "a", "b"],
    ];
    let ring = ring(&["secret"]);
    for (at, list) in lists.iter().enumerate() {
        let sealed = sealed(&Seal::new(&ring, "session", list), b"x");
        for (other_at, other) in lists.iter().enumerate() {
            let opens = opened(&Seal::new(&ring, "session", other), &sealed).is_ok();
            assert_eq!(opens, at == other_at, "{list:?} {other:?}");
        }
    }
}

#[test]
fn one_core_opens_what_another_sealed() {
    let (entropy, one, other) = (Counted::default(), Keys::default(), Keys::default());
    for number in 0..3 {
        let mut from_one = seal().seal(&one, &[number], &entropy).unwrap();
        let mut from_other = seal().seal(&other, &[number], &entropy).unwrap();
        assert_ne!(from_one[5..13], from_other[5..13], "two salts");
        assert_eq!(seal().open(&other, &mut from_one).unwrap(), [number]);
        assert_eq!(seal().open(&one, &mut from_other).unwrap(), [number]);
    }
}
