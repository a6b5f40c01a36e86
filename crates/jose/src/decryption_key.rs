//! Private keys that tokens are encrypted for.

use std::fmt;

use aws_lc_rs::agreement::PrivateKey;
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::{KeySize, OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, PrivateDecryptingKey};
use aws_lc_rs::signature::{KeyPair, RsaKeyPair};
use serde_json::{Map, Value, json};

use crate::content_encryption::ContentKey;
use crate::curve::{Curve, Point};
use crate::{EncryptionHeader, KeyManagement, base64url, jwk, key_agreement, private_jwk};

/// A private key with its id. It is not printed.
pub struct DecryptionKey {
    key_id: Option<String>,
    fits: Vec<KeyManagement>,
    private: Private,
}

enum Private {
    Rsa {
        key: OaepPrivateDecryptingKey,
        modulus: Vec<u8>,
        exponent: Vec<u8>,
    },
    Agreement {
        key: PrivateKey,
        public: Point,
    },
}

/// A key that cannot be read, or is for no encryption that is known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnusableKey;

impl fmt::Display for UnusableKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the key cannot be read, or is for no encryption that is known here (jwe.unusable_key)")
    }
}

impl std::error::Error for UnusableKey {}

impl DecryptionKey {
    /// A new PKCS#8 key, that nobody else has: RSA of 2048 bits, or P-256. RSA takes some hundred milliseconds.
    ///
    /// # Errors
    /// [`UnusableKey`] if there is no randomness.
    pub fn make_pkcs8(key_management: KeyManagement) -> Result<Vec<u8>, UnusableKey> {
        let made = match key_management.is_agreement() {
            false => PrivateDecryptingKey::generate(KeySize::Rsa2048).and_then(|key| key.as_der()),
            true => PrivateKey::generate(Curve::P256.agreement()).and_then(|key| key.as_der()),
        };
        made.map(|der| der.as_ref().to_vec()).map_err(|_| UnusableKey)
    }

    /// Reads a PKCS#8 key, for one kind of key management.
    ///
    /// # Errors
    /// [`UnusableKey`] if it does not fit. X25519 is read from JWKs only.
    pub fn from_pkcs8(
        der: &[u8],
        key_management: KeyManagement,
        key_id: impl Into<String>,
    ) -> Result<Self, UnusableKey> {
        let private = match key_management.is_agreement() {
            false => {
                let pair = RsaKeyPair::from_pkcs8(der).map_err(|_| UnusableKey)?;
                Private::of_rsa(&pair)
            }
            true => [Curve::P256, Curve::P384, Curve::P521]
                .into_iter()
                .find_map(|curve| {
                    let key = PrivateKey::from_private_key_der(curve.agreement(), der).ok()?;
                    Private::of_curve(curve, key)
                }),
        };
        Ok(Self {
            key_id: Some(key_id.into()),
            fits: vec![key_management],
            private: private.ok_or(UnusableKey)?,
        })
    }

    /// Reads a private JWK (RFC 7517). One that names no algorithm is good for all that fit it.
    ///
    /// # Errors
    /// [`UnusableKey`] if it is of a kind, size or purpose that decrypts nothing here, if its public members are not
    /// those of its private ones, or, of RSA, if one of the members is missing that RFC 7518 section 6.3.2 asks for.
    pub fn from_jwk(members: &Map<String, Value>) -> Result<Self, UnusableKey> {
        Self::read(members).ok_or(UnusableKey)
    }

    fn read(members: &Map<String, Value>) -> Option<Self> {
        if !jwk::may(
            members,
            "enc",
            &["decrypt", "unwrapKey", "deriveKey", "deriveBits"],
        ) {
            return None;
        }
        let private = match jwk::text(members, "kty")? {
            "RSA" => Private::of_rsa(&private_jwk::rsa(members)?)?,
            _ => Private::of_point(members)?,
        };
        let mut fits = KeyManagement::ALL.to_vec();
        fits.retain(|fitting| fitting.is_agreement() == private.curve().is_some());
        // A key that names its algorithm is good for that one only (RFC 7517 section 4.4).
        if let Some(named) = members.get("alg") {
            let named = KeyManagement::from_name(named.as_str()?)?;
            fits.retain(|fitting| *fitting == named);
        }
        (!fits.is_empty()).then_some(Self {
            key_id: jwk::key_id(members)?,
            fits,
            private,
        })
    }

