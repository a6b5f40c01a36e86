//! One reading of a request, for the router, the plugins and the upstream alike.
//!
//! Two readers that disagree about a path or a host are how policies are walked around, so there is
//! one canonical form, and what has none is refused.

use std::borrow::Cow;
use std::fmt;

use http::{Method, header};
use plugin::{Exchange, Target, Version};

/// Why a request has no canonical form. All of them are answered with 400.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// HTTP/1.1 without a Host (RFC 9112 3.2).
    HostMissing,
    /// More than one Host (RFC 9112 3.2).
    HostRepeated,
    /// A Host that names no host.
    HostBad,
    /// CONNECT: this is a gateway, not a forward proxy.
    Connect,
    /// A target that is no path, such as `*`.
    TargetForm,
    /// A percent sign that is not followed by two hexadecimal digits.
    EncodingBroken,
    /// NUL, CR, LF or a backslash, plain or encoded, or a plain byte that is not ASCII: servers disagree about
    /// what they mean.
    PathForbidden,
    /// A body framed by anything but one `chunked` (RFC 9112 6.1).
    TransferEncoding,
}

impl Unreadable {
    /// The stable name of this refusal.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::HostMissing => "request.host_missing",
            Self::HostRepeated => "request.host_repeated",
            Self::HostBad => "request.host_bad",
            Self::Connect => "request.connect",
            Self::TargetForm => "request.target_form",
            Self::EncodingBroken => "request.encoding_broken",
            Self::PathForbidden => "request.path_forbidden",
            Self::TransferEncoding => "request.transfer_encoding",
        }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Brings a request into its canonical form, or says why it has none.
pub(crate) fn canonical(x: &mut Exchange) -> Result<(), Unreadable> {
    framing(x)?;
    host(x)?;
    target(x)
}

/// The codec lets `identity, chunked` and repeated lines pass; the next reader may count otherwise. Of a length
/// beside a coding it keeps the coding alone, and closes the connection afterwards (RFC 9112 6.3); should one of
/// the two still be seen here, it is refused.
fn framing(x: &Exchange) -> Result<(), Unreadable> {
    let mut codings = x.head.all(&header::TRANSFER_ENCODING);
    let Some(coding) = codings.next() else {
        return Ok(());
    };
    if codings.next().is_some()
        || x.head.has(&header::CONTENT_LENGTH)
        || !coding.as_bytes().eq_ignore_ascii_case(b"chunked")
    {
        return Err(Unreadable::TransferEncoding);
    }
    Ok(())
}

/// `Received::authority` is that of an absolute-form target if there was one, else the first Host.
fn host(x: &mut Exchange) -> Result<(), Unreadable> {
    let lines = x.head.all(&header::HOST).count();
    if lines > 1 {
        return Err(Unreadable::HostRepeated);
    }
    if lines == 0 && x.received.version == Version::Http11 {
        return Err(Unreadable::HostMissing);
    }
    if lines == 0 && x.received.authority.is_empty() {
        return Ok(());
    }
    if !is_authority(x.received.authority.as_bytes()) {
        return Err(Unreadable::HostBad);
    }
    if x.head.get(&header::HOST) != Some(&x.received.authority) {
        // RFC 9112 3.2.2: the authority of the target replaces whatever Host said.
        let authority = x.received.authority.clone();
        x.head.set(header::HOST, authority);
    }
    Ok(())
}

fn target(x: &mut Exchange) -> Result<(), Unreadable> {
    if x.received.method == Method::CONNECT {
        return Err(Unreadable::Connect);
    }
    if let Cow::Owned(path) = canonical_path(x.received.target.path())? {
        let query = x.received.target.query();
        x.received.target = Target::of(&path, query).map_err(|_| Unreadable::TargetForm)?;
        x.forward.target = x.received.target.clone();
    }
    Ok(())
}

/// `host`, `host:port` or `[IPv6]:port`, without userinfo and without anything odd.
pub(crate) fn is_authority(text: &[u8]) -> bool {
    let (host, port) = split_port(text);
    let host_is_good = match host {
        [b'[', address @ .., b']'] => {
            std::str::from_utf8(address).is_ok_and(|address| address.parse::<std::net::Ipv6Addr>().is_ok())
        }
        [] => false,
        _ => host.len() <= 255 && host.iter().all(|byte| is_host_byte(*byte)) && host != b".",
    };
    host_is_good && port.is_none_or(is_port)
}

fn split_port(text: &[u8]) -> (&[u8], Option<&[u8]>) {
    match text.iter().rposition(|byte| *byte == b':') {
        // A colon inside brackets belongs to an IPv6 address.
        Some(at) if !text[at..].contains(&b']') => (&text[..at], Some(&text[at + 1..])),
        _ => (text, None),
    }
}

/// The characters of names that exist. RFC 3986 would allow a few more; nobody registers them.
const fn is_host_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'~')
}

fn is_port(digits: &[u8]) -> bool {
    !digits.is_empty()
        && digits.iter().all(u8::is_ascii_digit)
        && std::str::from_utf8(digits).is_ok_and(|digits| digits.parse::<u16>().is_ok())
}

