//! Tokens by lines, for those who compare ours with another implementation that is not written in Rust.
//!
//! Each line of its standard input asks for something, as JSON, and is answered by one line of JSON:
//!
//! | asked | answer |
//! |---|---|
//! | `{"do": "sign", "alg": "ES256", "key": {…}, "claims": {…}}` | `{"token": "…"}` |
//! | `{"do": "verify", "alg": "ES256", "key": {…}, "token": "…"}` | `{"claims": {…}, "kid": "k1"}` |
//! | `{"do": "encrypt", "alg": "RSA-OAEP-256", "enc": "A256GCM", "key": {…}, "text": "…"}` | `{"token": "…"}` |
//! | `{"do": "decrypt", "key": {…}, "token": "…"}` | `{"text": "…"}` |
//!
//! A key is a JWK: a private one to sign and to decrypt, a public one for the rest, and always the secret itself of an
//! HMAC. What does not work is answered by `{"error": "…"}`. It ends with its standard input.

use std::io::{self, BufRead};

use jose::{
    AcceptedEncryption, Algorithm, ContentEncryption, DecryptionKey, DecryptionKeys, Envelope, KeyManagement,
    KeySet, SigningKey, decrypt, encrypt_as_a_provider, verify, verify_hmac_by_short_secret,
};
use serde_json::{Map, Value, json};

fn main() -> io::Result<()> {
    for line in io::stdin().lock().lines() {
        let asked = serde_json::from_str(&line?)?;
        let answer = answer(&asked).unwrap_or_else(|why| json!({ "error": why }));
        println!("{answer}");
    }
    Ok(())
}

fn answer(asked: &Value) -> Result<Value, String> {
    match asked["do"].as_str() {
        Some("sign") => signed(asked),
        Some("verify") => verified(asked),
        Some("encrypt") => encrypted(asked),
        Some("decrypt") => decrypted(asked),
        _ => Err("nothing of ours is asked for".to_owned()),
    }
}

fn signed(asked: &Value) -> Result<Value, String> {
    let key = SigningKey::from_jwk(key(asked)?, algorithm(asked)?).map_err(|why| why.to_string())?;
    let token = key
        .sign(Some("JWT"), &asked["claims"])
        .map_err(|why| why.to_string())?;
    Ok(json!({ "token": token }))
}

fn verified(asked: &Value) -> Result<Value, String> {
    let (token, algorithm) = (text(asked, "token")?, algorithm(asked)?);
    let verified = if algorithm.is_symmetric() {
        let secret = jose::base64url::decode(text(&asked["key"], "k")?).map_err(|why| why.to_string())?;
        verify_hmac_by_short_secret(token, &secret, algorithm)
    } else {
        let published = json!({ "keys": [asked["key"]] }).to_string();
        let keys = KeySet::parse(published.as_bytes()).map_err(|why| why.to_string())?;
        verify(token, &keys, &[algorithm])
    };
    let verified = verified.map_err(|why| why.to_string())?;
    Ok(json!({ "claims": verified.claims, "kid": verified.header.key_id }))
}

fn encrypted(asked: &Value) -> Result<Value, String> {
    let envelope = Envelope {
        recipient: key(asked)?,
        key_management: KeyManagement::from_name(text(asked, "alg")?).ok_or("alg is not known")?,
        content_encryption: ContentEncryption::from_name(text(asked, "enc")?).ok_or("enc is not known")?,
        more: &Map::new(),
    };
    let token = encrypt_as_a_provider(text(asked, "text")?.as_bytes(), &envelope);
    Ok(json!({ "token": token.map_err(|why| why.to_string())? }))
}

fn decrypted(asked: &Value) -> Result<Value, String> {
    let key = DecryptionKey::from_jwk(key(asked)?).map_err(|why| why.to_string())?;
    let accepted = AcceptedEncryption {
        key_management: &KeyManagement::ALL,
        content_encryption: &ContentEncryption::ALL,
    };
    let found = decrypt(text(asked, "token")?, &DecryptionKeys::new(vec![key]), accepted);
    let found = found.map_err(|why| why.to_string())?;
    let text = str::from_utf8(found.unverified_plaintext()).map_err(|why| why.to_string())?;
    Ok(json!({ "text": text }))
}

fn key(asked: &Value) -> Result<&Map<String, Value>, String> {
    asked["key"]
        .as_object()
        .ok_or_else(|| "there is no key".to_owned())
}

fn algorithm(asked: &Value) -> Result<Algorithm, String> {
    Algorithm::from_name(text(asked, "alg")?).ok_or_else(|| "alg is not known".to_owned())
}

fn text<'a>(asked: &'a Value, name: &str) -> Result<&'a str, String> {
    asked[name].as_str().ok_or_else(|| format!("{name} is no text"))
}
