//! base64 with padding (RFC 4648 section 4), for the Authorization header.

/// Writes bytes as text.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    base64_simd::STANDARD.encode_to_string(bytes)
}
