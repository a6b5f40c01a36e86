//! A path.

use crate::{Violation, text};

text! {
    /// The path of a URL: it starts with `/`, has no empty segments and only characters of RFC 3986 3.3.
    Path
}

impl Path {
    /// Judges a path; also used by types that are stricter.
    ///
    /// # Errors
    /// The first violation.
    pub fn judge(text: &str) -> Result<(), Violation> {
        if !text.starts_with('/') {
            return Err(Violation::StartsWith("/"));
        }
        if text.contains("//") {
            return Err(Violation::EmptySegments);
        }
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~%!$&'()*+,;=:@".contains(&byte);
        if !text.bytes().all(allowed) {
            return Err(Violation::PathCharacters(text.to_owned()));
        }
        match bad_escape(text) {
            Some(escape) => Err(Violation::UrlEncoding(escape.to_owned())),
            None => Ok(()),
        }
    }
}

/// The first percent sign, with what follows it, that is no encoded byte. The text is ASCII.
fn bad_escape(text: &str) -> Option<&str> {
    text.match_indices('%')
        .map(|(at, _)| &text[at..text.len().min(at + 3)])
        .find(|escape| {
            let digits = &escape[1..];
            digits.len() != 2 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
}
