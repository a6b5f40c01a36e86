use super::*;

const SECRET: &[u8] = b"a secret of thirty-two characters";

fn ring(secrets: &[&[u8]]) -> Ring {
    Ring::new(secrets.iter().map(|secret| secret.to_vec())).unwrap()
}

#[test]
fn no_secret_is_no_ring() {
    assert!(Ring::new([]).is_none());
}

#[test]
fn ids_and_keys_are_the_same_in_every_version() {
    // OP-23: the values were worked out by another implementation of HKDF. If they change, everybody is signed out.
    let ring = ring(&[SECRET]);
    assert_eq!(ring.newest().id(), [0x3e, 0x15, 0xc8, 0x7d]);
    let key = ring.newest().key("session", [0, 1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(key[..8], [0xbe, 0x18, 0x13, 0x50, 0x70, 0x2b, 0xe1, 0x1b]);
    assert_eq!(key[24..], [0xce, 0x4c, 0x53, 0xc2, 0xef, 0xe6, 0x90, 0x3c]);
    let derived = ring.derived("issuer client");
    assert_eq!(derived.newest().id(), [0x08, 0x8e, 0x23, 0x5c]);
}

#[test]
fn every_purpose_salt_and_secret_has_its_own_key() {
    // SE-19
    let (ring, other) = (ring(&[SECRET]), ring(&[b"other"]));
    let mut keys = vec![
        ring.newest().key("session", [0; 8]),
        ring.newest().key("authorization", [0; 8]),
        ring.newest().key("session", [1, 0, 0, 0, 0, 0, 0, 0]),
        ring.newest().key("session", [0, 0, 0, 0, 0, 0, 0, 1]),
        other.newest().key("session", [0; 8]),
        ring.derived("a").newest().key("session", [0; 8]),
        ring.derived("b").newest().key("session", [0; 8]),
        ring.derived("a").derived("a").newest().key("session", [0; 8]),
    ];
    let count = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), count);
}

#[test]
fn the_newest_seals_and_all_are_found() {
    let all = ring(&[b"new", b"old", b"older"]);
    for (at, secret) in [&b"new"[..], b"old", b"older"].into_iter().enumerate() {
        let id = ring(&[secret]).newest().id();
        assert_eq!(id == all.newest().id(), at == 0);
        assert_eq!(all.find(id).unwrap().bytes, secret);
        // A derived ring keeps the order, so a rotation goes through it.
        let derived = ring(&[secret]).derived("x").newest().id();
        assert_eq!(derived == all.derived("x").newest().id(), at == 0);
        assert!(all.derived("x").find(derived).is_some());
    }
    assert!(all.find(ring(&[b"gone"]).newest().id()).is_none());
}

#[test]
fn it_prints_how_many_and_nothing_else() {
    assert_eq!(format!("{:?}", ring(&[b"hunter2", b"hunter1"])), "Ring(*** × 2)");
}
