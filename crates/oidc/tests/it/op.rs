//! The provider of the transcripts: what it says about itself, its keys, and its replies from the token endpoint.

use std::time::Duration;

use jose::{Algorithm, Claims, JweError, KeySet, Secret, SigningKey};
use oidc::{
    CallReply, DiscoveryRules, Endpoints, HttpReply, Issuer, Metadata, OwnToken, Provider, Timestamp,
};
use serde_json::{Value, json};

pub(crate) const ISSUER: &str = "https://op.example";

/// The provider with these keys and these members in its discovery document.
pub(crate) fn provider(keys: &[String], promises: &Value) -> Provider {
    let mut document = json!({
        "issuer": ISSUER,
        "authorization_endpoint": "https://op.example/authorize",
        "token_endpoint": "https://op.example/token",
        "jwks_uri": "https://op.example/keys",
    });
    for (name, value) in promises.as_object().unwrap() {
        document[name] = value.clone();
    }
    let issuer = Issuer::parse(ISSUER).unwrap();
    let keys: Vec<_> = keys.iter().map(|id| key(id).public_jwk()).collect();
    Provider {
        metadata: Metadata::read(
            document.to_string().as_bytes(),
            &issuer,
            &DiscoveryRules::default(),
        )
        .unwrap(),
        keys: KeySet::parse(json!({ "keys": keys }).to_string().as_bytes()).unwrap(),
    }
}

/// The Ed25519 key of that name (RFC 8410 section 7).
fn key(id: &str) -> SigningKey {
    let head = [
        0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20,
    ];
    let der = [&head[..], &jose::sha256(id.as_bytes())].concat();
    SigningKey::from_pkcs8(&der, Algorithm::EdDsa, id).unwrap()
}

/// A reply of the token endpoint, as the script has it: a status and members, or why there is none.
/// `sub`, `nonce`, `aud` and `iss` go into the ID token; `key` signs it; `access_token=…` and the rest stay outside.
pub(crate) fn token_reply(words: &str, now: i64) -> CallReply {
    let (first, rest) = words.split_once(' ').unwrap_or((words, ""));
    let Ok(status) = first.parse() else {
        return match first {
            "made-before" => CallReply::MadeBefore,
            _ => CallReply::Unavailable("http.timeout"),
        };
    };
    let mut body = json!({});
    if rest.split_whitespace().any(|word| word == "forged") {
        // An access token that names the provider, and is signed with a key that it does not have.
        body["access_token"] = brought("key=forged sub=ada", now).into();
    }
    if rest.split_whitespace().any(|word| word == "encrypted") {
        // Nobody reads it but the one who decrypts it.
        body["id_token"] = "eyJ.b.c.d.e".into();
    }
    let mut claims = json!({ "iss": ISSUER, "aud": "app", "iat": now, "exp": now + 300 });
    let mut signer = None;
    let mut ahead = 0;
    let mut kept_for = None;
    for (name, value) in rest.split_whitespace().filter_map(|word| word.split_once('=')) {
        match name {
            "key" => signer = Some(key(value)),
            "sub" | "nonce" | "aud" | "iss" => claims[name] = value.into(),
            "c_hash" => claims[name] = jose::left_half(Algorithm::EdDsa, value).into(),
            // Its clock is so many seconds ahead of ours.
            "ahead" => {
                ahead = value.parse::<i64>().unwrap();
                claims["iat"] = (now + ahead).into();
                claims["exp"] = (now + ahead + 300).into();
            }
            "kept" => kept_for = Some(Duration::from_secs(value.parse().unwrap())),
            "expires_in" => body[name] = value.parse::<u64>().unwrap().into(),
            // A JWT of the provider's, with these groups in it.
            "groups" => {
                let groups: Vec<_> = value.split(',').collect();
                let claims = json!({ "iss": ISSUER, "sub": "ada", "exp": now + 300, "groups": groups });
                body["access_token"] = self::key("k1").sign(Some("at+jwt"), &claims).unwrap().into();
            }
            _ => body[name] = value.into(),
        }
    }
    if let Some(key) = signer {
        body["id_token"] = key.sign(Some("JWT"), &claims).unwrap().into();
    }
    if status == 200 {
        body["token_type"] = "Bearer".into();
    }
    CallReply::Http(HttpReply {
        date: Some(Timestamp::from_seconds(now + ahead)),
        kept_for,
        status,
        body: body.to_string().into_bytes(),
    })
}

