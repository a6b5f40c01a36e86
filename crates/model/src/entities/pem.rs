//! Certificates and keys as PEM texts (RFC 7468).
//!
//! Only their form is judged here. What is in them is read where it is used.

use std::fmt;

use schema::{DecodeError, Field, Shape, Value, Violation, text};

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const CERTIFICATE: &str = "CERTIFICATE";

text! {
    /// One certificate or several, PEM; the first is its owner's, each other one signed the one before it.
    CertificatePem
}

impl CertificatePem {
    /// What the PEM blocks hold, in order.
    #[must_use]
    pub fn contents(&self) -> Vec<Vec<u8>> {
        blocks(&self.0).unwrap_or_default()
    }

    fn judge(text: &str) -> Result<(), Violation> {
        match blocks(text) {
            Some(blocks) if !blocks.is_empty() => Ok(()),
            _ => Err(Violation::Own {
                code: "config.certificate",
                text: "invalid certificate: it is no PEM text with a certificate in it".to_owned(),
                remedy: "write the whole text, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----"
                    .to_owned(),
            }),
        }
    }
}

/// A private key, PEM. It is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyPem(String);

impl KeyPem {
    /// The key itself, for the one who must use it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    fn judge(text: &str) -> Result<(), Violation> {
        let labels = ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"];
        let is_key = |label: &str| labels.contains(&label);
        match read(text, is_key) {
            Some(keys) if keys.len() == 1 => Ok(()),
            _ => Err(Violation::Own {
                code: "config.key",
                text: "invalid key: it is no PEM text with one private key in it".to_owned(),
                remedy: "write the whole text, from -----BEGIN PRIVATE KEY----- on, without a passphrase"
                    .to_owned(),
            }),
        }
    }
}

text! {
    /// A public key, PEM.
    PublicKeyPem
}

impl PublicKeyPem {
    fn judge(text: &str) -> Result<(), Violation> {
        match read(text, |label| matches!(label, "PUBLIC KEY" | "RSA PUBLIC KEY")) {
            Some(keys) if keys.len() == 1 => Ok(()),
            _ => Err(Violation::Own {
                code: "config.key",
                text: "invalid key: it is no PEM text with one public key in it".to_owned(),
                remedy: "write the whole text, from -----BEGIN PUBLIC KEY----- on".to_owned(),
            }),
        }
    }
}

impl fmt::Debug for KeyPem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl Shape for KeyPem {
    fn shape() -> Field {
        Field::text(Self::judge).of_form("KeyPem").encrypted()
    }

    fn read(value: &Value) -> Result<Self, DecodeError> {
        let text = value.as_str().ok_or(DecodeError::expected("a string"))?;
        let judged = Self::judge(text).map(|()| Self(text.to_owned()));
        judged.map_err(|_| DecodeError::expected("a private key"))
    }
}

/// The certificates in a text; `None` if one of them is broken.
pub(super) fn blocks(text: &str) -> Option<Vec<Vec<u8>>> {
    read(text, |label| label == CERTIFICATE)
}

/// The blocks with such labels. Text around blocks is a comment, and so are blocks of other things.
fn read(text: &str, wanted: impl Fn(&str) -> bool) -> Option<Vec<Vec<u8>>> {
    let mut contents = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once(BEGIN) {
        let (label, after) = after.split_once("-----")?;
        let (base64, after) = after.split_once(END)?;
        rest = after.strip_prefix(label)?.strip_prefix("-----")?;
        if wanted(label) {
            contents.push(der(base64)?);
        }
    }
    Some(contents)
}

/// DER of a certificate or key is a sequence, whose first byte is 0x30 (X.690 8.9).
fn der(base64: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = base64
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    let der = base64_simd::STANDARD.decode_to_vec(digits).ok()?;
    (der.first() == Some(&0x30)).then_some(der)
}
