use std::sync::LazyLock;

use serde_json::{Value, json};

use super::*;
use crate::curve::Point;
use crate::samples::with;

const ALL: AcceptedEncryption<'static> = AcceptedEncryption {
    key_management: &KeyManagement::ALL,
    content_encryption: &ContentEncryption::ALL,
};

/// Tokens and their keys as another implementation has made them.
static MADE_BY_OTHERS: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("made_by_others.json")).unwrap());

fn made_by_others() -> &'static Value {
    &MADE_BY_OTHERS
}

fn key(jwk: &Value) -> DecryptionKey {
    DecryptionKey::from_jwk(jwk.as_object().unwrap()).unwrap()
}

/// All keys of the others.
static KEYS: LazyLock<DecryptionKeys> = LazyLock::new(|| {
    let jwks = made_by_others()["keys"].as_array().unwrap();
    DecryptionKeys::new(jwks.iter().map(key).collect())
});

/// A token of the others that is encrypted in this way.
fn token(key_management: KeyManagement, content_encryption: ContentEncryption) -> String {
    let made = made_by_others();
    let fits =
        |made: &&Value| made["alg"] == key_management.as_str() && made["enc"] == content_encryption.as_str();
    let found = made["tokens"].as_array().unwrap().iter().find(fits).unwrap();
    found["token"].as_str().unwrap().to_owned()
}

fn decrypted(token: &str) -> Result<(), JweError> {
    decrypt(token, &KEYS, ALL).map(drop)
}

/// The token with another header, which is not what its tag is for.
fn with_header(token: &str, header: &str) -> String {
    let (_, rest) = token.split_once('.').unwrap();
    format!("{}.{rest}", base64url::encode(header.as_bytes()))
}

/// The token with one of its five parts changed.
fn with_part(token: &str, part: usize, change: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut parts: Vec<_> = token.split('.').map(str::to_owned).collect();
    let mut bytes = base64url::decode(&parts[part]).unwrap();
    change(&mut bytes);
    parts[part] = base64url::encode(&bytes);
    parts.join(".")
}

/// RFC 7520 section 5. Those of 5.10 to 5.12 have another form than the compact one.
#[test]
fn examples_of_the_cookbook() {
    let cookbook: Value = serde_json::from_str(include_str!("rfc7520.json")).unwrap();
    let examples = cookbook["examples"].as_array().unwrap();
    assert_eq!(examples.len(), 12);
    for example in examples {
        let section = &example["section"];
        let keys = DecryptionKeys::new(example.get("key").map(key).into_iter().collect());
        let found = decrypt(example["token"].as_str().unwrap(), &keys, ALL);
        match (example.get("key"), example.get("refused")) {
            (Some(_), _) => {
                let found = found.unwrap();
                let plaintext = str::from_utf8(found.unverified_plaintext()).unwrap();
                assert_eq!(plaintext, cookbook["plaintext"], "{section}");
            }
            (None, Some(name)) => {
                let name = name.as_str().unwrap().to_owned();
                assert_eq!(
                    found.unwrap_err(),
                    JweError::UnknownAlgorithm { name },
                    "{section}"
                );
            }
            (None, None) => {
                let expected = match section.as_str().unwrap() {
                    "5.9" => JweError::Compressed,
                    _ => JweError::Malformed(EncryptedPart::Parts),
                };
                assert_eq!(found.unwrap_err(), expected, "{section}");
            }
        }
    }
}

