//! What a browser keeps for us: cookies that only we can read, and how long they count.
//!
//! Knows: sealing, cookies, and the life of a session. Everything here is a function over values.
//! Must never know: what is in a session, who asked, or the time of day.
//! Start with [`Sealed`], which puts the rest together; then [`Cookie`], [`Seal`], and [`Lifetime`].

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests may panic"))]

mod cookie;
mod keys;
mod lifetime;
mod parts;
mod ring;
mod seal;
mod sealed;

pub use cookie::{Attributes, BadCookie, Cookie, Encryption, SameSite, Scripts, Secure, TooLarge};
pub use keys::Keys;
pub use lifetime::{Life, Lifetime, Renewal, Times};
pub use ring::Ring;
pub use seal::{OpenError, Seal};
pub use sealed::{Content, SaveError, Sealed, Shown, without};
