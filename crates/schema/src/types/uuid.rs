//! A UUID.

use crate::{Violation, text};

text! {
    /// A UUID as 36 characters with dashes, in either case (RFC 9562 4).
    Uuid
}

impl Uuid {
    pub(crate) fn judge(text: &str) -> Result<(), Violation> {
        let fits = |(at, byte): (usize, u8)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        };
        match text.len() == 36 && text.bytes().enumerate().all(fits) {
            true => Ok(()),
            false => Err(Violation::NotUuid),
        }
    }
}
