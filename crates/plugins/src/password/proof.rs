//! By what a password is proved.

use std::mem::discriminant;
use std::sync::LazyLock;

use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use model::{DEFAULT_WORKSPACE, Id};

use super::pbkdf2::Pbkdf2;

/// What of a password is kept, and by which it is proved.
#[derive(Clone)]
pub(crate) enum Proof {
    /// Argon2id (RFC 9106), as a PHC string.
    Argon2id(String),
    /// PBKDF2, as Kong keeps the secrets of OAuth 2.0 clients.
    Pbkdf2(Pbkdf2),
    /// As Kong keeps it: SHA-1 of the password and the id of its consumer, as 40 hexadecimal digits.
    Sha1([u8; 20]),
}

/// What OWASP asks for at least: 19 MiB of memory, two passes, one lane.
const MEMORY: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// The most that a hash may ask for which was made elsewhere: whoever asks for more stops the gateway.
const MOST_MEMORY: u32 = 64 * 1024;
const MOST_PASSES: u32 = 10;
const MOST_LANES: u32 = 4;

/// What nobody's passwords are tried against: one of each sort that takes time, as they are made here and by Kong.
static DECOYS: LazyLock<Vec<Proof>> = LazyLock::new(|| {
    let argon2id = Proof::of(b"", DEFAULT_WORKSPACE);
    let pbkdf2 =
        "$pbkdf2-sha512$i=10000,l=32$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    [&*argon2id, pbkdf2].into_iter().filter_map(Proof::read).collect()
});

impl Proof {
    /// Reads what is kept of a password.
    pub(crate) fn read(kept: &str) -> Option<Self> {
        if Self::is_argon2id(kept) {
            return Some(Self::Argon2id(kept.to_owned()));
        }
        if let Some(kept) = Pbkdf2::read(kept) {
            return Some(Self::Pbkdf2(kept));
        }
        let mut digits = [0; 20];
        let hex = kept.as_bytes();
        if hex.len() != 40 {
            return None;
        }
        for (byte, pair) in digits.iter_mut().zip(hex.chunks(2)) {
            let pair = std::str::from_utf8(pair)
                .ok()
                .filter(|_| pair.iter().all(u8::is_ascii_hexdigit))?;
            *byte = u8::from_str_radix(pair, 16).ok()?;
        }
        Some(Self::Sha1(digits))
    }

    /// Whether it is a hash that says of itself how it was made, and can be put to use.
    pub(crate) fn is_phc(kept: &str) -> bool {
        Self::is_argon2id(kept) || Pbkdf2::read(kept).is_some()
    }

    /// Whether it is an Argon2id hash that does not ask for too much.
    fn is_argon2id(kept: &str) -> bool {
        let Ok(hash) = PasswordHash::new(kept) else {
            return false;
        };
        let Ok(params) = Params::try_from(&hash) else {
            return false;
        };
        hash.algorithm == argon2::ARGON2ID_IDENT
            && hash.hash.is_some()
            && hash.salt.is_some()
            && params.m_cost() <= MOST_MEMORY
            && params.t_cost() <= MOST_PASSES
            && params.p_cost() <= MOST_LANES
    }

    /// What is kept of a password. The salt is made of the entity and the password, so that no two entities have the
    /// same, and reading a file again makes the same.
    pub(crate) fn of(password: &[u8], entity: Id) -> String {
        let mut salted = entity.to_string().into_bytes();
        salted.push(b':');
        salted.extend_from_slice(password);
        let salt = SaltString::encode_b64(&digest(&SHA256, &salted).as_ref()[..16]);
        let hashed = salt.and_then(|salt| Ok(argon2id()?.hash_password(password, &salt)?.to_string()));
        // These parameters are right, and the only limit of a password is four gigabytes.
        hashed.expect("a password can be hashed")
    }

    /// Whether it takes next to no time to try it.
    pub(crate) const fn is_quick(&self) -> bool {
        matches!(self, Self::Sha1(_))
    }

    /// Whether it is this password, of that consumer.
    pub(crate) fn fits(&self, password: &[u8], consumer: Id) -> bool {
        match self {
            Self::Argon2id(hash) => PasswordHash::new(hash)
                .is_ok_and(|hash| Argon2::default().verify_password(password, &hash).is_ok()),
            Self::Pbkdf2(kept) => kept.fits(password),
            Self::Sha1(kept) => {
                let salted = [password, consumer.to_string().as_bytes()].concat();
                let shown = digest(&SHA1_FOR_LEGACY_USE_ONLY, &salted);
                verify_slices_are_equal(shown.as_ref(), kept).is_ok()
            }
        }
    }

    /// One of each sort that takes time, of nobody.
    pub(super) fn decoys() -> &'static [Self] {
        &DECOYS
    }

    /// Whether trying a password takes the same sort of work.
    pub(super) fn is_tried_like(&self, other: &Self) -> bool {
        discriminant(self) == discriminant(other)
    }

    /// By what it is told apart from others.
    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Self::Argon2id(hash) => hash.as_bytes(),
            Self::Pbkdf2(kept) => kept.text().as_bytes(),
            Self::Sha1(kept) => kept,
        }
    }
}

fn argon2id() -> argon2::password_hash::Result<Argon2<'static>> {
    let params = Params::new(MEMORY, PASSES, LANES, None)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}
