//! Private keys as JWKs (RFC 7517; RFC 7518 section 6, RFC 8037 section 2).

use aws_lc_rs::rsa::KeyPairComponents;
use aws_lc_rs::signature::{EcdsaKeyPair, Ed25519KeyPair, RsaKeyPair, RsaPublicKeyComponents};
use serde_json::{Map, Value};

use crate::curve::Point;
use crate::jwk::{self, bytes, significant, text};
use crate::signing_key::{Family, Pair};
use crate::{Algorithm, SignError, SigningKey, hmac};

impl SigningKey {
    /// Reads a private JWK, to sign with this algorithm. A key of RSA needs all members that RFC 7518 section 6.3.2 knows
    /// of two primes. A shared secret is read for HMACs only, and as long as RFC 7518 section 3.2 asks for. `x5t` and
    /// `x5t#S256` stand in the header of what it signs.
    ///
    /// # Errors
    /// [`SignError::UnusableKey`] if it is of another kind, names another algorithm, may not sign, or has public members
    /// that are not those of its private ones.
    pub fn from_jwk(members: &Map<String, Value>, algorithm: Algorithm) -> Result<Self, SignError> {
        Self::read(members, algorithm).ok_or(SignError::UnusableKey)
    }

    fn read(members: &Map<String, Value>, algorithm: Algorithm) -> Option<Self> {
        let named = members.get("alg").is_none_or(|named| named == algorithm.as_str());
        if !named || !jwk::may(members, "sig", &["sign"]) {
            return None;
        }
        let pair = match (Family::of(algorithm), text(members, "kty")?) {
            (Some(Family::Rsa(encoding)), "RSA") => Pair::Rsa(Box::new(rsa(members)?), encoding),
            (Some(Family::Ec(curve, name)), "EC") if text(members, "crv")? == name => {
                let (public, private) = (Point::read(members)?, bytes(members, "d")?);
                // RFC 7518 section 6.2.2.1: in full length, as the coordinates.
                if private.len() != public.curve.size() {
                    return None;
                }
                let pair = EcdsaKeyPair::from_private_key_and_public_key(curve, &private, &public.bytes);
                Pair::Ec(Box::new(pair.ok()?), name)
            }
            (Some(Family::Ed25519), "OKP") if text(members, "crv")? == "Ed25519" => {
                let (public, seed) = (bytes(members, "x")?, bytes(members, "d")?);
                let pair = Ed25519KeyPair::from_seed_and_public_key(&seed, &public);
                Pair::Ed25519(Box::new(pair.ok()?))
            }
            (None, "oct") => {
                let secret = hmac::signing_key(algorithm, &bytes(members, "k")?)?;
                Pair::Shared(Box::new(secret))
            }
            _ => return None,
        };
        Some(Self {
            key_id: jwk::key_id(members)?,
            algorithm,
            pair,
            thumbprints: thumbprints(members)?,
        })
    }
}

/// What names the certificate of the key, for those who look for it by that (RFC 7515 sections 4.1.7 and 4.1.8). It is
/// not compared with any certificate: only whoever verifies has one.
fn thumbprints(members: &Map<String, Value>) -> Option<Vec<(&'static str, String)>> {
    let mut thumbprints = Vec::new();
    for (name, length) in [("x5t", 20), ("x5t#S256", 32)] {
        if members.contains_key(name) {
            if bytes(members, name)?.len() != length {
                return None;
            }
            thumbprints.push((name, text(members, name)?.to_owned()));
        }
    }
    Some(thumbprints)
}

/// An RSA key with all the members that RFC 7518 section 6.3.2 asks for, which fit each other. With more than two primes
/// it is none.
pub(crate) fn rsa(members: &Map<String, Value>) -> Option<RsaKeyPair> {
    if members.contains_key("oth") {
        return None;
    }
    let [n, e, d, p, q, dp, dq, qi] =
        ["n", "e", "d", "p", "q", "dp", "dq", "qi"].map(|name| bytes(members, name));
    let (n, e) = (n?, e?);
    let components = KeyPairComponents {
        public_key: RsaPublicKeyComponents {
            n: significant(&n)?,
            e: significant(&e)?,
        },
        d: d?,
        p: p?,
        q: q?,
        dP: dp?,
        dQ: dq?,
        qInv: qi?,
    };
    RsaKeyPair::from_components(&components).ok()
}

#[cfg(test)]
mod tests;
