//! base64url without padding (RFC 7515 section 2).

use base64_simd::URL_SAFE_NO_PAD;

/// Not base64url: padding, white space, foreign characters, or bits after the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotBase64Url;

impl std::fmt::Display for NotBase64Url {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("not base64url without padding (base64url.malformed)")
    }
}

impl std::error::Error for NotBase64Url {}

/// Writes bytes as text.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode_to_string(bytes)
}

/// Reads text as bytes. Each sequence of bytes has exactly one text that is accepted.
///
/// # Errors
/// [`NotBase64Url`] for anything else.
pub fn decode(text: &str) -> Result<Vec<u8>, NotBase64Url> {
    let bytes = URL_SAFE_NO_PAD.decode_to_vec(text).map_err(|_| NotBase64Url)?;
    // Two texts for one signature would let a token look like another to a cache or a replay check.
    if encode(&bytes) == text {
        Ok(bytes)
    } else {
        Err(NotBase64Url)
    }
}

/// Reads as much of a text as any reader would, however lenient: in either alphabet, with padding, foreign characters and
/// bits after the end. Nothing may be believed that was read so.
pub(crate) fn decode_leniently(text: &str) -> Vec<u8> {
    let (mut bytes, mut bits, mut left) = (Vec::with_capacity(text.len() / 4 * 3), 0_u32, 0);
    for sextet in text.bytes().filter_map(sextet) {
        bits = (bits << 6) | u32::from(sextet);
        left += 6;
        if left >= 8 {
            left -= 8;
            bytes.push((bits >> left) as u8);
            bits &= (1 << left) - 1;
        }
    }
    bytes
}

const fn sextet(letter: u8) -> Option<u8> {
    match letter {
        b'A'..=b'Z' => Some(letter - b'A'),
        b'a'..=b'z' => Some(letter - b'a' + 26),
        b'0'..=b'9' => Some(letter - b'0' + 52),
        b'-' | b'+' => Some(62),
        b'_' | b'/' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
