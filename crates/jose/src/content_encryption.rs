//! How contents are encrypted, so that nobody can change them either (RFC 7518 section 5).

use std::fmt;

use aws_lc_rs::aead::{self, AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::cipher::{
    self, AES_128, AES_256, DecryptionContext, EncryptionContext, PaddedBlockDecryptingKey,
    PaddedBlockEncryptingKey, UnboundCipherKey,
};
use aws_lc_rs::hmac::{self, HMAC_SHA256, HMAC_SHA512};
use aws_lc_rs::rand;

/// An authenticated encryption of contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ContentEncryption {
    /// AES-GCM with a key of 128 bits.
    A128Gcm,
    /// AES-GCM with a key of 256 bits.
    A256Gcm,
    /// AES-CBC with a key of 128 bits, and HMAC with SHA-256.
    A128CbcHs256,
    /// AES-CBC with a key of 256 bits, and HMAC with SHA-512.
    A256CbcHs512,
}

/// What each kind is made of.
enum Kind {
    Gcm(&'static aead::Algorithm),
    CbcHmac(&'static cipher::Algorithm, hmac::Algorithm),
}

/// An encrypted content, and what belongs to it.
pub(crate) struct Sealed<'a> {
    pub(crate) nonce: &'a [u8],
    pub(crate) ciphertext: &'a [u8],
    pub(crate) tag: &'a [u8],
    /// What is not encrypted, and nobody may change either.
    pub(crate) additional: &'a [u8],
}

impl ContentEncryption {
    /// All there are.
    pub const ALL: [Self; 4] = [
        Self::A128Gcm,
        Self::A256Gcm,
        Self::A128CbcHs256,
        Self::A256CbcHs512,
    ];

    /// The one of that registered name. To be known is not to be accepted.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == name)
    }

    /// Its registered name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A128Gcm => "A128GCM",
            Self::A256Gcm => "A256GCM",
            Self::A128CbcHs256 => "A128CBC-HS256",
            Self::A256CbcHs512 => "A256CBC-HS512",
        }
    }

    const fn kind(self) -> Kind {
        match self {
            Self::A128Gcm => Kind::Gcm(&AES_128_GCM),
            Self::A256Gcm => Kind::Gcm(&AES_256_GCM),
            Self::A128CbcHs256 => Kind::CbcHmac(&AES_128, HMAC_SHA256),
            Self::A256CbcHs512 => Kind::CbcHmac(&AES_256, HMAC_SHA512),
        }
    }

    /// How long its key is, in bytes. Half of that of CBC is for the HMAC.
    pub(crate) const fn key_length(self) -> usize {
        match self {
            Self::A128Gcm => 16,
            Self::A256Gcm | Self::A128CbcHs256 => 32,
            Self::A256CbcHs512 => 64,
        }
    }

    /// How long its nonce is, in bytes.
    pub(crate) const fn nonce_length(self) -> usize {
        match self.kind() {
            Kind::Gcm(_) => 12,
            Kind::CbcHmac(..) => 16,
        }
    }

    /// Decrypts a content. Why that is not possible nobody is told, since nobody but its author may know: a wrong key,
    /// a nonce or a tag of another length, a changed byte.
    pub(crate) fn open(self, key: &ContentKey, sealed: &Sealed<'_>) -> Option<Vec<u8>> {
        match self.kind() {
            Kind::Gcm(algorithm) => open_gcm(algorithm, key, sealed),
            Kind::CbcHmac(blocks, hash) => open_cbc(blocks, hash, key, sealed),
        }
    }

    /// Encrypts a content: its ciphertext and its tag.
    pub(crate) fn seal(
        self,
        key: &ContentKey,
        nonce: &[u8],
        additional: &[u8],
        content: &[u8],
    ) -> Option<(Vec<u8>, Vec<u8>)> {
        match self.kind() {
            Kind::Gcm(algorithm) => {
                let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
                let key = LessSafeKey::new(UnboundKey::new(algorithm, &key.0).ok()?);
                let mut sealed = content.to_vec();
                let tag = key.seal_in_place_separate_tag(nonce, Aad::from(additional), &mut sealed);
                Some((sealed, tag.ok()?.as_ref().to_vec()))
            }
            Kind::CbcHmac(blocks, hash) => {
                let (for_hmac, for_blocks) = key.halves();
                let context: &[u8; 16] = nonce.try_into().ok()?;
                let key = UnboundCipherKey::new(blocks, for_blocks).ok()?;
                let key = PaddedBlockEncryptingKey::cbc_pkcs7(key).ok()?;
                let mut sealed = content.to_vec();
                key.less_safe_encrypt(&mut sealed, EncryptionContext::Iv128(context.into()))
                    .ok()?;
                let parts = Sealed {
                    nonce,
                    ciphertext: &sealed,
                    tag: &[],
                    additional,
                };
                let tag = tag(hash, for_hmac, &parts);
                Some((sealed, tag))
            }
        }
    }
}

