//! An encrypted token in its compact form (RFC 7516 section 3.1).
//!
//! Anybody can encrypt for us, since the keys for it are public: that a token could be decrypted says nothing about who
//! wrote it. What is inside must be signed, and is verified like every other token.

mod header;

use std::fmt;

use crate::content_encryption::{ContentKey, Sealed};
use crate::jws::{LIMIT, TRIED};
use crate::{ContentEncryption, DecryptionKey, DecryptionKeys, KeyManagement, base64url};

pub use header::EncryptionHeader;

/// What the recipient lets a sender choose from.
#[derive(Clone, Copy, Debug)]
pub struct AcceptedEncryption<'a> {
    /// How the content key may be had.
    pub key_management: &'a [KeyManagement],
    /// How the content may be encrypted.
    pub content_encryption: &'a [ContentEncryption],
}

/// A token that was decrypted. Whoever knows the public key can have written it.
#[derive(Clone)]
pub struct Decrypted {
    /// What it says about its encryption.
    pub header: EncryptionHeader,
    plaintext: Vec<u8>,
}

/// Why a token is not decrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JweError {
    /// It is longer than 256 KiB.
    TooLarge,
    /// It is not an encrypted token.
    Malformed(EncryptedPart),
    /// It demands an extension that we do not have.
    Critical,
    /// Its content is compressed.
    Compressed,
    /// It names an algorithm that we never accept, such as `RSA1_5`.
    UnknownAlgorithm {
        /// The name, as the token has it.
        name: String,
    },
    /// It is encrypted with an algorithm that is not accepted here.
    NotAccepted {
        /// The registered name of the algorithm.
        name: &'static str,
    },
    /// It is encrypted for a key that is not among ours.
    KeyNotFound {
        /// The key's id, if the token names one.
        key_id: Option<String>,
    },
    /// It cannot be decrypted. Whether its key, its ephemeral key, its tag or its padding is wrong is not told: who
    /// could ask for that again and again would read what others encrypted (RFC 7516 sections 9 and 11.5).
    Undecryptable,
    /// What it holds is no signed token.
    NotSigned,
}

/// Which part of an encrypted token is not what it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EncryptedPart {
    /// Not five parts.
    Parts,
    /// The first part.
    Header,
    /// The second part.
    Key,
    /// The third part, the initialization vector.
    Nonce,
    /// The fourth part.
    Ciphertext,
    /// The fifth part.
    Tag,
}

impl JweError {
    /// The stable name of this failure.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "jwe.too_large",
            Self::Malformed(_) => "jwe.malformed",
            Self::Critical => "jwe.critical_extension",
            Self::Compressed => "jwe.compressed",
            Self::UnknownAlgorithm { .. } => "jwe.unknown_algorithm",
            Self::NotAccepted { .. } => "jwe.algorithm_not_accepted",
            Self::KeyNotFound { .. } => "jwe.key_not_found",
            Self::Undecryptable => "jwe.undecryptable",
            Self::NotSigned => "jwe.not_signed",
        }
    }
}

impl fmt::Display for JweError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => f.write_str("the token is longer than 256 KiB"),
            Self::Malformed(part) => write!(f, "this is not an encrypted token: its {part:?} cannot be read"),
            Self::Critical => f.write_str("the token demands an extension that is not supported"),
            Self::Compressed => f.write_str("the token is compressed, which is never accepted"),
            Self::UnknownAlgorithm { name } => write!(f, "the algorithm {name:?} is never accepted"),
            Self::NotAccepted { name } => write!(f, "the algorithm {name} is not accepted here"),
            Self::KeyNotFound { key_id: Some(id) } => {
                write!(f, "key id {id:?} is not among our keys for its algorithm")
            }
            Self::KeyNotFound { key_id: None } => f.write_str("none of our keys fits the token"),
            Self::Undecryptable => f.write_str("the token cannot be decrypted"),
            Self::NotSigned => f.write_str("what is encrypted is no signed token"),
        }?;
        write!(f, " ({})", self.code())
    }
}

impl std::error::Error for JweError {}

