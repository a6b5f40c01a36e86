//! An absolute URL.

use crate::{Violation, text};

text! {
    /// An absolute `http:` or `https:` URL with a host, kept as it was written.
    Url
}

impl Url {
    fn judge(text: &str) -> Result<(), Violation> {
        // The URL standard drops spaces and line ends silently; the text that was written would keep them.
        if text
            .chars()
            .any(|letter| letter.is_whitespace() || letter.is_control())
        {
            return Err(Violation::Invalid(text.escape_debug().to_string()));
        }
        let rest = text
            .split_once("://")
            .filter(|(scheme, _)| matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https"))
            .map(|(_, rest)| rest)
            .ok_or(Violation::UrlWithoutScheme)?;
        if rest.is_empty() || rest.starts_with(['/', '?', '#', ':', '\\']) {
            return Err(Violation::UrlWithoutHost);
        }
        match url::Url::parse(text).is_ok_and(|url| url.has_host()) {
            true => Ok(()),
            false => Err(Violation::Invalid(text.to_owned())),
        }
    }
}
