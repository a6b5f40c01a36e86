//! What the names of variables begin with.

use schema::{Violation, text};

text! {
    /// What the names of variables of the environment begin with: letters, digits and `_`, no digit first
    /// (POSIX, Base Definitions 8.1).
    VariablePrefix
}

impl VariablePrefix {
    fn judge(text: &str) -> Result<(), Violation> {
        let first = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
        let rest = text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        match first && rest {
            true => Ok(()),
            false => Err(Violation::Invalid(text.to_owned())),
        }
    }
}
