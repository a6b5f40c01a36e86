//! The name of a cookie.

use schema::{Violation, text};

text! {
    /// The name of a cookie: letters, digits, `-` and `_`.
    CookieName
}

impl CookieName {
    fn judge(text: &str) -> Result<(), Violation> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        match !text.is_empty() && text.bytes().all(allowed) {
            true => Ok(()),
            false => Err(Violation::Own {
                code: "config.name",
                text: format!("bad cookie name '{text}', allowed characters are A-Z, a-z, 0-9, '_', and '-'"),
                remedy: "replace other characters, for example by _".to_owned(),
            }),
        }
    }
}
