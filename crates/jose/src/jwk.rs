//! One public key (RFC 7517 section 4, RFC 7518 section 6).

use std::fmt;

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ECDSA_P521_SHA512_FIXED, ED25519, ParsedPublicKey,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
    RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaParameters,
    RsaPublicKeyComponents,
};
use serde_json::{Map, Value};

use crate::{Algorithm, base64url};

/// The members of a key that anybody may know.
const PUBLIC: [&str; 12] = [
    "kty", "kid", "use", "key_ops", "alg", "n", "e", "crv", "x", "y", "x5t", "x5t#S256",
];

/// A public key that may verify signatures, parsed once for each algorithm it fits.
/// Private and symmetric members of a key are never looked at, so that none ever fits an HMAC:
/// what is published is no secret.
pub struct Jwk {
    key_id: Option<String>,
    public: Map<String, Value>,
    parsed: Vec<(Algorithm, ParsedPublicKey)>,
}

impl Jwk {
    /// Reads a key; `None` if it is of a kind, size or purpose that verifies nothing here.
    #[must_use]
    pub fn read(members: &Map<String, Value>) -> Option<Self> {
        let key_id = key_id(members)?;
        if !may(members, "sig", &["verify"]) {
            return None;
        }
        let mut parsed = match text(members, "kty")? {
            "RSA" => rsa(members)?,
            "EC" => ec(members)?,
            "OKP" => okp(members)?,
            _ => return None,
        };
        // A key that names its algorithm is good for that one only (RFC 7517 section 4.4).
        if let Some(named) = members.get("alg") {
            let named = Algorithm::from_name(named.as_str()?)?;
            parsed.retain(|(algorithm, _)| *algorithm == named);
        }
        let public = PUBLIC
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), members.get(*name)?.clone())))
            .collect();
        (!parsed.is_empty()).then_some(Self {
            key_id,
            public,
            parsed,
        })
    }

    /// Its id.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }

    /// Its public members, as they were listed.
    #[must_use]
    pub const fn public(&self) -> &Map<String, Value> {
        &self.public
    }

    /// Whether it verifies signatures of this algorithm.
    #[must_use]
    pub fn fits(&self, algorithm: Algorithm) -> bool {
        self.parsed.iter().any(|(fitting, _)| *fitting == algorithm)
    }

    /// Whether this is the key's signature of the message.
    #[must_use]
    pub fn verify(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        let key = self.parsed.iter().find(|(fitting, _)| *fitting == algorithm);
        key.is_some_and(|(_, key)| key.verify_sig(message, signature).is_ok())
    }
}

impl fmt::Debug for Jwk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let algorithms = self.parsed.iter().map(|(algorithm, _)| algorithm.as_str());
        write!(f, "Jwk({:?}, {:?})", self.key_id, algorithms.collect::<Vec<_>>())
    }
}

/// A key's id, if it has one; `None` if that is no text.
pub(crate) fn key_id(members: &Map<String, Value>) -> Option<Option<String>> {
    match members.get("kid") {
        None => Some(None),
        Some(id) => Some(Some(id.as_str()?.to_owned())),
    }
}

/// Whether `use` and `key_ops`, where they are given, allow one of these operations (RFC 7517 sections 4.2 and 4.3).
pub(crate) fn may(members: &Map<String, Value>, purpose: &str, operations: &[&str]) -> bool {
    let used_for = members.get("use").is_none_or(|used_for| used_for == purpose);
    let operations = members.get("key_ops").is_none_or(|allowed| {
        let mut allowed = allowed.as_array().into_iter().flatten();
        allowed.any(|allowed| operations.iter().any(|operation| allowed == operation))
    });
    used_for && operations
}

fn rsa(members: &Map<String, Value>) -> Option<Vec<(Algorithm, ParsedPublicKey)>> {
    let (n, e) = (bytes(members, "n")?, bytes(members, "e")?);
    let significant = significant(&n)?;
    // RFC 7518 section 3.3: at least 2048 bits. The upper bounds keep one signature from costing a second.
    let bits = significant.len() * 8 - significant[0].leading_zeros() as usize;
    if !(2048..=8192).contains(&bits) || e.len() > 8 {
        return None;
    }
    // RFC 8017 section 3.1. Of a key with the exponent 1 everybody can make signatures.
    let exponent = e.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
    if exponent < 3 || exponent % 2 == 0 || significant[significant.len() - 1] % 2 == 0 {
        return None;
    }
    let fitting: [(Algorithm, &'static RsaParameters); 6] = [
        (Algorithm::Rs256, &RSA_PKCS1_2048_8192_SHA256),
        (Algorithm::Rs384, &RSA_PKCS1_2048_8192_SHA384),
        (Algorithm::Rs512, &RSA_PKCS1_2048_8192_SHA512),
        (Algorithm::Ps256, &RSA_PSS_2048_8192_SHA256),
        (Algorithm::Ps384, &RSA_PSS_2048_8192_SHA384),
        (Algorithm::Ps512, &RSA_PSS_2048_8192_SHA512),
    ];
    let components = RsaPublicKeyComponents {
        n: significant,
        e: e.as_slice(),
    };
    fitting
        .into_iter()
        .map(|(name, kind)| Some((name, components.to_parsed_public_key(kind).ok()?)))
        .collect()
}

fn ec(members: &Map<String, Value>) -> Option<Vec<(Algorithm, ParsedPublicKey)>> {
    let (algorithm, kind, size) = match text(members, "crv")? {
        "P-256" => (Algorithm::Es256, &ECDSA_P256_SHA256_FIXED, 32),
        "P-384" => (Algorithm::Es384, &ECDSA_P384_SHA384_FIXED, 48),
        "P-521" => (Algorithm::Es512, &ECDSA_P521_SHA512_FIXED, 66),
        _ => return None,
    };
    let (x, y) = (bytes(members, "x")?, bytes(members, "y")?);
    // RFC 7518 section 6.2.1.2: coordinates have the full length of the curve.
    if x.len() != size || y.len() != size {
        return None;
    }
    let point = [&[4], x.as_slice(), y.as_slice()].concat();
    Some(vec![(algorithm, ParsedPublicKey::new(kind, point).ok()?)])
}

fn okp(members: &Map<String, Value>) -> Option<Vec<(Algorithm, ParsedPublicKey)>> {
    if text(members, "crv")? != "Ed25519" {
        return None;
    }
    Some(vec![(
        Algorithm::EdDsa,
        ParsedPublicKey::new(&ED25519, bytes(members, "x")?).ok()?,
    )])
}

/// A number without the zeros before it, if it is not zero.
pub(crate) fn significant(number: &[u8]) -> Option<&[u8]> {
    let first = number.iter().position(|byte| *byte != 0)?;
    Some(&number[first..])
}

pub(crate) fn text<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    members.get(name)?.as_str()
}

pub(crate) fn bytes(members: &Map<String, Value>, name: &str) -> Option<Vec<u8>> {
    base64url::decode(text(members, name)?).ok()
}

#[cfg(test)]
mod tests;
