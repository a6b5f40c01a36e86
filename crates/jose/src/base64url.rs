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

#[cfg(test)]
mod tests;