/// An access token that a program brings, as the script has it: claims, and the key that signs it.
/// `padded` and `miscopied` are texts that only lenient readers take for the same token.
pub(crate) fn brought(words: &str, now: i64) -> String {
    if let Some(words) = words.strip_suffix(" padded") {
        return brought(words, now) + "=";
    }
    if let Some(words) = words.strip_suffix(" miscopied") {
        let mut token = brought(words, now);
        // Of the last letter of 64 bytes only two bits count, and the others are not set.
        let last = token.pop().unwrap() as u8;
        token.push(char::from(last + 1));
        return token;
    }
    let mut claims = json!({ "iss": ISSUER, "exp": now + 300 });
    let mut signer = None;
    for word in words.split_whitespace() {
        match word.split_once('=') {
            Some(("key", id)) => signer = Some(key(id)),
            Some(("groups", groups)) => claims["groups"] = groups.split(',').collect(),
            Some(("exp", seconds)) => claims["exp"] = (now + seconds.parse::<i64>().unwrap()).into(),
            Some((name, value)) => claims[name] = value.into(),
            // No token at all.
            None => return word.to_owned(),
        }
    }
    signer.unwrap().sign(Some("at+jwt"), &claims).unwrap()
}

/// An ID token that a program brings beside its access token.
pub(crate) fn beside(words: &str, now: i64) -> String {
    let mut claims = json!({ "iss": ISSUER, "aud": "app", "iat": now, "exp": now + 300 });
    let mut signer = None;
    for (name, value) in words.split_whitespace().filter_map(|word| word.split_once('=')) {
        match name {
            "key" => signer = Some(key(value)),
            "active" => claims[name] = (value == "true").into(),
            "c_hash" | "at_hash" => claims[name] = jose::left_half(Algorithm::EdDsa, value).into(),
            _ => claims[name] = value.into(),
        }
    }
    signer.unwrap().sign(Some("JWT"), &claims).unwrap()
}

/// A form, as the script has it: behind ` with ` what its ID token says; `encrypted` is one that nobody can read yet.
pub(crate) fn form(words: &str, now: i64) -> String {
    let Some((form, said)) = words.split_once(" with ") else {
        return words.replace(' ', "&");
    };
    let token = match said {
        "encrypted" => "eyJ.b.c.d.e".to_owned(),
        _ => beside(said, now),
    };
    format!("{}&id_token={token}", form.replace(' ', "&"))
}

/// The provider of which nothing is known but its name, and its key.
pub(crate) fn pseudo_issuer() -> Provider {
    Provider {
        metadata: Metadata::of_pseudo_issuer(ISSUER, &Endpoints::default()),
        ..provider(&["k1".into()], &json!({}))
    }
}

/// What was encrypted, as the script has it: an ID token, or why there is none.
pub(crate) fn decrypted(words: &str, now: i64) -> CallReply {
    match words {
        "not" => CallReply::Decrypted(Err(JweError::Undecryptable)),
        "timeout" => CallReply::Unavailable("decryption.busy"),
        _ => CallReply::Decrypted(Ok(Secret::new(beside(words, now)))),
    }
}

/// A reply of the userinfo, the introspection or the revocation endpoint: a status and members, or why there is none.
/// `signed` names the key that signs them, for `aud` or for us.
pub(crate) fn plain_reply(words: &str, now: i64) -> CallReply {
    let (first, rest) = words.split_once(' ').unwrap_or((words, ""));
    let Ok(status) = first.parse() else {
        return CallReply::Unavailable("http.timeout");
    };
    let mut members = members(rest);
    let signer = members.remove("signed");
    let body = match signer.as_ref().and_then(Value::as_str).map(key) {
        _ if rest == "encrypted" => "eyJ.b.c.d.e".to_owned(),
        None => Value::from(members).to_string(),
        Some(key) => {
            let mut claims = json!({ "iss": ISSUER, "aud": "app", "iat": now });
            for (name, value) in members {
                claims[name] = value;
            }
            key.sign(None, &claims).unwrap()
        }
    };
    CallReply::Http(HttpReply {
        date: None,
        kept_for: None,
        status,
        body: body.into_bytes(),
    })
}

/// What is known on this side of an access token: that it is good, with these claims, or that it is not.
pub(crate) fn own(words: &str) -> OwnToken {
    let (first, rest) = words.split_once(' ').unwrap_or((words, ""));
    match first {
        "good" => {
            let claims = Claims::from(members(rest));
            let ends_at = claims.date("exp").unwrap();
            OwnToken::Good { claims, ends_at }
        }
        "not-good" => OwnToken::NotGood,
        "not-ours" => OwnToken::NotOurs,
        _ => panic!("the script says {words:?}"),
    }
}

fn members(words: &str) -> serde_json::Map<String, Value> {
    let pairs = words.split_whitespace().filter_map(|word| word.split_once('='));
    let value = |text| serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
    pairs.map(|(name, text)| (name.to_owned(), value(text))).collect()
}
