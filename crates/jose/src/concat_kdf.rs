//! The key that two who agreed on a secret make of it: Concat KDF (RFC 7518 section 4.6.2, NIST SP 800-56A 5.8.1).

use aws_lc_rs::kdf::{SskdfDigestAlgorithmId, get_sskdf_digest_algorithm, sskdf_digest};

/// What a derived key is for, so that no two uses of one secret have the same key.
pub(crate) struct OtherInfo<'a> {
    /// The registered name of what the key is for: of the content encryption, or of the key management that wraps with it.
    pub(crate) algorithm: &'a str,
    /// About the sender, `apu`.
    pub(crate) party_u: &'a [u8],
    /// About the recipient, `apv`.
    pub(crate) party_v: &'a [u8],
}

/// A key of so many bytes.
pub(crate) fn derive(secret: &[u8], info: &OtherInfo<'_>, length: usize) -> Option<Vec<u8>> {
    let mut other = Vec::new();
    for datum in [info.algorithm.as_bytes(), info.party_u, info.party_v] {
        other.extend(u32::try_from(datum.len()).ok()?.to_be_bytes());
        other.extend(datum);
    }
    other.extend(u32::try_from(length * 8).ok()?.to_be_bytes());
    let mut key = vec![0; length];
    let sha256 = get_sskdf_digest_algorithm(SskdfDigestAlgorithmId::Sha256)?;
    sskdf_digest(sha256, secret, &other, &mut key).ok()?;
    Some(key)
}

#[cfg(test)]
mod tests;
