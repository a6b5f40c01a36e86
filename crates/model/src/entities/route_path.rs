//! The paths of a route.

use schema::{DecodeError, Field, Path, Shape, Value, Violation};

use super::RouteRegex;

/// A path that a route wants, in normal form: what is compared with canonical requests must be canonical itself,
/// or it would never match.
#[derive(Clone, Debug)]
pub enum RoutePath {
    /// What paths begin with. It may end anywhere, not only at a slash.
    Prefix(String),
    /// A regular expression for what paths begin with, written with `~` before it.
    Regex(RouteRegex),
}

impl RoutePath {
    fn parse(text: &str) -> Result<Self, Violation> {
        if text.starts_with("~/") {
            return expression(&text[1..]).map(Self::Regex);
        }
        if !text.starts_with('/') {
            return Err(Violation::StartsWith("/ (fixed path) or ~/ (regex path)"));
        }
        Path::judge(text)?;
        let better = normal(text);
        match better == text {
            true => Ok(Self::Prefix(better)),
            false => Err(Violation::NotNormal { better }),
        }
    }

    fn judge(text: &str) -> Result<(), Violation> {
        Self::parse(text).map(drop)
    }
}

impl Shape for RoutePath {
    fn shape() -> Field {
        Field::text(Self::judge).of_form("RoutePath")
    }

    fn read(value: &Value) -> Result<Self, DecodeError> {
        let text = value.as_str().ok_or(DecodeError::expected("a path"))?;
        Self::parse(text).map_err(|_| DecodeError::expected("a path"))
    }
}

fn expression(text: &str) -> Result<RouteRegex, Violation> {
    let regex = RouteRegex::of_path(text)?;
    let better = unescaped_all(text, "\\.");
    match better == text {
        true => Ok(regex),
        false => Err(Violation::NotNormal {
            better: format!("~{better}"),
        }),
    }
}

/// Unreserved characters plain, other escapes in capitals, no dot segments (RFC 3986 6.2.2).
/// The path was judged: it is ASCII, starts with `/`, and each `%` is followed by two digits.
fn normal(path: &str) -> String {
    without_dots(&unescaped_all(path, "."))
}

/// Unreserved characters plain, a dot as `dot`, other escapes in capitals. The text is ASCII.
fn unescaped_all(text: &str, dot: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        plain.push_str(&rest[..at]);
        let escape = rest[at..].get(..3).unwrap_or(&rest[at..]);
        match unescaped(escape).as_str() {
            "." => plain.push_str(dot),
            other => plain.push_str(other),
        }
        rest = &rest[at + escape.len()..];
    }
    plain.push_str(rest);
    plain
}

/// The character that `%XX` stands for if it is unreserved, else the escape in capitals.
/// What only looks like an escape, as it may in an expression, stays.
fn unescaped(escape: &str) -> String {
    let digits = escape
        .get(1..3)
        .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
    match digits.map(|digits| u8::from_str_radix(digits, 16)) {
        Some(Ok(byte)) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
            char::from(byte).to_string()
        }
        Some(Ok(_)) => escape.to_ascii_uppercase(),
        _ => escape.to_owned(),
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
