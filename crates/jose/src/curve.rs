//! Curves on which two agree on a secret (RFC 7518 section 6.2, RFC 8037 section 2).

use aws_lc_rs::agreement::{Algorithm, ECDH_P256, ECDH_P384, ECDH_P521, X25519};
use serde_json::{Map, Value, json};

use crate::base64url;
use crate::jwk::{bytes, text};

/// A curve of ECDH.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Curve {
    P256,
    P384,
    P521,
    X25519,
}

impl Curve {
    pub(crate) const ALL: [Self; 4] = [Self::P256, Self::P384, Self::P521, Self::X25519];

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|curve| curve.as_str() == name)
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
            Self::X25519 => "X25519",
        }
    }

    pub(crate) const fn agreement(self) -> &'static Algorithm {
        match self {
            Self::P256 => &ECDH_P256,
            Self::P384 => &ECDH_P384,
            Self::P521 => &ECDH_P521,
            Self::X25519 => &X25519,
        }
    }

    /// Which kind of key it has.
    const fn kind(self) -> &'static str {
        match self {
            Self::P256 | Self::P384 | Self::P521 => "EC",
            Self::X25519 => "OKP",
        }
    }

    /// How long a coordinate is, in bytes, and a private key.
    pub(crate) const fn size(self) -> usize {
        match self {
            Self::P256 | Self::X25519 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }
}

/// A public key of a curve. That it lies there is found out when it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) curve: Curve,
    /// Uncompressed (SEC 1 section 2.3.3); of X25519 the one coordinate it has.
    pub(crate) bytes: Vec<u8>,
}

impl Point {
    /// Reads the public members of a JWK. Coordinates have the full length of the curve (RFC 7518 6.2.1.2).
    pub(crate) fn read(members: &Map<String, Value>) -> Option<Self> {
        let curve = Curve::from_name(text(members, "crv")?)?;
        if text(members, "kty")? != curve.kind() {
            return None;
        }
        let coordinate = |name| bytes(members, name).filter(|bytes| bytes.len() == curve.size());
        let bytes = match curve {
            Curve::X25519 => coordinate("x")?,
            Curve::P256 | Curve::P384 | Curve::P521 => {
                [&[4], &*coordinate("x")?, &*coordinate("y")?].concat()
            }
        };
        Some(Self { curve, bytes })
    }

    /// Its members as a JWK.
    pub(crate) fn jwk(&self) -> Value {
        let (kind, curve) = (self.curve.kind(), self.curve.as_str());
        match self.curve {
            Curve::X25519 => json!({ "kty": kind, "crv": curve, "x": base64url::encode(&self.bytes) }),
            Curve::P256 | Curve::P384 | Curve::P521 => {
                let (x, y) = self.bytes[1..].split_at(self.curve.size());
                let [x, y] = [x, y].map(base64url::encode);
                json!({ "kty": kind, "crv": curve, "x": x, "y": y })
            }
        }
    }
}

#[cfg(test)]
mod tests;