#[test]
fn what_others_encrypt_is_decrypted() {
    let made = made_by_others();
    let mut ways = Vec::new();
    for made in made["tokens"].as_array().unwrap() {
        let token = made["token"].as_str().unwrap();
        let found = decrypt(token, &KEYS, ALL).unwrap();
        let header = &found.header;
        assert_eq!(header.key_management.as_str(), made["alg"]);
        assert_eq!(header.content_encryption.as_str(), made["enc"]);
        assert_eq!(header.key_id.as_deref(), made["kid"].as_str());
        assert_eq!(
            found.nested(),
            Ok("eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmVk")
        );
        ways.push((header.key_management.as_str(), header.content_encryption.as_str()));

        // What is not accepted is not even tried, whatever else is.
        let others: Vec<_> = KeyManagement::ALL
            .into_iter()
            .filter(|it| *it != header.key_management)
            .collect();
        let accepted = AcceptedEncryption {
            key_management: &others,
            ..ALL
        };
        let name = header.key_management.as_str();
        assert_eq!(
            decrypt(token, &KEYS, accepted).unwrap_err(),
            JweError::NotAccepted { name }
        );
        let others: Vec<_> = ContentEncryption::ALL
            .into_iter()
            .filter(|it| *it != header.content_encryption)
            .collect();
        let accepted = AcceptedEncryption {
            content_encryption: &others,
            ..ALL
        };
        let name = header.content_encryption.as_str();
        assert_eq!(
            decrypt(token, &KEYS, accepted).unwrap_err(),
            JweError::NotAccepted { name }
        );
    }
    ways.sort_unstable();
    ways.dedup();
    assert_eq!(
        ways.len(),
        KeyManagement::ALL.len() * ContentEncryption::ALL.len()
    );
}

#[test]
fn what_is_never_decrypted() {
    let made = made_by_others();
    // JW-51: the old padding. JW-54: keys that are shared. JW-50: passwords. Each is well encrypted.
    for refused in made["refused"].as_array().unwrap() {
        let name = refused["refused"].as_str().unwrap().to_owned();
        let found = decrypted(refused["token"].as_str().unwrap());
        assert_eq!(found, Err(JweError::UnknownAlgorithm { name }));
    }
    let rsa = token(KeyManagement::RsaOaep256, ContentEncryption::A256Gcm);
    for alg in [
        "",
        "none",
        "RSA-OAEP-384",
        "RSA-OAEP-512",
        "rsa-oaep-256",
        "RSA-OAEP-256 ",
        "RS256",
        "HS256",
        "dir",
        "A128KW",
        "A256KW",
        "A128GCMKW",
        "PBES2-HS256+A128KW",
        "ECDH-1PU",
    ] {
        // JW-50: as many rounds as a stranger asks for are not even counted.
        let header =
            json!({ "alg": alg, "enc": "A256GCM", "p2s": "AAAA", "p2c": 2_000_000_000, "kid": "rsa" });
        let found = decrypted(&with_header(&rsa, &header.to_string()));
        assert_eq!(found, Err(JweError::UnknownAlgorithm { name: alg.into() }));
    }
    for enc in [
        "",
        "none",
        "a256gcm",
        "A192GCM",
        "A256CBC",
        "A192CBC-HS384",
        "C20P",
    ] {
        let header = json!({ "alg": "RSA-OAEP-256", "enc": enc, "kid": "rsa" });
        let found = decrypted(&with_header(&rsa, &header.to_string()));
        assert_eq!(found, Err(JweError::UnknownAlgorithm { name: enc.into() }));
    }
    // JW-49: nothing is unpacked, however it is spelled.
    assert_eq!(
        decrypted(made["compressed"].as_str().unwrap()),
        Err(JweError::Compressed)
    );
    for zip in [json!("DEF"), json!("def"), json!(""), json!(null), json!(["DEF"])] {
        let header = json!({ "alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": "rsa", "zip": zip });
        assert_eq!(
            decrypted(&with_header(&rsa, &header.to_string())),
            Err(JweError::Compressed)
        );
    }
    for critical in [
        json!(["exp"]),
        json!([]),
        json!(["alg"]),
        json!(null),
        json!("zip"),
    ] {
        let header = json!({ "alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": "rsa", "crit": critical });
        assert_eq!(
            decrypted(&with_header(&rsa, &header.to_string())),
            Err(JweError::Critical)
        );
    }
}

