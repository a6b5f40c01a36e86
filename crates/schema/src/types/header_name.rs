//! The name of a header.

use crate::{Violation, text};

text! {
    /// The name of a header: letters, digits, `-` and `_`.
    HeaderName
}

impl HeaderName {
    fn judge(text: &str) -> Result<(), Violation> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        match !text.is_empty() && text.bytes().all(allowed) {
            true => Ok(()),
            false => Err(Violation::HeaderName(text.to_owned())),
        }
    }
}
