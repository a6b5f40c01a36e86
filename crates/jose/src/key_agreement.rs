//! The key that is agreed on with somebody who made up a key of their own for that (RFC 7518 section 4.6).

use aws_lc_rs::agreement::{PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::key_wrap::{AesKek, KeyWrap};

use crate::EncryptionHeader;
use crate::concat_kdf::{self, OtherInfo};
use crate::content_encryption::ContentKey;
use crate::curve::Point;

/// The content key that is agreed on, or that what is agreed on wraps.
pub(crate) fn recover(key: &PrivateKey, header: &EncryptionHeader, encrypted: &[u8]) -> Option<ContentKey> {
    let derived = derive(key, &header.agreement.as_ref()?.ephemeral, header)?;
    match header.key_management.wrapping() {
        Some((blocks, _)) => {
            let mut room = vec![0; encrypted.len()];
            let content_key = AesKek::new(blocks, &derived).ok()?.unwrap(encrypted, &mut room);
            ContentKey::read(content_key.ok()?, header.content_encryption)
        }
        // RFC 7516 section 5.2, step 10: nothing is encrypted, so nothing stands there.
        None if encrypted.is_empty() => ContentKey::read(&derived, header.content_encryption),
        None => None,
    }
}

/// What two agree on: the content key, or the one that wraps it.
pub(crate) fn derive(key: &PrivateKey, peer: &Point, header: &EncryptionHeader) -> Option<Vec<u8>> {
    let agreement = header.agreement.as_ref()?;
    let (algorithm, length) = match header.key_management.wrapping() {
        Some((_, length)) => (header.key_management.as_str(), length),
        None => (
            header.content_encryption.as_str(),
            header.content_encryption.key_length(),
        ),
    };
    let info = OtherInfo {
        algorithm,
        party_u: &agreement.party_u,
        party_v: &agreement.party_v,
    };
    // The library takes no point that lies elsewhere, and no secret that is zero (RFC 8725 section 3.4).
    let peer = UnparsedPublicKey::new(peer.curve.agreement(), &peer.bytes);
    let derived = agree(key, peer, (), |secret| {
        concat_kdf::derive(secret, &info, length).ok_or(())
    });
    derived.ok()
}