#[test]
fn five_parts_and_nothing_else() {
    let good = token(KeyManagement::EcdhEs, ContentEncryption::A128Gcm);
    assert_eq!(decrypted(&good), Ok(()));
    let parts: Vec<_> = good.split('.').collect();
    for malformed in [
        String::new(),
        ".".repeat(3),
        parts[..4].join("."),
        parts[..3].join("."),
        format!("{good}."),
        format!("{good}.{}", parts[4]),
        ".".repeat(200_000),
    ] {
        assert_eq!(
            decrypted(&malformed),
            Err(JweError::Malformed(EncryptedPart::Parts))
        );
    }
    assert_eq!(decrypted(&".".repeat(LIMIT + 1)), Err(JweError::TooLarge));
    // Whatever else base64 might be.
    for (at, part) in [
        EncryptedPart::Header,
        EncryptedPart::Key,
        EncryptedPart::Nonce,
        EncryptedPart::Ciphertext,
        EncryptedPart::Tag,
    ]
    .into_iter()
    .enumerate()
    {
        for odd in ["=", " ", "\n", "+", "/", "!"] {
            let mut parts: Vec<_> = parts.iter().map(|part| (*part).to_owned()).collect();
            parts[at].push_str(odd);
            assert_eq!(
                decrypted(&parts.join(".")),
                Err(JweError::Malformed(part)),
                "{odd:?}"
            );
        }
    }
    let header = str::from_utf8(&base64url::decode(parts[0]).unwrap())
        .unwrap()
        .to_owned();
    for bad in [
        String::new(),
        "[]".into(),
        "{".into(),
        header.replacen('{', r#"{"alg":"ECDH-ES","#, 1),
        header.replacen("A128GCM", "A128GCM\",\"enc\":\"A128GCM", 1),
        r#"{"enc":"A128GCM"}"#.into(),
        r#"{"alg":"RSA-OAEP-256"}"#.into(),
        r#"{"alg":["RSA-OAEP-256"],"enc":"A128GCM"}"#.into(),
        r#"{"alg":"RSA-OAEP-256","enc":1}"#.into(),
        r#"{"alg":"RSA-OAEP-256","enc":"A128GCM","kid":7}"#.into(),
        r#"{"alg":"RSA-OAEP-256","enc":"A128GCM","cty":null}"#.into(),
        format!(
            r#"{{"alg":"RSA-OAEP-256","enc":"A128GCM","kid":"{}"}}"#,
            "k".repeat(1025)
        ),
    ] {
        let found = decrypted(&with_header(&good, &bad));
        assert_eq!(found, Err(JweError::Malformed(EncryptedPart::Header)), "{bad}");
    }
}

#[test]
fn a_failed_key_goes_on_with_a_made_up_one() {
    // JW-52: how a token is decrypted whose key is wrong differs in nothing from one whose content is. That what RSA
    // itself takes does not tell either is why the library is aws-lc.
    for key_management in [
        KeyManagement::RsaOaep256,
        KeyManagement::EcdhEsA128Kw,
        KeyManagement::EcdhEsA256Kw,
    ] {
        for content_encryption in ContentEncryption::ALL {
            let good = token(key_management, content_encryption);
            let broken = with_part(&good, 1, |key| key[3] ^= 1);
            let short = with_part(&good, 1, |key| key.truncate(8));
            let none = with_part(&good, 1, Vec::clear);
            for (token, is_good) in [(&good, true), (&broken, false), (&short, false), (&none, false)] {
                let token = Encrypted::parse(token).unwrap();
                let key = KEYS.fitting(&token.header).next().unwrap();
                assert_eq!(key.recover(&token.header, &token.key).is_some(), is_good);
                // There is one all the same, and it is another one each time.
                let [one, other] = [(); 2].map(|()| token.content_key(key).unwrap());
                assert_eq!(one == other, is_good, "{key_management}");
                assert_eq!(token.open(key).is_some(), is_good);
            }
            for bad in [broken, short, none] {
                assert_eq!(decrypted(&bad), Err(JweError::Undecryptable));
            }
        }
    }
}

/// A key that is agreed with, beside the one that was meant.
fn ephemeral(token: &str, change: &Value) -> EncryptionHeader {
    let mut header = Encrypted::parse(token).unwrap().header;
    let agreement = header.agreement.as_mut().unwrap();
    let jwk = with(&agreement.ephemeral.jwk(), change.clone());
    agreement.ephemeral = Point::read(jwk.as_object().unwrap()).unwrap();
    header
}

#[test]
fn broken_ephemeral_keys() {
    // JW-53
    let made = made_by_others();
    let b64 = |bytes: &[u8]| base64url::encode(bytes);
    let agreed = made["tokens"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|made| made["alg"] == "ECDH-ES");
    for made in agreed {
        let (token, kid) = (made["token"].as_str().unwrap(), made["kid"].as_str().unwrap());
        let key = KEYS.iter().find(|key| key.key_id() == Some(kid)).unwrap();
        let size = match kid {
            "P-384" => 48,
            "P-521" => 66,
            _ => 32,
        };
        assert!(key.recover(&ephemeral(token, &json!({})), b"").is_some());
        let broken: Vec<Value> = match kid {
            // Points of small order, whose secret everybody knows (RFC 7748 section 6.1).
            "X25519" => [
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            ]
            .iter()
            .map(|point| {
                let byte = |at| u8::from_str_radix(&point[at..at + 2], 16).unwrap();
                json!({ "x": b64(&(0..64).step_by(2).map(byte).collect::<Vec<_>>()) })
            })
            .collect(),
            // Beside the curve, at its origin, and greater than its field.
            _ => vec![
                json!({ "x": b64(&vec![1; size]) }),
                json!({ "y": b64(&vec![1; size]) }),
                json!({ "x": b64(&vec![0; size]), "y": b64(&vec![0; size]) }),
                json!({ "x": b64(&vec![0xff; size]), "y": b64(&vec![0xff; size]) }),
            ],
        };
        for broken in broken {
            let header = ephemeral(token, &broken);
            assert!(key.recover(&header, b"").is_none(), "{kid}: {broken}");
        }
    }
    // Keys that are none, or of another curve than the named key.
    let good = token(KeyManagement::EcdhEs, ContentEncryption::A256Gcm);
    let header = |change: Value| {
        let header = base64url::decode(good.split('.').next().unwrap()).unwrap();
        let header: Value = serde_json::from_slice(&header).unwrap();
        decrypted(&with_header(&good, &with(&header, change).to_string()))
    };
    let x25519 = json!({ "kty": "OKP", "crv": "X25519", "x": b64(&[9; 32]) });
    let key_id = Some("P-256".into());
    assert_eq!(
        header(json!({ "epk": x25519 })),
        Err(JweError::KeyNotFound { key_id })
    );
    for epk in [
        json!(null),
        json!("P-256"),
        json!({}),
        json!({ "kty": "EC", "crv": "P-256", "x": "AA", "y": "AA" }),
        json!({ "kty": "EC", "crv": "secp256k1", "x": b64(&[1; 32]), "y": b64(&[1; 32]) }),
        json!({ "kty": "OKP", "crv": "X448", "x": b64(&[1; 56]) }),
        json!({ "kty": "oct", "k": "AA" }),
    ] {
        let found = header(json!({ "epk": epk }));
        assert_eq!(found, Err(JweError::Malformed(EncryptedPart::Header)), "{epk}");
    }
    for party in [
        json!({ "apu": "=" }),
        json!({ "apv": 1 }),
        json!({ "apu": "A".repeat(1025) }),
    ] {
        let found = header(party.clone());
        assert_eq!(found, Err(JweError::Malformed(EncryptedPart::Header)), "{party}");
    }
}

#[test]
fn tags_and_nonces() {
    // JW-55
    for content_encryption in ContentEncryption::ALL {
        for key_management in KeyManagement::ALL {
            let good = token(key_management, content_encryption);
            let mut bad = Vec::new();
            for part in [2, 3, 4] {
                let length = base64url::decode(good.split('.').nth(part).unwrap())
                    .unwrap()
                    .len();
                bad.extend(
                    (0..length)
                        .step_by(3)
                        .map(|at| with_part(&good, part, |bytes| bytes[at] ^= 1)),
                );
                bad.extend((0..length).map(|at| with_part(&good, part, |bytes| bytes.truncate(at))));
                bad.push(with_part(&good, part, |bytes| bytes.push(0)));
                bad.push(with_part(&good, part, |bytes| bytes.extend([0; 16])));
            }
            // Where nothing is encrypted but the content, a key is one too many.
            if key_management == KeyManagement::EcdhEs {
                bad.push(with_part(&good, 1, |key| key.push(0)));
                bad.push(with_part(&good, 1, |key| key.extend([0; 40])));
            }
            // The header belongs to it, in every byte.
            let header = base64url::decode(good.split('.').next().unwrap()).unwrap();
            let header = format!("{} ", str::from_utf8(&header).unwrap());
            bad.push(with_header(&good, &header));
            assert_eq!(decrypted(&good), Ok(()));
            for bad in bad {
                // One answer, whatever it was.
                assert_eq!(
                    decrypted(&bad),
                    Err(JweError::Undecryptable),
                    "{key_management}, {content_encryption}"
                );
            }
        }
    }
}

#[test]
fn key_ids() {
    let made = made_by_others();
    let jwk = &made["keys"][1];
    let stranger = json!({ "kty": "EC", "crv": "P-256", "kid": "P-256" });
    let other = key(&with(&key_of_cookbook(), stranger));
    let named = |kid: &str| key(&with(jwk, json!({ "kid": kid })));
    let token = token(KeyManagement::EcdhEs, ContentEncryption::A256Gcm);
    let opened = |keys| decrypt(&token, &DecryptionKeys::new(keys), ALL).map(drop);
    let not_found = Err(JweError::KeyNotFound {
        key_id: Some("P-256".into()),
    });
    assert_eq!(opened(vec![named("P-256")]), Ok(()));
    assert_eq!(opened(vec![]), not_found);
    assert_eq!(opened(vec![named("p-256"), named("")]), not_found);
    // A key that is for something else.
    let for_wrapping = key(&with(jwk, json!({ "alg": "ECDH-ES+A128KW" })));
    assert_eq!(opened(vec![for_wrapping]), not_found);
    // Two keys with one id: the second is tried as well.
    assert_eq!(opened(vec![other, named("P-256")]), Ok(()));
    let other = key(&with(&key_of_cookbook(), json!({ "kid": "P-256" })));
    assert_eq!(opened(vec![other]), Err(JweError::Undecryptable));
}

/// A key of P-256 that nothing of the others is encrypted for: RFC 7520 section 5.5.1.
fn key_of_cookbook() -> Value {
    let cookbook: Value = serde_json::from_str(include_str!("rfc7520.json")).unwrap();
    cookbook["examples"][4]["key"].clone()
}

#[test]
fn what_is_inside_must_be_signed() {
    let nested = |cty: Option<&str>, plaintext: &[u8]| {
        let token = token(KeyManagement::RsaOaep256, ContentEncryption::A256Gcm);
        let mut header = Encrypted::parse(&token).unwrap().header;
        header.cty = cty.map(str::to_owned);
        let plaintext = plaintext.to_vec();
        let decrypted = Decrypted { header, plaintext };
        decrypted.nested().map(str::to_owned)
    };
    let signed = "e30.e30.AA";
    for cty in [None, Some("JWT"), Some("jwt"), Some("application/jwt")] {
        assert_eq!(nested(cty, signed.as_bytes()), Ok(signed.into()), "{cty:?}");
    }
    // JW-47
    for cty in ["", "json", "JWT ", "JWE", "jwk-set+json"] {
        assert_eq!(
            nested(Some(cty), signed.as_bytes()),
            Err(JweError::NotSigned),
            "{cty:?}"
        );
    }
    let encrypted = token(KeyManagement::RsaOaep256, ContentEncryption::A256Gcm);
    // JW-48
    for other in [
        encrypted.as_bytes(),
        br#"{"sub":"ada"}"#,
        b"",
        b"..\xff",
        b"e30.e30",
    ] {
        assert_eq!(nested(Some("JWT"), other), Err(JweError::NotSigned));
    }
}

#[test]
fn what_was_encrypted_is_not_printed() {
    let token = token(KeyManagement::RsaOaep256, ContentEncryption::A256Gcm);
    let printed = format!("{:?}", decrypt(&token, &KEYS, ALL).unwrap());
    assert!(printed.ends_with("***)"), "{printed}");
    assert!(!printed.contains("eyJ"), "{printed}");
}
