//! A private key as JSON (RFC 7517, RFC 7518 6).

use schema::{Record, Secret};

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
