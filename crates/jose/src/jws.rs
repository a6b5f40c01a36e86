//! A signed token in its compact form (RFC 7515 section 3.1), and when to believe it.

use std::fmt;

use serde_json::{Map, Value};

use crate::{Algorithm, Claims, Header, Jwk, KeySet, base64url};

/// The longest token that is looked at, in bytes.
pub(crate) const LIMIT: usize = 256 * 1024;

/// Keys that are tried at most for a token without a key id.
pub(crate) const TRIED: usize = 5;

/// A token whose signature was verified.
#[derive(Clone, Debug)]
pub struct Verified {
    /// What it says about its signature.
    pub header: Header,
    /// What it claims.
    pub claims: Claims,
}

/// Why a token is not believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JwsError {
    /// It is longer than 256 KiB.
    TooLarge,
    /// It is not a token.
    Malformed(Malformed),
    /// It demands an extension that we do not have.
    Critical,
    /// It names an algorithm that we never accept, such as `none`.
    UnknownAlgorithm {
        /// The name, as the token has it.
        name: String,
    },
    /// It is signed with an algorithm that is not accepted here.
    NotAccepted {
        /// The algorithm.
        algorithm: Algorithm,
    },
    /// Its key is not among the known ones; the signer may have new ones.
    KeyNotFound {
        /// The key's id, if the token names one.
        key_id: Option<String>,
    },
    /// The signature is not that of the key.
    BadSignature,
    /// The shared secret is shorter than what the algorithm makes of it.
    SecretTooShort {
        /// The algorithm.
        algorithm: Algorithm,
    },
}

/// Which part of a token is not what it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// Not three parts.
    Parts,
    /// The first part.
    Header,
    /// The second part.
    Payload,
    /// The third part.
    Signature,
}

impl JwsError {
    /// The stable name of this failure.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "jws.too_large",
            Self::Malformed(_) => "jws.malformed",
            Self::Critical => "jws.critical_extension",
            Self::UnknownAlgorithm { .. } => "jws.unknown_algorithm",
            Self::NotAccepted { .. } => "jws.algorithm_not_accepted",
            Self::KeyNotFound { .. } => "jwks.key_not_found",
            Self::BadSignature => "jws.bad_signature",
            Self::SecretTooShort { .. } => "jws.secret_too_short",
        }
    }
}

impl fmt::Display for JwsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => f.write_str("the token is longer than 256 KiB"),
            Self::Malformed(part) => write!(f, "this is not a signed token: its {part:?} cannot be read"),
            Self::Critical => f.write_str("the token demands an extension that is not supported"),
            Self::UnknownAlgorithm { name } => write!(f, "the algorithm {name:?} is never accepted"),
            Self::NotAccepted { algorithm } => write!(f, "the algorithm {algorithm} is not accepted here"),
            Self::KeyNotFound { key_id: Some(id) } => {
                write!(
                    f,
                    "key id {id:?} is not among the provider's keys for its algorithm"
                )
            }
            Self::KeyNotFound { key_id: None } => f.write_str("none of the provider's keys fits the token"),
            Self::BadSignature => f.write_str("the signature is not that of the provider's key"),
            Self::SecretTooShort { algorithm } => {
                write!(f, "the shared secret is too short for {algorithm}")
            }
        }?;
        write!(f, " ({})", self.code())
    }
}

impl std::error::Error for JwsError {}

/// Verifies a token's signature with one of these keys and one of these algorithms.
/// What it claims is still to be judged. A shared secret is not looked for among keys, even if its algorithm
/// is accepted: that is [`crate::verify_hmac`].
///
/// # Errors
/// [`JwsError`]; [`JwsError::KeyNotFound`] is worth fetching the keys once more.
pub fn verify(token: &str, keys: &KeySet, accepted: &[Algorithm]) -> Result<Verified, JwsError> {
    let token = Token::parse(token)?;
    let algorithm = token.header.algorithm;
    if algorithm.is_symmetric() || !accepted.contains(&algorithm) {
        return Err(JwsError::NotAccepted { algorithm });
    }
    let key_id = token.header.key_id.as_deref();
    let mut fitting = keys.fitting(algorithm, key_id).take(TRIED).peekable();
    if fitting.peek().is_none() {
        return Err(JwsError::KeyNotFound {
            key_id: token.header.key_id.clone(),
        });
    }
    if fitting.any(|key| key.verify(algorithm, token.signed.as_bytes(), &token.signature)) {
        return token.believed();
    }
    // Without a key id nobody knows whether it is forged or signed with a key we have not seen.
    Err(key_id.map_or(JwsError::KeyNotFound { key_id: None }, |_| JwsError::BadSignature))
}

