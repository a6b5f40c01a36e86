//! A tag.

use crate::{Violation, text};

text! {
    /// A tag: of ASCII only what can be printed, without `,` and `/`.
    Tag
}

impl Tag {
    fn judge(text: &str) -> Result<(), Violation> {
        let allowed =
            |letter: char| !letter.is_ascii() || (matches!(letter, ' '..='~') && !",/".contains(letter));
        match !text.is_empty() && text.chars().all(allowed) {
            true => Ok(()),
            false => Err(Violation::Tag(text.to_owned())),
        }
    }
}
