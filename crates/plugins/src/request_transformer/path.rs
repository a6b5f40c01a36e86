//! A path that was made of what a client sent.

/// The path as it can be asked for: what cannot stand in a path is encoded, and escapes stay. `None` if it does not
/// begin with a slash, if servers disagree about what it means, or if a segment is empty or leads out of where it
/// stands: the rest of the path was written by somebody who thought of names there.
pub(super) fn path(text: &str) -> Option<String> {
    let mut path = String::with_capacity(text.len());
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'\\' | 0..0x20 | 0x7f => return None,
            b'%' => match escaped(&text.as_bytes()[at + 1..]) {
                Some(b'\\' | 0..0x20 | 0x7f) => return None,
                Some(_) => path.push('%'),
                None => path.push_str("%25"),
            },
            _ if is_path_byte(byte) => path.push(char::from(byte)),
            _ => path.push_str(&format!("%{byte:02X}")),
        }
    }
    let mut segments = path.strip_prefix('/')?.split('/');
    let last = segments.next_back()?;
    let is_good = segments.all(|segment| !segment.is_empty() && !leads_out(segment)) && !leads_out(last);
    is_good.then_some(path)
}

/// The byte that two hexadecimal digits stand for, if they come next.
fn escaped(rest: &[u8]) -> Option<u8> {
    let digits = rest
        .get(..2)
        .filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// A dot or two, encoded or not. Some servers leave out what stands behind a semicolon.
fn leads_out(segment: &str) -> bool {
    let segment = segment.replace("%2E", ".").replace("%2e", ".");
    let name = segment.split([';']).next().unwrap_or_default();
    matches!(name, "." | "..")
        || segment
            .split("%3B")
            .next()
            .is_some_and(|name| matches!(name, "." | ".."))
}

/// RFC 3986 3.3.
const fn is_path_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'/' | b'-' | b'.' | b'_' | b'~' | b':' | b'@' | b'!' | b'$' | b'&' | b'\''..=b',' | b';' | b'='
        )
}

#[cfg(test)]
mod tests;
