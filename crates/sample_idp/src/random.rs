//! Texts that nobody can guess.

use aws_lc_rs::rand;
use jose::{Secret, base64url};

/// A fresh text of 256 random bits: a code, a refresh token, the value of a cookie.
pub(crate) fn secret() -> Secret {
    Secret::new(text::<32>())
}

/// A fresh text of 96 random bits that need not be hidden: the id of a key, a token or a login.
pub(crate) fn id() -> String {
    text::<12>()
}

fn text<const BYTES: usize>() -> String {
    let mut bytes = [0; BYTES];
    rand::fill(&mut bytes).expect("the operating system's source of random bytes does not run dry");
    base64url::encode(&bytes)
}
