//! The numbers by which people find a request in a log.

use std::fmt;

use bytes::Bytes;
use http::HeaderValue;

/// A request's number: 32 hexadecimal digits. Cheap to clone.
#[derive(Clone, PartialEq, Eq)]
pub struct RequestId(HeaderValue);

impl RequestId {
    /// Spells out 128 bits.
    #[must_use]
    pub fn new(number: u128) -> Self {
        Self::of_digits(Bytes::copy_from_slice(&Self::digits(number)))
    }

    /// The digits of a number.
    #[must_use]
    pub fn digits(number: u128) -> [u8; 32] {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut digits = [0; 32];
        for (pair, byte) in digits.chunks_exact_mut(2).zip(number.to_be_bytes()) {
            pair[0] = DIGITS[usize::from(byte >> 4)];
            pair[1] = DIGITS[usize::from(byte & 15)];
        }
        digits
    }

    /// The number with these digits, wherever they are written. They are not looked at again; what no header may hold
    /// makes a number without digits.
    #[must_use]
    pub fn of_digits(digits: Bytes) -> Self {
        Self(HeaderValue::from_maybe_shared(digits).unwrap_or_else(|_| HeaderValue::from_static("")))
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
}

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
