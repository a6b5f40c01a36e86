use super::*;
use crate::{Ring, Seal};
use testkit::entropy::{Counted, Dry};

fn ring(secret: &str) -> Ring {
    Ring::new([secret.as_bytes().to_vec()]).unwrap()
}

fn salt(number: u64) -> [u8; 8] {
    number.to_be_bytes()
}

/// What opening does with a key that fits.
fn opened(keys: &Keys, ring: &Ring, purpose: &'static str, number: u64) -> Rc<LessSafeKey> {
    let (secret, salt) = (ring.newest(), salt(number));
    keys.find(secret, purpose, salt).unwrap_or_else(|| {
        keys.keep(secret, purpose, salt, derived(secret, purpose, salt));
        keys.find(secret, purpose, salt).unwrap()
    })
}

#[test]
fn a_key_is_derived_once() {
    let (keys, ring, other) = (Keys::default(), ring("secret"), ring("other"));
    let first = opened(&keys, &ring, "session", 1);
    let different = [
        opened(&keys, &ring, "session", 2),
        opened(&keys, &ring, "authorization", 1),
        opened(&keys, &other, "session", 1),
    ];
    for _ in 0..10 {
        assert!(Rc::ptr_eq(&first, &opened(&keys, &ring, "session", 1)));
    }
    assert!(different.iter().all(|key| !Rc::ptr_eq(key, &first)));
}

#[test]
fn so_many_keys_are_kept_and_the_one_in_use_among_them() {
    let (keys, ring) = (Keys::default(), ring("secret"));
    let ours = opened(&keys, &ring, "session", 0);
    for number in 1..1_000 {
        opened(&keys, &ring, "session", number);
        assert!(Rc::ptr_eq(&ours, &opened(&keys, &ring, "session", 0)), "{number}");
        assert!(keys.opening.borrow().len() <= KEPT);
    }
}

#[test]
fn salts_that_somebody_made_up_are_not_kept() {
    let (keys, ring, entropy) = (Keys::default(), ring("secret"), Counted::default());
    let seal = Seal::new(&ring, "session", &[]);
    let mut sealed = seal.seal(&Keys::default(), b"x", &entropy).unwrap();
    for number in 0..1_000 {
        let mut made_up = sealed.clone();
        made_up[5..13].copy_from_slice(&salt(number));
        assert!(seal.open(&keys, &mut made_up).is_err());
    }
    assert_eq!(keys.opening.borrow().len(), 0);
    assert!(seal.open(&keys, &mut sealed).is_ok());
    assert_eq!(keys.opening.borrow().len(), 1);
}

#[test]
fn a_key_seals_so_often_and_no_more() {
    // SE-18
    assert_eq!(SEALS_PER_KEY, 268_435_456);
    let (keys, ring, entropy) = (Keys::default(), ring("secret"), Counted::default());
    let seal = |purpose| keys.sealing(ring.newest(), purpose, &entropy).unwrap();
    let first = seal("session");
    assert_eq!(first.left.get(), SEALS_PER_KEY - 1);
    first.left.set(2);
    assert!(Rc::ptr_eq(&first, &seal("session")));
    assert!(Rc::ptr_eq(&first, &seal("session")));
    assert_eq!(first.left.get(), 0);
    let fresh = seal("session");
    assert_ne!(fresh.salt, first.salt);
    assert_eq!(fresh.left.get(), SEALS_PER_KEY - 1);
    assert_eq!(keys.sealing.borrow().len(), 1, "the worn one is gone");
}

#[test]
fn purposes_do_not_use_up_each_others_keys() {
    let (keys, ring, entropy) = (Keys::default(), ring("secret"), Counted::default());
    let seal = |purpose| keys.sealing(ring.newest(), purpose, &entropy).unwrap();
    let (session, login) = (seal("session"), seal("authorization"));
    assert_ne!(session.salt, login.salt);
    seal("session");
    assert_eq!(session.left.get(), SEALS_PER_KEY - 2);
    assert_eq!(login.left.get(), SEALS_PER_KEY - 1);
}

#[test]
fn each_core_draws_a_salt_of_its_own() {
    let (ring, entropy) = (ring("secret"), Counted::default());
    let salt = || {
        let keys = Keys::default();
        keys.sealing(ring.newest(), "session", &entropy).unwrap().salt
    };
    assert_ne!(salt(), salt());
}

#[test]
fn a_worn_key_is_not_used_when_there_is_no_salt_for_another() {
    let (keys, ring) = (Keys::default(), ring("secret"));
    let seal = |entropy: &dyn Entropy| {
        keys.sealing(ring.newest(), "session", entropy)
            .map(|key| key.salt)
    };
    let first = seal(&Counted::default()).unwrap();
    keys.wear_out();
    assert_eq!(seal(&Dry), Ok(first), "a salt that is there needs no dice");
    assert_eq!(seal(&Dry), Err(NoEntropy));
}
