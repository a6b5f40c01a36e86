//! How the key of an encrypted content reaches whoever may read it (RFC 7518 section 4.1, RFC 8037 section 3.2).

use std::fmt;

use aws_lc_rs::key_wrap::{AES_128, AES_256, AesBlockCipher};

/// How a content key is encrypted or agreed on.
///
/// Who knows none of the recipient's secrets can do each of them. Not among them, and never used:
/// - `RSA1_5`: how a failed decryption differs from another one has given contents away for 25 years (RFC 8725 3.2).
/// - `RSA-OAEP`: it is made of SHA-1. Keys that say what they are for are encrypted to with `RSA-OAEP-256`.
/// - `dir`, `A128KW` and its like, `PBES2`: a shared key or a password, and of the latter as many rounds as a stranger
///   asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyManagement {
    /// RSAES-OAEP with SHA-256.
    RsaOaep256,
    /// ECDH with an ephemeral key; what is agreed on is the content key.
    EcdhEs,
    /// ECDH with an ephemeral key; what is agreed on wraps the content key with AES-128.
    EcdhEsA128Kw,
    /// ECDH with an ephemeral key; what is agreed on wraps the content key with AES-256.
    EcdhEsA256Kw,
}

impl KeyManagement {
    /// All there are.
    pub const ALL: [Self; 4] = [
        Self::RsaOaep256,
        Self::EcdhEs,
        Self::EcdhEsA128Kw,
        Self::EcdhEsA256Kw,
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
            Self::RsaOaep256 => "RSA-OAEP-256",
            Self::EcdhEs => "ECDH-ES",
            Self::EcdhEsA128Kw => "ECDH-ES+A128KW",
            Self::EcdhEsA256Kw => "ECDH-ES+A256KW",
        }
    }

    /// Whether a secret is agreed on with an ephemeral key.
    pub(crate) const fn is_agreement(self) -> bool {
        !matches!(self, Self::RsaOaep256)
    }

    /// What wraps the content key once a secret is agreed on, with how long a key.
    pub(crate) const fn wrapping(self) -> Option<(&'static AesBlockCipher, usize)> {
        match self {
            Self::EcdhEsA128Kw => Some((&AES_128, 16)),
            Self::EcdhEsA256Kw => Some((&AES_256, 32)),
            Self::RsaOaep256 | Self::EcdhEs => None,
        }
    }
}

impl fmt::Display for KeyManagement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests;