/// Unreserved characters in plain, other encodings in upper case, what no URL may hold encoded, no dot segments,
/// no empty ones. Borrowed when nothing has to change, which is nearly always.
pub(crate) fn canonical_path(path: &str) -> Result<Cow<'_, str>, Unreadable> {
    if !path.starts_with('/') {
        return Err(Unreadable::TargetForm);
    }
    if is_canonical(path.as_bytes())? {
        return Ok(Cow::Borrowed(path));
    }
    let decoded = decode_unreserved(path.as_bytes())?;
    let settled = remove_dot_segments(&decoded);
    // What is not ASCII was refused.
    String::from_utf8(settled)
        .map(Cow::Owned)
        .map_err(|_| Unreadable::TargetForm)
}

/// The path of a route in the same form, so that both can be compared byte by byte.
/// People may write it in plain letters: what cannot stand in a request line is encoded.
pub(crate) fn canonical_prefix(path: &str) -> String {
    let encoded = percent_encoding::utf8_percent_encode(path, NOT_IN_A_PATH).to_string();
    match decode_unreserved(encoded.as_bytes()) {
        Ok(bytes) => String::from_utf8(bytes).unwrap_or(encoded),
        Err(_) => encoded,
    }
}

const NOT_IN_A_PATH: &percent_encoding::AsciiSet = &percent_encoding::CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

fn is_canonical(path: &[u8]) -> Result<bool, Unreadable> {
    let mut canonical = true;
    for (at, byte) in path.iter().enumerate() {
        match byte {
            b'%' => {
                let decoded = decode(path, at)?;
                let written_in_upper_case = !path[at + 1..at + 3].iter().any(u8::is_ascii_lowercase);
                canonical &= !is_unreserved(decoded) && written_in_upper_case;
            }
            b'/' => canonical &= !starts_odd_segment(&path[at + 1..]),
            b'\\' | 0x7f.. => return Err(Unreadable::PathForbidden),
            byte => canonical &= is_path_byte(*byte),
        }
    }
    Ok(canonical)
}

/// Whether an empty segment or a dot segment begins here.
fn starts_odd_segment(rest: &[u8]) -> bool {
    matches!(
        rest,
        [b'/', ..] | [b'.'] | [b'.', b'/', ..] | [b'.', b'.'] | [b'.', b'.', b'/', ..]
    )
}

fn decode_unreserved(path: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let mut out = Vec::with_capacity(path.len());
    let mut at = 0;
    while at < path.len() {
        if path[at] != b'%' {
            put(path[at], &mut out);
            at += 1;
            continue;
        }
        let decoded = decode(path, at)?;
        if is_unreserved(decoded) {
            out.push(decoded);
        } else {
            // Decoded once only: `%252e` stays `%252e` (PA-03).
            out.extend([
                b'%',
                path[at + 1].to_ascii_uppercase(),
                path[at + 2].to_ascii_uppercase(),
            ]);
        }
        at += 3;
    }
    Ok(out)
}

/// Servers read `/{` and `/%7B` alike, so there is one form of it. The codec lets such bytes pass.
fn put(byte: u8, out: &mut Vec<u8>) {
    if is_path_byte(byte) {
        out.push(byte);
        return;
    }
    let digit = |nibble: u8| b"0123456789ABCDEF"[usize::from(nibble)];
    out.extend([b'%', digit(byte >> 4), digit(byte & 15)]);
}

/// The byte that the percent sign at `at` stands for.
fn decode(path: &[u8], at: usize) -> Result<u8, Unreadable> {
    let digit = |at: usize| path.get(at).and_then(|digit| char::from(*digit).to_digit(16));
    let (Some(high), Some(low)) = (digit(at + 1), digit(at + 2)) else {
        return Err(Unreadable::EncodingBroken);
    };
    match (high << 4 | low) as u8 {
        0 | b'\r' | b'\n' | b'\\' => Err(Unreadable::PathForbidden),
        byte => Ok(byte),
    }
}

/// RFC 3986 3.3: what may stand in a path without being encoded.
const fn is_path_byte(byte: u8) -> bool {
    is_unreserved(byte)
        || matches!(
            byte,
            b'/' | b':' | b'@' | b'!' | b'$' | b'&' | b'\''..=b',' | b';' | b'='
        )
}

/// RFC 3986 2.3.
const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// RFC 3986 5.2.4, and empty segments are dropped as well. `/..` stays at the root.
fn remove_dot_segments(path: &[u8]) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(path.len());
    let mut segments = path[1..].split(|byte| *byte == b'/').peekable();
    while let Some(segment) = segments.next() {
        let is_last = segments.peek().is_none();
        match segment {
            b"" | b"." => {}
            b".." => {
                let parent = out.iter().rposition(|byte| *byte == b'/').unwrap_or(0);
                out.truncate(parent);
            }
            _ => {
                out.push(b'/');
                out.extend_from_slice(segment);
                continue;
            }
        }
        if is_last {
            out.push(b'/');
        }
    }
    out
}

#[cfg(test)]
mod tests;
