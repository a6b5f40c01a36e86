//! A public key as people keep it: PEM (RFC 7468) of a SubjectPublicKeyInfo (RFC 5280 4.1.2.7), or of an RSA key alone
//! (RFC 8017 A.1.1).

use serde_json::{Map, Value, json};

use crate::{Jwk, base64url};

/// The longest text that is looked at, in bytes.
const LIMIT: usize = 16 * 1024;

impl Jwk {
    /// Reads a public key from PEM. `None` if it is none, or of a kind or size that verifies nothing here. A private key
    /// is none.
    #[must_use]
    pub fn from_pem(pem: &str) -> Option<Self> {
        let pem = pem.trim();
        let (label, text) = pem.strip_prefix("-----BEGIN ")?.split_once("-----")?;
        let text = text.strip_suffix(&format!("-----END {label}-----"))?;
        if pem.len() > LIMIT {
            return None;
        }
        let text: String = text.split_ascii_whitespace().collect();
        let der = base64_simd::STANDARD.decode_to_vec(text).ok()?;
        let members = match label {
            "PUBLIC KEY" => subject_public_key_info(&der)?,
            "RSA PUBLIC KEY" => rsa(&der)?,
            _ => return None,
        };
        Self::read(&members)
    }
}

/// Object identifiers, as they are encoded: RFC 8017 A.1, RFC 5480 2.1.1, RFC 8410 3.
const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
const CURVES: [(&[u8], &str); 3] = [
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07], "P-256"),
    (&[0x2b, 0x81, 0x04, 0x00, 0x22], "P-384"),
    (&[0x2b, 0x81, 0x04, 0x00, 0x23], "P-521"),
];

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OBJECT_IDENTIFIER: u8 = 0x06;
const SEQUENCE: u8 = 0x30;

fn subject_public_key_info(der: &[u8]) -> Option<Map<String, Value>> {
    let mut whole = Reader(der);
    let mut info = Reader(whole.take(SEQUENCE)?);
    let mut algorithm = Reader(info.take(SEQUENCE)?);
    // No key has bits that fill no byte.
    let key = info.take(BIT_STRING)?.strip_prefix(&[0])?;
    if !whole.0.is_empty() || !info.0.is_empty() {
        return None;
    }
    match algorithm.take(OBJECT_IDENTIFIER)? {
        RSA_ENCRYPTION => rsa(key),
        ED25519 => members(json!({ "kty": "OKP", "crv": "Ed25519", "x": base64url::encode(key) })),
        EC_PUBLIC_KEY => {
            let named = algorithm.take(OBJECT_IDENTIFIER)?;
            let (_, curve) = CURVES.iter().find(|(oid, _)| *oid == named)?;
            // RFC 5480 2.2: four says that both coordinates follow, in full.
            let point = key.strip_prefix(&[4])?;
            let (x, y) = point.split_at(point.len() / 2);
            let [x, y] = [x, y].map(base64url::encode);
            members(json!({ "kty": "EC", "crv": curve, "x": x, "y": y }))
        }
        _ => None,
    }
}

fn rsa(der: &[u8]) -> Option<Map<String, Value>> {
    let mut whole = Reader(der);
    let mut key = Reader(whole.take(SEQUENCE)?);
    let (n, e) = (key.take(INTEGER)?, key.take(INTEGER)?);
    if !whole.0.is_empty() || !key.0.is_empty() {
        return None;
    }
    let [n, e] = [n, e].map(base64url::encode);
    members(json!({ "kty": "RSA", "n": n, "e": e }))
}

fn members(key: Value) -> Option<Map<String, Value>> {
    match key {
        Value::Object(members) => Some(members),
        _ => None,
    }
}

/// What is left of a text in DER (X.690).
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// What the next value holds, if it is of this kind.
    fn take(&mut self, tag: u8) -> Option<&'a [u8]> {
        let rest = self.0.strip_prefix(&[tag])?;
        let (first, rest) = rest.split_first()?;
        let (length, rest) = match usize::from(*first) {
            short @ 0..=0x7f => (short, rest),
            // So many bytes hold the length; more than two would be more than is looked at.
            long @ 0x81..=0x82 => {
                let (length, rest) = rest.split_at_checked(long - 0x80)?;
                (
                    length.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)),
                    rest,
                )
            }
            _ => return None,
        };
        let (value, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(value)
    }
}

#[cfg(test)]
mod tests;
