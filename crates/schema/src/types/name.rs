//! The name of an entity.

use crate::{Violation, text};

text! {
    /// The name of an entity: of ASCII only letters, digits, `.`, `-`, `_` and `~`.
    Name
}

impl Name {
    fn judge(text: &str) -> Result<(), Violation> {
        let allowed =
            |letter: char| !letter.is_ascii() || letter.is_ascii_alphanumeric() || ".-_~".contains(letter);
        match !text.is_empty() && text.chars().all(allowed) {
            true => Ok(()),
            false => Err(Violation::Name(text.to_owned())),
        }
    }
}
