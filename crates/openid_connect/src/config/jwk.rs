//! A private key as JSON (RFC 7517, RFC 7518 6).

use jose::Algorithm;
use schema::{Record, Secret};
use serde_json::{Map, Value};

/// A key, with all that a JWK may say.
#[derive(Record)]
pub(crate) struct Jwk {
    /// The family of the key: `RSA`, `EC`, `OKP` or `oct`.
    pub(crate) kty: Option<String>,

    /// What it is for: `sig`.
    pub(crate) r#use: Option<String>,

    /// What may be done with it.
    pub(crate) key_ops: Option<Vec<String>>,

    /// The algorithm it is for.
    pub(crate) alg: Option<String>,

    /// Its id.
    pub(crate) kid: Option<String>,

    /// Whose it is. Nothing depends on it.
    pub(crate) issuer: Option<String>,

    /// Where its certificate is.
    pub(crate) x5u: Option<String>,

    /// Its certificate, and those above it.
    pub(crate) x5c: Option<Vec<String>>,

    /// The SHA-1 of its certificate.
    pub(crate) x5t: Option<String>,

    /// The SHA-256 of its certificate.
    #[name = "x5t#S256"]
    pub(crate) x5t_s256: Option<String>,

    /// The secret of a symmetric key.
    #[field(referenceable)]
    pub(crate) k: Option<Secret>,

    /// The modulus of an RSA key.
    pub(crate) n: Option<String>,

    /// The public exponent of an RSA key.
    pub(crate) e: Option<String>,

    /// The private part of an RSA, EC or OKP key.
    #[field(referenceable)]
    pub(crate) d: Option<Secret>,

    /// The first prime of an RSA key.
    #[field(referenceable)]
    pub(crate) p: Option<Secret>,

    /// The second prime of an RSA key.
    #[field(referenceable)]
    pub(crate) q: Option<Secret>,

    /// The private exponent modulo the first prime less one.
    #[field(referenceable)]
    pub(crate) dp: Option<Secret>,

    /// The private exponent modulo the second prime less one.
    #[field(referenceable)]
    pub(crate) dq: Option<Secret>,

    /// The inverse of the second prime modulo the first.
    #[field(referenceable)]
    pub(crate) qi: Option<Secret>,

    /// More primes of an RSA key.
    #[field(referenceable)]
    pub(crate) oth: Option<Secret>,

    /// A further prime.
    #[field(referenceable)]
    pub(crate) r: Option<Secret>,

    /// The coefficient of a further prime.
    #[field(referenceable)]
    pub(crate) t: Option<Secret>,

    /// The curve.
    pub(crate) crv: Option<String>,

    /// The x of a point on the curve.
    pub(crate) x: Option<String>,

    /// The y of a point on the curve.
    pub(crate) y: Option<String>,
}

impl Jwk {
    /// The algorithm that it says it is for, or else the usual one of its kind.
    pub(crate) fn algorithm(&self) -> Option<Algorithm> {
        if let Some(named) = &self.alg {
            return Algorithm::from_name(named);
        }
        match (self.kty.as_deref()?, self.crv.as_deref()) {
            ("RSA", _) => Some(Algorithm::Rs256),
            ("EC", Some("P-256")) => Some(Algorithm::Es256),
            ("EC", Some("P-384")) => Some(Algorithm::Es384),
            ("EC", Some("P-521")) => Some(Algorithm::Es512),
            ("OKP", Some("Ed25519")) => Some(Algorithm::EdDsa),
            _ => None,
        }
    }

    /// Its members, as they are in JSON. The algorithm is the one that is wanted, whatever it says.
    pub(crate) fn members_for(&self, algorithm: Algorithm) -> Map<String, Value> {
        let plain = [
            ("kty", &self.kty),
            ("use", &self.r#use),
            ("kid", &self.kid),
            ("x5t", &self.x5t),
            ("x5t#S256", &self.x5t_s256),
            ("n", &self.n),
            ("e", &self.e),
            ("crv", &self.crv),
            ("x", &self.x),
            ("y", &self.y),
        ];
        let private = [
            ("k", &self.k),
            ("d", &self.d),
            ("p", &self.p),
            ("q", &self.q),
            ("dp", &self.dp),
            ("dq", &self.dq),
            ("qi", &self.qi),
            ("oth", &self.oth),
        ];
        let mut members = Map::new();
        let mut put = |name: &str, value: Value| drop(members.insert(name.to_owned(), value));
        for (name, value) in plain {
            value.iter().for_each(|value| put(name, value.as_str().into()));
        }
        for (name, value) in private {
            value.iter().for_each(|value| put(name, value.expose().into()));
        }
        if let Some(operations) = &self.key_ops {
            put("key_ops", operations.clone().into());
        }
        put("alg", algorithm.as_str().into());
        members
    }
}
