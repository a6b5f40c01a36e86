//! The numbers by which people find a request in a log.

use std::fmt;

use bytes::{Bytes, BytesMut};
use http::HeaderValue;

/// A request's number: 32 hexadecimal digits. Cheap to clone.
#[derive(Clone, PartialEq, Eq)]
pub struct RequestId(HeaderValue);

impl RequestId {
    /// How many digits it has.
    pub const DIGITS: usize = 32;

    /// Spells out 128 bits.
    #[must_use]
    pub fn new(number: u128) -> Self {
        Self::of(Bytes::copy_from_slice(&digits(number)))
    }

    /// Spells them out at the end of a sheet that is shared with other numbers, which costs no memory of its own.
    #[must_use]
    pub fn on(sheet: &mut BytesMut, number: u128) -> Self {
        sheet.extend_from_slice(&digits(number));
        Self::of(sheet.split().freeze())
    }

    /// Its digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }

    /// Its digits, for a header.
    #[must_use]
    pub const fn value(&self) -> &HeaderValue {
        &self.0
    }

    /// Digits are visible ASCII.
    fn of(digits: Bytes) -> Self {
        Self(HeaderValue::from_maybe_shared(digits).unwrap_or_else(|_| HeaderValue::from_static("")))
    }
}

fn digits(number: u128) -> [u8; RequestId::DIGITS] {
    let mut digits = [0; RequestId::DIGITS];
    for (pair, byte) in digits.chunks_exact_mut(2).zip(number.to_be_bytes()) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 15)];
    }
    digits
}

const DIGITS: &[u8; 16] = b"0123456789abcdef";

impl fmt::Debug for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