/// Verifies a token's signature with this very key and this algorithm, whatever key the token names.
/// What it claims is still to be judged.
///
/// # Errors
/// [`JwsError`].
pub fn verify_by(token: &str, key: &Jwk, algorithm: Algorithm) -> Result<Verified, JwsError> {
    let token = Token::parse(token)?;
    let named = token.header.algorithm;
    if named != algorithm || algorithm.is_symmetric() || !key.fits(algorithm) {
        return Err(JwsError::NotAccepted { algorithm: named });
    }
    match token.is_signed_with(key) {
        true => token.believed(),
        false => Err(JwsError::BadSignature),
    }
}

/// A token taken apart, and not believed.
#[derive(Debug)]
pub struct Token<'a> {
    header: Header,
    protected: &'a str,
    pub(crate) signed: &'a str,
    payload: &'a str,
    pub(crate) signature: Vec<u8>,
}

impl<'a> Token<'a> {
    /// Takes a compact token apart.
    ///
    /// # Errors
    /// [`JwsError`] if it is not one.
    pub fn parse(token: &'a str) -> Result<Self, JwsError> {
        if token.len() > LIMIT {
            return Err(JwsError::TooLarge);
        }
        let malformed = |part| JwsError::Malformed(part);
        let (signed, signature) = token.rsplit_once('.').ok_or(malformed(Malformed::Parts))?;
        let (header, payload) = signed.split_once('.').ok_or(malformed(Malformed::Parts))?;
        if payload.contains('.') {
            return Err(malformed(Malformed::Parts));
        }
        let protected = header;
        let header = base64url::decode(header).map_err(|_| malformed(Malformed::Header))?;
        let signature = base64url::decode(signature).map_err(|_| malformed(Malformed::Signature))?;
        Ok(Self {
            header: Header::read(&header)?,
            protected,
            signed,
            payload,
            signature,
        })
    }

    /// Whether a text is meant for a signed token, well formed or not. Whoever reads leniently takes many texts for the same
    /// token: what is demanded of signed tokens must be demanded of all of them.
    #[must_use]
    pub fn is_meant_by(text: &str) -> bool {
        let header = text.split_once('.').map(|(header, _)| header);
        let header = header.map(base64url::decode_leniently).unwrap_or_default();
        let mut values = serde_json::Deserializer::from_slice(&header).into_iter::<Map<String, Value>>();
        // Only encrypted tokens say how (RFC 7516 section 4.1.2).
        matches!(values.next(), Some(Ok(members)) if !members.contains_key("enc"))
    }

    /// Whether it was signed with this key.
    pub(crate) fn is_signed_with(&self, key: &Jwk) -> bool {
        key.verify(self.header.algorithm, self.signed.as_bytes(), &self.signature)
    }

    /// What it says about its signature.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// A text of its header that has no meaning there, under this name.
    #[must_use]
    pub fn header_text(&self, name: &str) -> Option<String> {
        let header = base64url::decode(self.protected).ok()?;
        let header = Claims::read(&header).ok()?;
        header.string(name).map(str::to_owned)
    }

    /// What it claims, though nobody has shown that it is true.
    ///
    /// # Errors
    /// [`JwsError::Malformed`] if the payload is not a JSON object.
    pub fn unverified_claims(&self) -> Result<Claims, JwsError> {
        self.claims()
    }

    /// What it says, to be called when its signature was verified, and only then.
    pub(crate) fn believed(&self) -> Result<Verified, JwsError> {
        Ok(Verified {
            claims: self.claims()?,
            header: self.header.clone(),
        })
    }

    fn claims(&self) -> Result<Claims, JwsError> {
        let payload = base64url::decode(self.payload).map_err(|_| JwsError::Malformed(Malformed::Payload))?;
        Claims::read(&payload).map_err(|_| JwsError::Malformed(Malformed::Payload))
    }
}

#[cfg(test)]
mod tests;
