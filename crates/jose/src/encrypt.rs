//! Encrypting tokens as a provider does it, for tests and for the sample provider. Nothing else has anybody to encrypt for.

use aws_lc_rs::agreement::PrivateKey;
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::key_wrap::{AesKek, KeyWrap};
use aws_lc_rs::rand;
use aws_lc_rs::rsa::{OAEP_SHA256_MGF1SHA256, OaepPublicEncryptingKey, PublicEncryptingKey};
use aws_lc_rs::signature::RsaPublicKeyComponents;
use serde_json::{Map, Value, json};

use crate::content_encryption::ContentKey;
use crate::curve::Point;
use crate::jwk::{self, bytes, significant};
use crate::key_agreement::derive;
use crate::{ContentEncryption, EncryptionHeader, KeyManagement, UnusableKey, base64url};

/// For whom something is encrypted, and how.
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'a> {
    /// The public JWK of whoever may read it.
    pub recipient: &'a Map<String, Value>,
    /// How that one gets the content key.
    pub key_management: KeyManagement,
    /// How the content is encrypted.
    pub content_encryption: ContentEncryption,
    /// Members that stand in the header as well, also in place of those that belong there: whoever tests may write what
    /// no honest sender writes.
    pub more: &'a Map<String, Value>,
}

/// Encrypts a content as a compact token. `apu` and `apv` among the members are agreed with.
///
/// # Errors
/// [`UnusableKey`] if the key is not for that.
pub fn encrypt_as_a_provider(content: &[u8], envelope: &Envelope<'_>) -> Result<String, UnusableKey> {
    envelope.seal(content).ok_or(UnusableKey)
}

impl Envelope<'_> {
    fn seal(&self, content: &[u8]) -> Option<String> {
        let mut header = Map::new();
        header.insert("alg".into(), self.key_management.as_str().into());
        header.insert("enc".into(), self.content_encryption.as_str().into());
        if let Some(key_id) = jwk::key_id(self.recipient)? {
            header.insert("kid".into(), key_id.into());
        }
        let (key, encrypted) = match self.key_management.is_agreement() {
            true => self.agree(&mut header)?,
            false => self.encrypt_key()?,
        };
        header.extend(self.more.clone());
        let protected = base64url::encode(json!(header).to_string().as_bytes());
        let mut nonce = vec![0; self.content_encryption.nonce_length()];
        rand::fill(&mut nonce).ok()?;
        let additional = protected.as_bytes();
        let (ciphertext, tag) = self.content_encryption.seal(&key, &nonce, additional, content)?;
        let rest = [encrypted, nonce, ciphertext, tag].map(|part| base64url::encode(&part));
        Some(format!("{protected}.{}", rest.join(".")))
    }

    /// A content key, and the same for the owner of an RSA key.
    fn encrypt_key(&self) -> Option<(ContentKey, Vec<u8>)> {
        let (n, e) = (bytes(self.recipient, "n")?, bytes(self.recipient, "e")?);
        let public = RsaPublicKeyComponents {
            n: significant(&n)?,
            e: significant(&e)?,
        };
        let public: PublicKeyX509Der<'_> = public.as_der().ok()?;
        let public = PublicEncryptingKey::from_der(public.as_ref()).ok()?;
        let public = OaepPublicEncryptingKey::new(public).ok()?;
        let key = ContentKey::draw(self.content_encryption)?;
        let mut room = vec![0; public.ciphertext_size()];
        let encrypted = public.encrypt(&OAEP_SHA256_MGF1SHA256, key.expose(), &mut room, None);
        let encrypted = encrypted.ok()?.to_vec();
        Some((key, encrypted))
    }

    /// A content key that an ephemeral key leads to, and what is sent of it. The public half of the latter stands in the
    /// header.
    fn agree(&self, header: &mut Map<String, Value>) -> Option<(ContentKey, Vec<u8>)> {
        let peer = Point::read(self.recipient)?;
        let ephemeral = PrivateKey::generate(peer.curve.agreement()).ok()?;
        let public = Point {
            curve: peer.curve,
            bytes: ephemeral.compute_public_key().ok()?.as_ref().to_vec(),
        };
        header.insert("epk".into(), public.jwk());
        for name in ["apu", "apv"] {
            if let Some(party) = self.more.get(name) {
                header.insert(name.into(), party.clone());
            }
        }
        let told = EncryptionHeader::read(json!(header).to_string().as_bytes()).ok()?;
        let derived = derive(&ephemeral, &peer, &told)?;
        let Some((blocks, _)) = self.key_management.wrapping() else {
            return Some((ContentKey::read(&derived, self.content_encryption)?, Vec::new()));
        };
        let key = ContentKey::draw(self.content_encryption)?;
        let mut room = vec![0; key.expose().len() + 8];
        let wrapped = AesKek::new(blocks, &derived).ok()?.wrap(key.expose(), &mut room);
        let wrapped = wrapped.ok()?.to_vec();
        Some((key, wrapped))
    }
}

#[cfg(test)]
mod tests;
