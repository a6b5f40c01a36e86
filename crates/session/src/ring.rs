//! The secrets that seal, the newest first.

use std::fmt;

use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};

/// Secrets, the newest first: it seals, all of them open. So a secret can be changed without signing anybody out.
#[derive(Clone)]
pub struct Ring(Vec<Secret>);

#[derive(Clone)]
pub(crate) struct Secret {
    bytes: Vec<u8>,
    id: [u8; 4],
}

impl Ring {
    /// Takes the secrets, the newest first; `None` if there is none.
    #[must_use]
    pub fn new(newest_first: impl IntoIterator<Item = Vec<u8>>) -> Option<Self> {
        let secrets: Vec<Secret> = newest_first.into_iter().map(Secret::new).collect();
        (!secrets.is_empty()).then_some(Self(secrets))
    }

    /// A ring of other secrets, made of these for one use of them (RFC 5869). What one opens no other does.
    #[must_use]
    pub fn derived(&self, label: &str) -> Self {
        let derived = |secret: &Secret| {
            let root = Salt::new(HKDF_SHA256, b"lychgate ring").extract(&secret.bytes);
            Secret::new(expanded::<32>(&root, &[label.as_bytes()]).to_vec())
        };
        Self(self.0.iter().map(derived).collect())
    }

    /// The secret that seals.
    pub(crate) fn newest(&self) -> &Secret {
        &self.0[0]
    }

    /// The secret of that id.
    pub(crate) fn find(&self, id: [u8; 4]) -> Option<&Secret> {
        self.0.iter().find(|secret| secret.id == id)
    }
}

impl fmt::Debug for Ring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ring(*** × {})", self.0.len())
    }
}

impl Secret {
    fn new(bytes: Vec<u8>) -> Self {
        let root = Salt::new(HKDF_SHA256, b"lychgate key id").extract(&bytes);
        Self {
            id: expanded(&root, &[b"id"]),
            bytes,
        }
    }

    /// By this it is found again. It tells nothing of the secret.
    pub(crate) const fn id(&self) -> [u8; 4] {
        self.id
    }

    /// The AES-256 key of one purpose and salt.
    pub(crate) fn key(&self, purpose: &str, salt: [u8; 8]) -> [u8; 32] {
        let root = Salt::new(HKDF_SHA256, &salt).extract(&self.bytes);
        expanded(&root, &[purpose.as_bytes()])
    }
}

/// So many bytes.
struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn expanded<const BYTES: usize>(root: &Prk, info: &[&[u8]]) -> [u8; BYTES] {
    let mut bytes = [0; BYTES];
    root.expand(info, Length(BYTES))
        .and_then(|okm| okm.fill(&mut bytes))
        .expect("HKDF gives up to 255 blocks, and a key is one");
    bytes
}

#[cfg(test)]
mod tests;
