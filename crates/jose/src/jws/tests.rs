use aws_lc_rs::hmac;
use serde_json::{Value, json};

use super::*;
use crate::samples::{jwk, set, signature, token, with};

const CLAIMS: &[u8] = br#"{"sub":"ada"}"#;

fn header(algorithm: Algorithm) -> String {
    json!({ "alg": algorithm.as_str() }).to_string()
}

/// A token signed with ES256 and that header.
fn es256(header: &str) -> String {
    token(Algorithm::Es256, header, CLAIMS)
}

fn verified(token: &str, keys: &KeySet) -> Result<(), JwsError> {
    verify(token, keys, &Algorithm::ALL).map(drop)
}

fn malformed(part: Malformed) -> Result<(), JwsError> {
    Err(JwsError::Malformed(part))
}

#[test]
fn examples_of_the_standard() {
    let payload =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    // RFC 7515 appendix A.2.
    let rsa = json!({
        "kty": "RSA",
        "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
        "e": "AQAB",
    });
    let rs256 = format!(
        "eyJhbGciOiJSUzI1NiJ9.{payload}.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
    );
    // RFC 7515 appendix A.3.
    let p256 = json!({
        "kty": "EC",
        "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    });
    let es256 = format!(
        "eyJhbGciOiJFUzI1NiJ9.{payload}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
    );
    for (key, token, algorithm) in [(rsa, rs256, Algorithm::Rs256), (p256, es256, Algorithm::Es256)] {
        let verified = verify(&token, &set(&[key]), &[algorithm]).unwrap();
        assert_eq!(verified.header.algorithm, algorithm);
        assert_eq!(verified.claims.issuer(), Some("joe"));
        assert_eq!(
            verified.claims.date("exp").unwrap().map(|end| end.seconds()),
            Some(1_300_819_380)
        );
    }
}

/// RFC 7520 section 4. What is signed there is no JSON, so it is the payload that is complained about once the signature is
/// good.
#[test]
fn examples_of_the_cookbook() {
    let cookbook: Value = serde_json::from_str(include_str!("rfc7520.json")).unwrap();
    let list = |name: &str| cookbook[name].as_array().unwrap();
    for example in list("examples") {
        let key = &cookbook["keys"][usize::try_from(example["key"].as_u64().unwrap()).unwrap()];
        let algorithm = Algorithm::from_name(example["alg"].as_str().unwrap()).unwrap();
        let found = |token: &str| match algorithm.is_symmetric() {
            true => {
                let secret = base64url::decode(key["k"].as_str().unwrap()).unwrap();
                crate::verify_hmac_by_short_secret(token, &secret, algorithm)
            }
            false => verify(token, &set(std::slice::from_ref(key)), &[algorithm]),
        };
        let token = example["token"].as_str().unwrap();
        let error = found(token).unwrap_err();
        assert_eq!(
            error,
            JwsError::Malformed(Malformed::Payload),
            "{}",
            example["section"]
        );
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let forged = format!("{signed}AA.{signature}");
        assert_eq!(found(&forged).unwrap_err(), JwsError::BadSignature);
    }
    // A payload that stands elsewhere, and other forms than the compact one.
    for example in list("of_other_forms") {
        let found = verified(example["token"].as_str().unwrap(), &set(&[]));
        let expected = match example["section"].as_str().unwrap() {
            "4.5" => Err(JwsError::NotAccepted {
                algorithm: Algorithm::Hs256,
            }),
            _ => malformed(Malformed::Parts),
        };
        assert_eq!(found, expected);
    }
}

#[test]
fn each_algorithm_verifies_its_own_signatures() {
    let keys = set(&Algorithm::ALL.map(|algorithm| jwk(algorithm, Some(algorithm.as_str()))));
    for algorithm in Algorithm::ALL {
        let header = json!({ "alg": algorithm.as_str(), "kid": algorithm.as_str() }).to_string();
        let good = token(algorithm, &header, CLAIMS);
        let found = verify(&good, &keys, &[algorithm]).unwrap();
        assert_eq!(found.claims.subject(), Some("ada"), "{algorithm}");
        assert_eq!(found.header.algorithm, algorithm);

        // JW-03: what is not accepted is not even tried.
        let others: Vec<_> = Algorithm::ALL
            .into_iter()
            .filter(|other| *other != algorithm)
            .collect();
        let refused = verify(&good, &keys, &others).unwrap_err();
        assert_eq!(refused, JwsError::NotAccepted { algorithm });

        let (signed, _) = good.rsplit_once('.').unwrap();
        let mut signature = signature(algorithm, signed.as_bytes());
        signature[20] ^= 1;
        let forged = format!("{signed}.{}", base64url::encode(&signature));
        assert_eq!(
            verified(&forged, &keys),
            Err(JwsError::BadSignature),
            "{algorithm}"
        );
        let (_, signature) = good.rsplit_once('.').unwrap();
        let payload = base64url::encode(br#"{"sub":"eve"}"#);
        let forged = format!("{}.{payload}.{signature}", base64url::encode(header.as_bytes()));
        assert_eq!(
            verified(&forged, &keys),
            Err(JwsError::BadSignature),
            "{algorithm}"
        );
    }
}

#[test]
fn nobody_signs_with_nothing() {
    // JW-01
    let keys = set(&[jwk(Algorithm::Es256, None)]);
    for name in [
        "none", "None", "nOnE", "NONE", "", "es256", "ES256 ", "ES256K", "hs256", "HS1", "HS2560",
    ] {
        let header = base64url::encode(json!({ "alg": name }).to_string().as_bytes());
        let payload = base64url::encode(CLAIMS);
        for signature in ["", "AA"] {
            assert_eq!(
                verified(&format!("{header}.{payload}.{signature}"), &keys),
                Err(JwsError::UnknownAlgorithm { name: name.into() })
            );
        }
    }
    // Without a signature a good header does not help.
    let good = es256(&header(Algorithm::Es256));
    let (signed, _) = good.rsplit_once('.').unwrap();
    assert_eq!(
        verified(&format!("{signed}."), &keys),
        Err(JwsError::KeyNotFound { key_id: None })
    );
}

#[test]
fn a_public_key_is_no_shared_secret() {
    // JW-02
    let rsa = jwk(Algorithm::Rs256, Some("k1"));
    let oct = |algorithm: Algorithm, secret: &str| {
        let k = base64url::encode(secret.as_bytes());
        json!({ "kty": "oct", "kid": "k1", "alg": algorithm.as_str(), "k": k })
    };
    for (algorithm, kind) in [
        (Algorithm::Hs256, hmac::HMAC_SHA256),
        (Algorithm::Hs384, hmac::HMAC_SHA384),
        (Algorithm::Hs512, hmac::HMAC_SHA512),
    ] {
        for secret in [
            rsa.to_string(),
            rsa["n"].as_str().unwrap().to_owned(),
            String::new(),
        ] {
            let header = json!({ "alg": algorithm.as_str(), "kid": "k1" }).to_string();
            let signed = format!(
                "{}.{}",
                base64url::encode(header.as_bytes()),
                base64url::encode(CLAIMS)
            );
            let tag = hmac::sign(&hmac::Key::new(kind, secret.as_bytes()), signed.as_bytes());
            let token = format!("{signed}.{}", base64url::encode(tag.as_ref()));
            let named = with(&rsa, json!({ "alg": algorithm.as_str() }));
            for keys in [
                set(std::slice::from_ref(&rsa)),
                set(&[named]),
                // JK-11: a secret that a provider publishes is none.
                set(&[oct(algorithm, &secret)]),
                set(&[]),
            ] {
                let refused = Err(JwsError::NotAccepted { algorithm });
                assert_eq!(verified(&token, &keys), refused);
                // Not even if somebody accepts it: keys that are published are no secrets.
                for accepted in [&Algorithm::HMAC[..], &[algorithm, Algorithm::Rs256]] {
                    assert_eq!(verify(&token, &keys, accepted).map(drop), refused);
                }
            }
        }
    }
}

#[test]
fn key_ids() {
    let (es1, es2) = (
        jwk(Algorithm::Es256, Some("k1")),
        jwk(Algorithm::Es384, Some("k2")),
    );
    // Verifies nothing of ours, though it is of the right kind.
    let other = json!({
        "kty": "EC",
        "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    });
    let others = |number: usize| vec![other.clone(); number];
    let named = |id: &str| with(&other, json!({ "kid": id }));
    let nameless = jwk(Algorithm::Es256, None);
    let not_found = |id: Option<&str>| {
        Err(JwsError::KeyNotFound {
            key_id: id.map(str::to_owned),
        })
    };
    for (case, keys, key_id, result) in [
        ("its id", vec![es1.clone(), es2.clone()], Some("k1"), Ok(())),
        (
            "an unknown id",
            vec![es1.clone()],
            Some("k9"),
            not_found(Some("k9")),
        ),
        (
            "an id, and keys without",
            vec![nameless.clone()],
            Some("k1"),
            not_found(Some("k1")),
        ),
        (
            "the id of a key of another kind",
            vec![es1.clone(), es2],
            Some("k2"),
            not_found(Some("k2")),
        ),
        (
            "the id of another key",
            vec![es1.clone(), named("k3")],
            Some("k3"),
            Err(JwsError::BadSignature),
        ),
        // JK-07
        (
            "an id that two share",
            vec![named("k1"), es1.clone()],
            Some("k1"),
            Ok(()),
        ),
        // JW-16
        ("no id, one key", vec![es1.clone()], None, Ok(())),
        ("no id, one key without", vec![nameless], None, Ok(())),
        (
            "no id, several",
            [others(TRIED - 1), vec![es1.clone()]].concat(),
            None,
            Ok(()),
        ),
        (
            "no id, too many",
            [others(TRIED), vec![es1.clone()]].concat(),
            None,
            not_found(None),
        ),
        ("no id, not among them", others(2), None, not_found(None)),
        ("no keys", vec![], None, not_found(None)),
        ("an empty id", vec![es1], Some(""), not_found(Some(""))),
    ] {
        let mut header = json!({ "alg": "ES256" });
        if let Some(id) = key_id {
            header["kid"] = id.into();
        }
        assert_eq!(
            verified(&es256(&header.to_string()), &set(&keys)),
            result,
            "{case}"
        );
    }
}

#[test]
fn headers() {
    let keys = set(&[jwk(Algorithm::Es256, None)]);
    let with = |members: &str| format!(r#"{{"alg":"ES256"{members}}}"#);
    let long = |length: usize| format!(r#","typ":"{}""#, "a".repeat(length));
    let attacker = r#""jwk":{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;
    for (header, result) in [
        (with(""), Ok(())),
        (with(r#","typ":"JWT""#), Ok(())),
        (with(r#","unknown":[1,2]"#), Ok(())),
        (with(&long(1024)), Ok(())),
        (with(&long(1025)), malformed(Malformed::Header)),
        // JW-12, JW-13, JW-14: keys that a token brings along are not looked at, in either direction.
        (with(&format!(",{attacker}")), Ok(())),
        (with(r#","jku":"https://evil.example/keys""#), Ok(())),
        (
            with(r#","x5u":"https://evil.example/","x5c":["AA=="],"x5t":"AA""#),
            Ok(()),
        ),
        // JW-15
        (with(r#","kid":["k1"]"#), malformed(Malformed::Header)),
        (with(r#","kid":1"#), malformed(Malformed::Header)),
        (with(r#","kid":null"#), malformed(Malformed::Header)),
        (
            with(&format!(r#","kid":"{}""#, "k".repeat(100_000))),
            malformed(Malformed::Header),
        ),
        (
            with(r#","kid":"../../dev/null\u0000' OR 1=1""#),
            Err(JwsError::KeyNotFound {
                key_id: Some("../../dev/null\0' OR 1=1".into()),
            }),
        ),
        // JW-17
        (with(r#","crit":["exp2"],"exp2":1"#), Err(JwsError::Critical)),
        (with(r#","crit":[]"#), Err(JwsError::Critical)),
        (with(r#","crit":["alg"]"#), Err(JwsError::Critical)),
        (with(r#","crit":null"#), Err(JwsError::Critical)),
        // JW-18
        (with(r#","b64":false"#), Err(JwsError::Critical)),
        (with(r#","b64":true"#), Err(JwsError::Critical)),
        (with(r#","b64":false,"crit":["b64"]"#), Err(JwsError::Critical)),
        // JW-22
        (with(r#","alg":"ES256""#), malformed(Malformed::Header)),
        (with(r#","jwk":{"a":1,"a":2}"#), malformed(Malformed::Header)),
        (with(r#","typ":7"#), malformed(Malformed::Header)),
        (r#"{"typ":"JWT"}"#.into(), malformed(Malformed::Header)),
        (r#"{"alg":null}"#.into(), malformed(Malformed::Header)),
        (r#"{"alg":["ES256"]}"#.into(), malformed(Malformed::Header)),
        (r#"["ES256"]"#.into(), malformed(Malformed::Header)),
        ("ES256".into(), malformed(Malformed::Header)),
    ] {
        let shown: String = header.chars().take(60).collect();
        assert_eq!(verified(&es256(&header), &keys), result, "{shown}");
    }
    let typed = verify(&es256(&with(r#","typ":"at+jwt""#)), &keys, &Algorithm::ALL).unwrap();
    assert_eq!(typed.header.typ.as_deref(), Some("at+jwt"));
}

#[test]
fn a_key_in_the_token_verifies_nothing() {
    // JW-12: signed with the very key that stands in its header.
    let own = jwk(Algorithm::Es256, Some("k1"));
    let header = json!({ "alg": "ES256", "kid": "k1", "jwk": own }).to_string();
    let strangers = set(&[jwk(Algorithm::Rs256, Some("k1"))]);
    assert_eq!(
        verified(&es256(&header), &strangers),
        Err(JwsError::KeyNotFound {
            key_id: Some("k1".into())
        })
    );
}

#[test]
fn payloads() {
    let keys = set(&[jwk(Algorithm::Es256, None)]);
    let nested = es256(&header(Algorithm::Es256));
    let deep = format!(r#"{{"a":{}{}}}"#, "[".repeat(50_000), "]".repeat(50_000));
    for payload in [
        &b""[..],
        b"null",
        b"[]",
        b"{",
        // JW-22
        br#"{"iss":"evil","iss":"good"}"#,
        // JW-23
        deep.as_bytes(),
        // JW-24
        b"\xef\xbb\xbf{}",
        b"{\"sub\":\"\xff\"}",
        br#"{"sub":"\ud800"}"#,
        // JW-25
        br#"{"exp":1e400}"#,
        // JW-47
        nested.as_bytes(),
    ] {
        let token = token(Algorithm::Es256, &header(Algorithm::Es256), payload);
        let shown = String::from_utf8_lossy(&payload[..payload.len().min(40)]).into_owned();
        assert_eq!(verified(&token, &keys), malformed(Malformed::Payload), "{shown}");
    }
}

#[test]
fn three_parts_and_nothing_else() {
    let keys = set(&[jwk(Algorithm::Es256, None)]);
    let good = es256(&header(Algorithm::Es256));
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let (head, payload) = signed.split_once('.').unwrap();
    let serialised = json!({
        "payload": payload,
        "signatures": [{ "protected": head, "signature": signature }],
    });
    for (text, result) in [
        (good.clone(), Ok(())),
        (String::new(), malformed(Malformed::Parts)),
        // JW-20
        (head.to_owned(), malformed(Malformed::Parts)),
        (signed.to_owned(), malformed(Malformed::Parts)),
        (format!("{good}.{signature}"), malformed(Malformed::Parts)),
        (format!(".{good}"), malformed(Malformed::Parts)),
        (format!("{good}."), malformed(Malformed::Parts)),
        (".".repeat(200_000), malformed(Malformed::Parts)),
        // JW-48: an encrypted token has five parts.
        (format!("{good}.AA.AA"), malformed(Malformed::Parts)),
        // JW-19
        (serialised.to_string(), malformed(Malformed::Parts)),
        // JW-21
        (
            format!("{head}=.{payload}.{signature}"),
            malformed(Malformed::Header),
        ),
        (format!(" {good}"), malformed(Malformed::Header)),
        (format!("{good} "), malformed(Malformed::Signature)),
        (format!("{good}\n"), malformed(Malformed::Signature)),
        (format!("{good}="), malformed(Malformed::Signature)),
        (format!("{good}=="), malformed(Malformed::Signature)),
        ("A".repeat(LIMIT), malformed(Malformed::Parts)),
        ("A".repeat(LIMIT + 1), Err(JwsError::TooLarge)),
    ] {
        let shown: String = text.chars().take(60).collect();
        assert_eq!(verified(&text, &keys), result, "{shown:?}");
    }
}

#[test]
fn elliptic_signatures_have_one_form() {
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};

    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
    let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
    let key = json!({
        "kty": "EC", "crv": "P-256", "kid": "k1", "x": base64url::encode(x), "y": base64url::encode(y),
    });
    let header = json!({ "alg": "ES256", "kid": "k1" }).to_string();
    let signed = format!(
        "{}.{}",
        base64url::encode(header.as_bytes()),
        base64url::encode(CLAIMS)
    );
    let der = pair.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
    let group_order = base64url::decode("_____wAAAAD__________7zm-q2nF56E87nKwvxjJVE").unwrap();
    for (case, signature) in [
        // JW-05
        ("zeros", vec![0; 64]),
        (
            "r and s as large as the group",
            [group_order.as_slice(), &group_order].concat(),
        ),
        // JW-06
        ("DER", der.as_ref().to_vec()),
        ("too short", vec![1; 63]),
        ("too long", vec![1; 65]),
        ("nothing", vec![]),
    ] {
        let token = format!("{signed}.{}", base64url::encode(&signature));
        assert_eq!(
            verified(&token, &set(std::slice::from_ref(&key))),
            Err(JwsError::BadSignature),
            "{case}"
        );
    }
}

#[test]
fn an_unbelieved_token_can_still_be_read() {
    let good = es256(r#"{"alg":"ES256","kid":"k1"}"#);
    let (signed, _) = good.rsplit_once('.').unwrap();
    let forged = format!("{signed}.AA");
    let token = Token::parse(&forged).unwrap();
    assert_eq!(token.header().key_id.as_deref(), Some("k1"));
    assert_eq!(token.unverified_claims().unwrap().subject(), Some("ada"));
}

#[test]
fn faults_name_their_code() {
    for fault in [
        JwsError::TooLarge,
        JwsError::Malformed(Malformed::Parts),
        JwsError::Critical,
        JwsError::UnknownAlgorithm { name: "none".into() },
        JwsError::NotAccepted {
            algorithm: Algorithm::Rs256,
        },
        JwsError::KeyNotFound {
            key_id: Some("k1\n".into()),
        },
        JwsError::KeyNotFound { key_id: None },
        JwsError::BadSignature,
        JwsError::SecretTooShort {
            algorithm: Algorithm::Hs256,
        },
    ] {
        let text = fault.to_string();
        assert!(text.ends_with(&format!("({})", fault.code())), "{text}");
        assert!(!text.contains('\n'), "{text}");
    }
}

#[test]
fn one_key_and_one_algorithm() {
    for algorithm in Algorithm::ALL {
        let header = json!({ "alg": algorithm.as_str(), "kid": "another", "iss": "me" }).to_string();
        let token = token(algorithm, &header, CLAIMS);
        let members = jwk(algorithm, Some("mine"));
        let key = Jwk::read(members.as_object().unwrap()).unwrap();
        // Whatever key it names.
        assert!(verify_by(&token, &key, algorithm).is_ok(), "{algorithm}");
        for other in Algorithm::ALL.into_iter().filter(|other| *other != algorithm) {
            let found = verify_by(&token, &key, other).map(drop);
            assert_eq!(
                found,
                Err(JwsError::NotAccepted { algorithm }),
                "{algorithm} {other}"
            );
        }
        let read = Token::parse(&token).unwrap();
        assert_eq!(read.header_text("iss").as_deref(), Some("me"));
        assert_eq!(read.header_text("sub"), None);
        let (signed, _) = token.rsplit_once('.').unwrap();
        let forged = format!("{signed}.{}", base64url::encode(&[1; 64]));
        assert_eq!(
            verify_by(&forged, &key, algorithm).map(drop),
            Err(JwsError::BadSignature)
        );
    }
}

// JW-21
#[test]
fn a_bad_copy_is_meant_for_a_signed_token() {
    let token = es256(&header(Algorithm::Es256));
    let [protected, payload, signature] = [0, 1, 2].map(|at| token.split('.').nth(at).unwrap());
    let encrypted = base64url::encode(br#"{"alg":"dir","enc":"A256GCM"}"#);
    for (text, is_meant) in [
        (token.clone(), true),
        (format!("{token}="), true),
        (format!("{token}."), true),
        (format!("{token}.."), true),
        (format!("{protected}=.{payload}=.{signature}=="), true),
        (format!("{protected}.{payload}"), true),
        (format!(" {protected}.{payload}.{signature}"), true),
        (format!("{encrypted}....tag"), false),
        (protected.to_owned(), false),
        ("2YotnFZFEjr1zCsicMWpAA".to_owned(), false),
        ("ya29.a0AfH6SMB.x".to_owned(), false),
        ("eyJ.b.c".to_owned(), false),
        ("..".to_owned(), false),
        (String::new(), false),
    ] {
        assert_eq!(Token::is_meant_by(&text), is_meant, "{text}");
    }
}