fn open_gcm(algorithm: &'static aead::Algorithm, key: &ContentKey, sealed: &Sealed<'_>) -> Option<Vec<u8>> {
    // The library would take shorter tags of some algorithms: RFC 7518 5.3 has 128 bits and no others.
    if sealed.tag.len() != algorithm.tag_len() {
        return None;
    }
    let nonce = Nonce::try_assume_unique_for_key(sealed.nonce).ok()?;
    let key = LessSafeKey::new(UnboundKey::new(algorithm, &key.0).ok()?);
    let mut content = sealed.ciphertext.to_vec();
    key.open_in_place_separate_tag(nonce, Aad::from(sealed.additional), sealed.tag, &mut content)
        .ok()?;
    Some(content)
}

fn open_cbc(
    blocks: &'static cipher::Algorithm,
    hash: hmac::Algorithm,
    key: &ContentKey,
    sealed: &Sealed<'_>,
) -> Option<Vec<u8>> {
    let (for_hmac, for_blocks) = key.halves();
    // RFC 7518 5.2.2.2: first whether anybody changed it, and only then what it says. Who could ask for the padding of
    // changed contents would read them in the end.
    if !crate::equal(&tag(hash, for_hmac, sealed), sealed.tag) {
        return None;
    }
    let nonce: &[u8; 16] = sealed.nonce.try_into().ok()?;
    let key = UnboundCipherKey::new(blocks, for_blocks).ok()?;
    let key = PaddedBlockDecryptingKey::cbc_pkcs7(key).ok()?;
    let mut content = sealed.ciphertext.to_vec();
    let content = key.decrypt(&mut content, DecryptionContext::Iv128(nonce.into()));
    Some(content.ok()?.to_vec())
}

/// The first half of an HMAC over everything, with the length of what is not encrypted in bits (RFC 7518 5.2.2.1).
fn tag(hash: hmac::Algorithm, key: &[u8], sealed: &Sealed<'_>) -> Vec<u8> {
    let bits = (sealed.additional.len() as u64) * 8;
    let mut hmac = hmac::Context::with_key(&hmac::Key::new(hash, key));
    for part in [
        sealed.additional,
        sealed.nonce,
        sealed.ciphertext,
        &bits.to_be_bytes(),
    ] {
        hmac.update(part);
    }
    let whole = hmac.sign();
    whole.as_ref()[..whole.as_ref().len() / 2].to_vec()
}

impl fmt::Display for ContentEncryption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The key of one content. It is not printed.
#[cfg_attr(test, derive(PartialEq))]
pub(crate) struct ContentKey(Vec<u8>);

impl ContentKey {
    /// The key, if it has the length that is needed.
    pub(crate) fn read(bytes: &[u8], encryption: ContentEncryption) -> Option<Self> {
        (bytes.len() == encryption.key_length()).then(|| Self(bytes.to_vec()))
    }

    /// A key that nobody else has; `None` if there is no randomness.
    pub(crate) fn draw(encryption: ContentEncryption) -> Option<Self> {
        let mut bytes = vec![0; encryption.key_length()];
        rand::fill(&mut bytes).ok()?;
        Some(Self(bytes))
    }

    /// The bytes, to be encrypted for somebody.
    pub(crate) fn expose(&self) -> &[u8] {
        &self.0
    }

    fn halves(&self) -> (&[u8], &[u8]) {
        self.0.split_at(self.0.len() / 2)
    }
}

#[cfg(test)]
mod tests;