    /// Its id.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }

    /// Whether content keys can be had with it in this way.
    #[must_use]
    pub fn fits(&self, key_management: KeyManagement) -> bool {
        self.fits.contains(&key_management)
    }

    /// The public half, for a key set.
    #[must_use]
    pub fn public_jwk(&self) -> Value {
        let mut jwk = match &self.private {
            Private::Rsa {
                modulus, exponent, ..
            } => {
                let [n, e] = [modulus, exponent].map(|number| base64url::encode(number));
                json!({ "kty": "RSA", "n": n, "e": e })
            }
            Private::Agreement { public, .. } => public.jwk(),
        };
        if let Some(key_id) = &self.key_id {
            jwk["kid"] = key_id.as_str().into();
        }
        // A key for several is told without a name (RFC 7517 section 4.4 has room for one).
        if let [only] = self.fits[..] {
            jwk["alg"] = only.as_str().into();
        }
        jwk["use"] = "enc".into();
        jwk
    }

    /// The content key that was encrypted for this key.
    pub(crate) fn recover(&self, header: &EncryptionHeader, encrypted: &[u8]) -> Option<ContentKey> {
        match &self.private {
            Private::Rsa { key, .. } => {
                let mut room = vec![0; key.min_output_size()];
                let content_key = key.decrypt(&OAEP_SHA256_MGF1SHA256, encrypted, &mut room, None);
                ContentKey::read(content_key.ok()?, header.content_encryption)
            }
            Private::Agreement { key, .. } => key_agreement::recover(key, header, encrypted),
        }
    }
}

impl Private {
    fn curve(&self) -> Option<Curve> {
        match self {
            Self::Rsa { .. } => None,
            Self::Agreement { public, .. } => Some(public.curve),
        }
    }

    fn of_rsa(pair: &RsaKeyPair) -> Option<Self> {
        let key = PrivateDecryptingKey::from_pkcs8(pair.as_der().ok()?.as_ref()).ok()?;
        let public = pair.public_key();
        Some(Self::Rsa {
            key: OaepPrivateDecryptingKey::new(key).ok()?,
            modulus: public.modulus().big_endian_without_leading_zero().to_vec(),
            exponent: public.exponent().big_endian_without_leading_zero().to_vec(),
        })
    }

    fn of_point(members: &Map<String, Value>) -> Option<Self> {
        let listed = Point::read(members)?;
        let (curve, d) = (listed.curve, jwk::bytes(members, "d")?);
        let private = Self::of_curve(curve, PrivateKey::from_private_key(curve.agreement(), &d).ok()?)?;
        match &private {
            Self::Agreement { public, .. } if *public == listed => Some(private),
            _ => None,
        }
    }

    fn of_curve(curve: Curve, key: PrivateKey) -> Option<Self> {
        let bytes = key.compute_public_key().ok()?.as_ref().to_vec();
        Some(Self::Agreement {
            key,
            public: Point { curve, bytes },
        })
    }
}

impl fmt::Debug for DecryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fits = self.fits.iter().map(|fitting| fitting.as_str());
        write!(
            f,
            "DecryptionKey({:?}, {:?})",
            self.key_id,
            fits.collect::<Vec<_>>()
        )
    }
}

/// The keys of a recipient.
#[derive(Debug, Default)]
pub struct DecryptionKeys(Vec<DecryptionKey>);

impl DecryptionKeys {
    /// These keys; the first that fits is tried first.
    #[must_use]
    pub const fn new(keys: Vec<DecryptionKey>) -> Self {
        Self(keys)
    }

    /// The keys, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &DecryptionKey> {
        self.0.iter()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Keys that a token may be encrypted for. A key id in it selects; two keys may share one.
    pub(crate) fn fitting<'a, 'b>(
        &'a self,
        header: &'b EncryptionHeader,
    ) -> impl Iterator<Item = &'a DecryptionKey> + use<'a, 'b> {
        let curve = header
            .agreement
            .as_ref()
            .map(|agreement| agreement.ephemeral.curve);
        self.0.iter().filter(move |key| {
            let named = header.key_id.is_none() || header.key_id == key.key_id;
            named && key.fits(header.key_management) && key.private.curve() == curve
        })
    }
}

#[cfg(test)]
mod tests;