/// Decrypts a token with one of these keys, if its algorithms are accepted. That says nothing about who wrote it.
///
/// # Errors
/// [`JweError`]. All that is found out with a private key is [`JweError::Undecryptable`]; the others tell what
/// everybody can see in the token.
pub fn decrypt(
    token: &str,
    keys: &DecryptionKeys,
    accepted: AcceptedEncryption<'_>,
) -> Result<Decrypted, JweError> {
    let token = Encrypted::parse(token)?;
    let (key_management, content_encryption) = (token.header.key_management, token.header.content_encryption);
    if !accepted.key_management.contains(&key_management) {
        let name = key_management.as_str();
        return Err(JweError::NotAccepted { name });
    }
    if !accepted.content_encryption.contains(&content_encryption) {
        let name = content_encryption.as_str();
        return Err(JweError::NotAccepted { name });
    }
    let fitting: Vec<_> = keys.fitting(&token.header).take(TRIED).collect();
    if fitting.is_empty() {
        let key_id = token.header.key_id;
        return Err(JweError::KeyNotFound { key_id });
    }
    let plaintext = fitting.iter().find_map(|key| token.open(key));
    let plaintext = plaintext.ok_or(JweError::Undecryptable)?;
    Ok(Decrypted {
        header: token.header,
        plaintext,
    })
}

impl Decrypted {
    /// What was encrypted. Nobody signed it: it is to be believed as little as an address on an envelope.
    #[must_use]
    pub fn unverified_plaintext(&self) -> &[u8] {
        &self.plaintext
    }

    /// The signed token that was encrypted, whose signature is still to be verified.
    ///
    /// # Errors
    /// [`JweError::NotSigned`] if it is something else: claims as they are, or another encrypted token.
    pub fn nested(&self) -> Result<&str, JweError> {
        // RFC 7519 section 5.2 wants `cty` there, and not everybody writes it. Who writes something else means it.
        let is_token = self.header.cty.as_deref().is_none_or(|kind| {
            ["jwt", "application/jwt"]
                .iter()
                .any(|jwt| kind.eq_ignore_ascii_case(jwt))
        });
        let token = std::str::from_utf8(&self.plaintext).map_err(|_| JweError::NotSigned)?;
        match is_token && token.matches('.').count() == 2 {
            true => Ok(token),
            false => Err(JweError::NotSigned),
        }
    }
}

/// What was encrypted is not printed.
impl fmt::Debug for Decrypted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Decrypted({:?}, ***)", self.header)
    }
}

/// An encrypted token taken apart.
#[derive(Debug)]
pub struct Encrypted<'a> {
    header: EncryptionHeader,
    protected: &'a str,
    key: Vec<u8>,
    nonce: Vec<u8>,
    ciphertext: Vec<u8>,
    tag: Vec<u8>,
}

impl<'a> Encrypted<'a> {
    /// Takes a compact token apart.
    ///
    /// # Errors
    /// [`JweError`] if it is not one.
    pub fn parse(token: &'a str) -> Result<Self, JweError> {
        if token.len() > LIMIT {
            return Err(JweError::TooLarge);
        }
        let parts: Vec<_> = token.splitn(6, '.').collect();
        let [protected, key, nonce, ciphertext, tag] = parts[..] else {
            return Err(JweError::Malformed(EncryptedPart::Parts));
        };
        let read = |text, part| base64url::decode(text).map_err(|_| JweError::Malformed(part));
        Ok(Self {
            header: EncryptionHeader::read(&read(protected, EncryptedPart::Header)?)?,
            protected,
            key: read(key, EncryptedPart::Key)?,
            nonce: read(nonce, EncryptedPart::Nonce)?,
            ciphertext: read(ciphertext, EncryptedPart::Ciphertext)?,
            tag: read(tag, EncryptedPart::Tag)?,
        })
    }

    /// What it says about its encryption.
    #[must_use]
    pub const fn header(&self) -> &EncryptionHeader {
        &self.header
    }

    fn open(&self, key: &DecryptionKey) -> Option<Vec<u8>> {
        let sealed = Sealed {
            nonce: &self.nonce,
            ciphertext: &self.ciphertext,
            tag: &self.tag,
            additional: self.protected.as_bytes(),
        };
        let encryption = self.header.content_encryption;
        encryption.open(&self.content_key(key)?, &sealed)
    }

    /// The key of the content. Where it cannot be had, one that was made up before (RFC 7516 section 11.5), so that a
    /// failure is found in one place only: where the tag does not fit. `None` if there is no randomness.
    fn content_key(&self, key: &DecryptionKey) -> Option<ContentKey> {
        let made_up = ContentKey::draw(self.header.content_encryption)?;
        Some(key.recover(&self.header, &self.key).unwrap_or(made_up))
    }
}

#[cfg(test)]
mod tests;
