use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use http::{HeaderValue, Method, header};
use jose::{Algorithm, Secret, SigningKey, sign_hmac};
use model::{Catalogue, Id};
use plugin::{Exchange, Kind, Seat, Verdict};
use plugins::{JWT_SECRETS, Jwt};
use schema::render::remedy;
use serde_json::{Value, json};

use crate::people::{id, people, told};
use crate::request::{decided, faults, get, seat};

const KIND: Kind = Kind::of::<Jwt>();

#[test]
fn it_stands_where_kong_has_it() {
    assert_eq!((KIND.name, KIND.priority), ("jwt", 1450));
}

const SECRET: &str = "e71829c351aa4242c2719cbfbe671c09";

fn token(secret: &str, algorithm: Algorithm, claims: &Value) -> String {
    let long = Secret::new(format!("{secret}{}", "\0".repeat(64 - secret.len())));
    sign_hmac(None, claims, &long, algorithm).unwrap()
}

/// A key pair: what signs, and the public half in PEM.
fn pair() -> (SigningKey, String) {
    let pkcs8 = SigningKey::make_pkcs8(Algorithm::Es256).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &pkcs8).unwrap();
    let der: PublicKeyX509Der<'_> = pair.public_key().as_der().unwrap();
    let text = base64_simd::STANDARD.encode_to_string(der.as_ref());
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----");
    (
        SigningKey::from_pkcs8(&pkcs8, Algorithm::Es256, "1").unwrap(),
        pem,
    )
}

fn exchange(token: &str) -> Exchange {
    let mut exchange = get("/", &[]);
    if !token.is_empty() {
        let line = HeaderValue::try_from(format!("Bearer {token}")).unwrap();
        exchange.head.set(header::AUTHORIZATION, line);
    }
    exchange.directory = people(&[
        ("jwt_secrets", "ada", json!({ "key": "ada", "secret": SECRET })),
        (
            "jwt_secrets",
            "bob",
            json!({ "key": "bob", "secret": SECRET, "algorithm": "HS512" }),
        ),
    ]);
    exchange
}

/// What is answered: the challenge and the body; nothing if the request passes.
async fn answered(seat: &Seat, exchange: &mut Exchange) -> Option<(String, Value)> {
    match decided(seat, exchange).await.unwrap() {
        Verdict::Pass => None,
        Verdict::Reply(answer) => {
            assert_eq!(answer.status, 401);
            let challenge = answer.head.text(&header::WWW_AUTHENTICATE).unwrap().to_owned();
            let body = answer.body.in_memory().unwrap();
            Some((challenge, serde_json::from_slice(body).unwrap()))
        }
        refusal => panic!("{refusal:?}"),
    }
}

fn message(message: &str) -> Option<(String, Value)> {
    let challenge = match message {
        "Unauthorized" => "Bearer",
        _ => "Bearer error=\"invalid_token\"",
    };
    Some((challenge.to_owned(), json!({ "message": message })))
}

