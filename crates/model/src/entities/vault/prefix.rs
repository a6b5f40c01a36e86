//! What references call a vault.

use schema::{Violation, text};

text! {
    /// What references call a vault: two or more small letters, digits and dashes, a letter first and no dash last.
    VaultPrefix
}

impl VaultPrefix {
    /// Both kinds are called by their names. Kong has only the first, and a rule of its own for it.
    fn judge(text: &str) -> Result<(), Violation> {
        if text == "file" {
            return Err(Violation::NotOneOf(vec![text.to_owned()]));
        }
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let ends = text.starts_with(|first: char| first.is_ascii_lowercase()) && !text.ends_with('-');
        match ends && text.len() > 1 && text.bytes().all(allowed) {
            true => Ok(()),
            false => Err(Violation::Invalid(text.to_owned())),
        }
    }
}
