//! The paths of a route.

use schema::{Path, Violation, text};

text! {
    /// A path prefix that a route wants, in normal form: what is compared with canonical requests
    /// must be canonical itself, or it would never match.
    RoutePath
}

impl RoutePath {
    fn judge(text: &str) -> Result<(), Violation> {
        if text.starts_with("~/") {
            return Err(Violation::unsupported("a regular expression as a path"));
        }
        if !text.starts_with('/') {
            return Err(Violation::StartsWith("/ (fixed path) or ~/ (regex path)"));
        }
        Path::judge(text)?;
        let better = normal(text);
        match better == text {
            true => Ok(()),
            false => Err(Violation::NotNormal { better }),
        }
    }
}

/// Unreserved characters plain, other escapes in capitals, no dot segments (RFC 3986 6.2.2).
/// The path was judged: it is ASCII, starts with `/`, and each `%` is followed by two digits.
fn normal(path: &str) -> String {
    let mut plain = String::with_capacity(path.len());
    let mut rest = path;
    while let Some(at) = rest.find('%') {
        plain.push_str(&rest[..at]);
        let escape = rest[at..].get(..3).unwrap_or(&rest[at..]);
        plain.push_str(&unescaped(escape));
        rest = &rest[at + escape.len()..];
    }
    plain.push_str(rest);
    without_dots(&plain)
}

/// The character that `%XX` stands for if it is unreserved, else the escape in capitals.
fn unescaped(escape: &str) -> String {
    let byte = escape
        .get(1..)
        .and_then(|digits| u8::from_str_radix(digits, 16).ok());
    match byte {
        Some(byte) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => char::from(byte).to_string(),
        _ => escape.to_ascii_uppercase(),
    }
}

/// RFC 3986 5.2.4, on whole segments.
fn without_dots(path: &str) -> String {
    let mut kept = Vec::new();
    let segments: Vec<_> = path.split('/').skip(1).collect();
    for (number, segment) in segments.iter().enumerate() {
        let is_last = number + 1 == segments.len();
        match *segment {
            "." => {}
            ".." => drop(kept.pop()),
            other => {
                kept.push(other);
                continue;
            }
        }
        // A dot segment at the end names a folder.
        if is_last {
            kept.push("");
        }
    }
    format!("/{}", kept.join("/"))
}