// PA-26
#[tokio::test]
async fn what_is_wrong_with_a_token() {
    let seat = seat(&KIND, json!({})).unwrap();
    let good = token(SECRET, Algorithm::Hs256, &json!({ "iss": "ada" }));
    let (head, _) = good.split_once('.').unwrap();
    let other = token(
        &SECRET.replace('e', "f"),
        Algorithm::Hs256,
        &json!({ "iss": "ada" }),
    );
    let none = format!("{}.e30.", jose::base64url::encode(br#"{"alg":"none"}"#));
    let claiming = |claims: Value| token(SECRET, Algorithm::Hs256, &claims);
    for (token, expected) in [
        (String::new(), message("Unauthorized")),
        (good.clone(), None),
        // Known and not known, it is the same.
        (good.clone(), None),
        ("x".to_owned(), message("Bad token; invalid JSON")),
        ("a.b.c".to_owned(), message("Bad token; invalid JSON")),
        (none, message("Bad token; invalid alg")),
        (format!("{head}.bm8.bm8"), message("Bad token; invalid claims")),
        (format!("{head}.e30.!"), message("Bad token; invalid signature")),
        ("e".repeat(9 << 20), message("Bad token; invalid JSON")),
        (claiming(json!({})), message("No mandatory 'iss' in claims")),
        (
            claiming(json!({ "iss": 7 })),
            message("No mandatory 'iss' in claims"),
        ),
        (claiming(json!({ "iss": "" })), message("Invalid 'iss' in claims")),
        (
            claiming(json!({ "iss": "eve" })),
            message("No credentials found for given 'iss'"),
        ),
        (claiming(json!({ "iss": "bob" })), message("Invalid algorithm")),
        (token(SECRET, Algorithm::Hs512, &json!({ "iss": "bob" })), None),
        (other, message("Invalid signature")),
        (format!("{good}x"), message("Invalid signature")),
    ] {
        let mut exchange = exchange(&token);
        let found = answered(&seat, &mut exchange).await;
        let shown = &token[..token.len().min(200)];
        assert_eq!(found, expected, "{shown}");
        assert_eq!(exchange.consumer.is_some(), expected.is_none(), "{shown}");
    }
}

#[tokio::test]
async fn where_a_token_is_looked_for() {
    let good = token(SECRET, Algorithm::Hs256, &json!({ "iss": "ada" }));
    let again = token(SECRET, Algorithm::Hs512, &json!({ "iss": "bob" }));
    let with = |config: Value, target: &str, lines: &[(&'static str, String)]| {
        let mut exchange = exchange("");
        exchange.received.target = plugin::Target::parse(target).unwrap();
        for (name, line) in lines {
            let name = http::HeaderName::from_static(name);
            exchange.head.append(name, HeaderValue::from_str(line).unwrap());
        }
        (seat(&KIND, config).unwrap(), exchange)
    };
    let bearer = format!("bearer {good}");
    let several = message("Multiple tokens provided");
    let missing = message("Unauthorized");
    for (config, target, lines, expected) in [
        (json!({}), format!("/?jwt={good}"), vec![], None),
        (
            json!({ "uri_param_names": ["t"] }),
            format!("/?jwt={good}"),
            vec![],
            missing.clone(),
        ),
        (
            json!({ "uri_param_names": [] }),
            format!("/?jwt={good}"),
            vec![],
            missing.clone(),
        ),
        (
            json!({ "uri_param_names": ["t"] }),
            format!("/?t={good}"),
            vec![],
            None,
        ),
        (
            json!({ "cookie_names": ["token"] }),
            "/".to_owned(),
            vec![("cookie", format!("a=b; token={good}"))],
            None,
        ),
        (
            json!({}),
            "/".to_owned(),
            vec![("cookie", format!("token={good}"))],
            missing.clone(),
        ),
        (
            json!({}),
            "/".to_owned(),
            vec![("authorization", bearer.clone())],
            None,
        ),
        (
            json!({}),
            "/".to_owned(),
            vec![("authorization", good.clone())],
            missing.clone(),
        ),
        (
            json!({ "header_names": ["x-token"] }),
            "/".to_owned(),
            vec![("x-token", bearer.clone())],
            None,
        ),
        // One token in two places is one, and two are none.
        (
            json!({}),
            format!("/?jwt={good}"),
            vec![("authorization", bearer.clone())],
            None,
        ),
        (
            json!({}),
            format!("/?jwt={again}"),
            vec![("authorization", bearer.clone())],
            several.clone(),
        ),
        (json!({}), format!("/?jwt={again}&jwt={good}"), vec![], several),
        (
            json!({}),
            "/?jwt=".to_owned(),
            vec![("authorization", bearer)],
            None,
        ),
    ] {
        let (seat, mut exchange) = with(config.clone(), &target, &lines);
        assert_eq!(
            answered(&seat, &mut exchange).await,
            expected,
            "{config} {target}"
        );
    }
}

#[tokio::test]
async fn when_a_token_is_good() {
    // The clock of these tests stands still.
    let now = 1_767_225_600;
    let checks = |config: Value, claims: Value| async move {
        let mut claims = claims;
        claims["iss"] = "ada".into();
        let seat = seat(&KIND, config).unwrap();
        let mut exchange = exchange(&token(SECRET, Algorithm::Hs256, &claims));
        answered(&seat, &mut exchange).await.map(|(_, body)| body)
    };
    let both = json!({ "claims_to_verify": ["exp", "nbf"] });
    let bounded = json!({ "claims_to_verify": ["exp"], "maximum_expiration": 300 });
    for (config, claims, wrong) in [
        (json!({}), json!({ "exp": 1, "nbf": now + 9 }), Value::Null),
        (both.clone(), json!({ "exp": now + 1, "nbf": now }), Value::Null),
        (
            both.clone(),
            json!({ "exp": now, "nbf": now + 1 }),
            json!({ "exp": "token expired", "nbf": "token not valid yet" }),
        ),
        (
            both.clone(),
            json!({ "exp": "soon" }),
            json!({ "exp": "must be a number", "nbf": "must be a number" }),
        ),
        (bounded.clone(), json!({ "exp": now + 300 }), Value::Null),
        (
            bounded.clone(),
            json!({ "exp": now + 301 }),
            json!({ "exp": "exceeds maximum allowed expiration" }),
        ),
        (bounded, json!({}), json!({ "exp": "must be a number" })),
    ] {
        let found = checks(config.clone(), claims.clone()).await.unwrap_or_default();
        assert_eq!(found, wrong, "{config} {claims}");
    }
}

#[tokio::test]
async fn tokens_that_only_their_consumer_can_sign() {
    let ((key, pem), (stranger, strange)) = (pair(), pair());
    let seat = seat(&KIND, json!({ "key_claim_name": "kid" })).unwrap();
    let of = |pem: &str| {
        people(&[(
            "jwt_secrets",
            "ada",
            json!({ "key": "1", "algorithm": "ES256", "rsa_public_key": pem }),
        )])
    };
    let claims = json!({ "sub": "ada" });
    let (mine, theirs) = (
        key.sign(Some("JWT"), &claims).unwrap(),
        stranger.sign(Some("JWT"), &claims).unwrap(),
    );
    // With the public key as a secret, anybody could sign.
    let confused = token(&pem[pem.len() - 64..], Algorithm::Hs256, &json!({ "kid": "1" }));
    for (token, kept, expected) in [
        (&mine, &pem, None),
        // It is known, and only for the key that is there.
        (&mine, &pem, None),
        (&mine, &strange, message("Invalid signature")),
        (&theirs, &pem, message("Invalid signature")),
        (&theirs, &strange, None),
        (&mine, &pem, None),
        (&confused, &pem, message("Invalid algorithm")),
    ] {
        let mut exchange = exchange(token);
        exchange.directory = of(kept);
        assert_eq!(answered(&seat, &mut exchange).await, expected);
        if expected.is_none() {
            assert_eq!(
                told(&exchange),
                [
                    Some(id("ada")),
                    Some("ada".to_owned()),
                    Some("a-1".to_owned()),
                    Some("1".to_owned()),
                    None
                ]
            );
            // Kong leaves the token where it is.
            assert!(exchange.head.has(&header::AUTHORIZATION));
        }
    }
}

#[tokio::test]
async fn secrets_in_base64() {
    let decoded = "0123456789abcdef0123456789abcdef~~??";
    let seat = seat(&KIND, json!({ "secret_is_base64": true })).unwrap();
    let good = token(decoded, Algorithm::Hs256, &json!({ "iss": "ada" }));
    let text = base64_simd::STANDARD.encode_to_string(decoded);
    let invalid = message("Invalid key/secret");
    for (secret, expected) in [
        (text.clone(), None),
        (text.replace('+', "-").replace('/', "_"), None),
        (text.trim_end_matches('=').to_owned(), None),
        (format!("{}!", SECRET), invalid.clone()),
        // 32 letters are 24 bytes.
        (SECRET.to_owned(), invalid),
    ] {
        let mut exchange = exchange(&good);
        exchange.directory = people(&[("jwt_secrets", "ada", json!({ "key": "ada", "secret": secret }))]);
        assert_eq!(answered(&seat, &mut exchange).await, expected, "{secret}");
    }
}

#[tokio::test]
async fn who_need_not_show_a_token() {
    let realm = json!({ "realm": "a", "run_on_preflight": false });
    let seat = seat(&KIND, realm).unwrap();
    let mut preflight = exchange("");
    preflight.received.method = Method::OPTIONS;
    assert_eq!(answered(&seat, &mut preflight).await, None);
    let (challenge, _) = answered(&seat, &mut exchange("")).await.unwrap();
    assert_eq!(challenge, "Bearer realm=\"a\"");
    let (challenge, _) = answered(&seat, &mut exchange("x")).await.unwrap();
    assert_eq!(challenge, "Bearer realm=\"a\", error=\"invalid_token\"");
    // Whoever shows nothing good goes on as somebody else.
    let seat = crate::request::seat(&KIND, json!({ "anonymous": "nobody" })).unwrap();
    for token in ["", "x"] {
        let mut exchange = exchange(token);
        assert_eq!(answered(&seat, &mut exchange).await, None);
        assert_eq!(told(&exchange)[0], Some(id("nobody")));
        assert!(exchange.credential.is_none());
    }
}

#[test]
fn what_may_not_be_configured() {
    for (config, fault) in [
        (
            json!({ "maximum_expiration": 9 }),
            "claims_to_verify: expected to contain: exp",
        ),
        (json!({ "claims_to_verify": ["iat"] }), "claims_to_verify[0]"),
        (json!({ "maximum_expiration": -1 }), "maximum_expiration"),
    ] {
        let found = faults(&KIND, &mut config.clone());
        assert!(
            found.len() == 1 && found[0].starts_with(fault),
            "{config}: {found:?}"
        );
    }
    let catalogue = Catalogue::new([]).with_entities(&[JWT_SECRETS]);
    let (_, pem) = pair();
    for (members, fault) in [
        (json!({ "secret": SECRET }), None),
        (json!({}), None),
        (
            json!({ "secret": "short" }),
            Some("secret: a secret must have 32 bytes"),
        ),
        (
            json!({ "secret": "short", "algorithm": "ES256", "rsa_public_key": pem }),
            None,
        ),
        (json!({ "algorithm": "ES256" }), None),
        (
            json!({ "algorithm": "RS256" }),
            Some("rsa_public_key: required field missing"),
        ),
        (
            json!({ "algorithm": "RS256", "rsa_public_key": pem }),
            Some("rsa_public_key: invalid key"),
        ),
        (
            json!({ "algorithm": "EdDSA", "rsa_public_key": "x" }),
            Some("rsa_public_key: invalid key"),
        ),
        (json!({ "algorithm": "none" }), Some("algorithm")),
    ] {
        let mut document = members.clone();
        document["id"] = Id::named("jwt_secrets", "x").to_string().into();
        document["consumer"] = json!({ "id": id("ada") });
        let found = remedy::lines(&catalogue.fill_and_check("jwt_secrets", &mut document));
        match fault {
            None => assert_eq!(found, [""; 0], "{members}"),
            Some(fault) => assert!(
                found.len() == 1 && found[0].starts_with(fault),
                "{members}: {found:?}"
            ),
        }
    }
}
