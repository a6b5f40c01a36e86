use std::sync::Arc;

use jose::{Algorithm, Timestamp};
use serde_json::{Value, json};

use super::*;
use crate::samples::{self, key};
use crate::{ClientProof, Method};

const ENDPOINT: &str = "https://op.example/token";

fn client(id: &str, authentication: Authentication) -> Client {
    Client {
        id: id.into(),
        authentication: authentication.into(),
        redirect_uri: None,
    }
}

/// A call to the token endpoint of a provider that says this of itself.
fn asked(client: &Client, said: Value) -> HttpCall {
    let mut call = HttpCall::post(ENDPOINT, vec![("code".into(), Secret::new("C 1&"))]);
    client.prove(At::Token, &samples::metadata(said), &mut call);
    call
}

fn proven(authentication: Authentication, client_id: &str) -> HttpCall {
    asked(&client(client_id, authentication), json!({}))
}

fn signer() -> Signer {
    Signer::Key(Arc::new(key(1, "k1")))
}

#[test]
fn one_proof_and_no_other() {
    // TK-15
    let secret = Secret::new("7Fjfp0ZBr1KtDRbnfVdmIw");
    let basic = Authentication::Basic {
        secret: secret.clone(),
    };
    let named = "code=C+1%26&client_id=s6BhdRkqt3";
    for (authentication, authorization, body, proof) in [
        // RFC 6749 section 2.3.1.
        (
            basic,
            Some("Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3"),
            "code=C+1%26",
            "InCall",
        ),
        (
            Authentication::Post { secret },
            None,
            "code=C+1%26&client_id=s6BhdRkqt3&client_secret=7Fjfp0ZBr1KtDRbnfVdmIw",
            "InCall",
        ),
        (Authentication::None, None, named, "InCall"),
        (
            Authentication::Assertion { signer: signer() },
            None,
            named,
            "Assertion(",
        ),
        (Authentication::Certificate, None, named, "Certificate"),
    ] {
        let call = proven(authentication, "s6BhdRkqt3");
        assert_eq!(call.method, Method::Post);
        assert_eq!(call.authorization.as_ref().map(Secret::expose), authorization);
        assert_eq!(call.body(), body);
        assert!(format!("{:?}", call.proof).starts_with(proof), "{call:?}");
    }
}

/// RFC 6749 section 2.3.1 and appendix B: id and secret are form-encoded before they are joined, so that
/// a colon in either does not move the border between them.
#[test]
fn basic_encodes_both_parts() {
    // TK-14
    for (id, secret, pair) in [
        ("app", "", "app:"),
        ("a:b", "c:d", "a%3Ab:c%3Ad"),
        ("a b", "c+d", "a+b:c%2Bd"),
        ("a%b", "p@ss/wörd=", "a%25b:p%40ss%2Fw%C3%B6rd%3D"),
        ("*-._", "~", "*-._:%7E"),
    ] {
        let secret = Secret::new(secret);
        let call = proven(Authentication::Basic { secret }, id);
        let expected = format!("Basic {}", jose::base64::encode(pair.as_bytes()));
        assert!(call.authorization.unwrap().is(&expected), "{id}");
    }
}

#[test]
fn no_secret_is_printed() {
    let secret = || Secret::new("opensesame");
    for authentication in [
        Authentication::Basic { secret: secret() },
        Authentication::Post { secret: secret() },
        Authentication::AsOffered {
            secret: secret(),
            signer: Some(signer()),
        },
    ] {
        let call = proven(authentication.clone(), "app");
        let printed = format!("{authentication:?} {call:?}");
        let encoded = jose::base64::encode(b"app:opensesame");
        assert!(
            !printed.contains("opensesame") && !printed.contains(&encoded),
            "{printed}"
        );
    }
}

#[test]
fn in_the_way_that_is_offered() {
    let offered = |signer: Option<Signer>, ways: Option<&[&str]>| {
        let secret = Secret::new("S1");
        let client = client("app", Authentication::AsOffered { secret, signer });
        let call = asked(&client, json!({ "token_endpoint_auth_methods_supported": ways }));
        let posted = call.body().contains("client_secret");
        match (call.authorization.is_some(), posted, &call.proof) {
            (true, false, ClientProof::InCall) => "basic",
            (false, true, ClientProof::InCall) => "post",
            (false, false, ClientProof::Assertion(_)) => "assertion",
            other => panic!("one proof and no other: {other:?}"),
        }
    };
    let ways: [(Option<&[&str]>, &str, &str); 6] = [
        (None, "basic", "basic"),
        (Some(&[]), "basic", "basic"),
        (Some(&["private_key_jwt", "none"]), "basic", "assertion"),
        (
            Some(&["client_secret_basic", "client_secret_post", "private_key_jwt"]),
            "basic",
            "basic",
        ),
        (
            Some(&["tls_client_auth", "client_secret_post", "client_secret_basic"]),
            "post",
            "post",
        ),
        (
            Some(&["client_secret_jwt", "private_key_jwt", "client_secret_post"]),
            "post",
            "assertion",
        ),
    ];
    for (ways, with_secret, with_key) in ways {
        assert_eq!(offered(None, ways), with_secret, "{ways:?}");
        assert_eq!(offered(Some(signer()), ways), with_key, "{ways:?}");
    }
}

#[test]
fn what_an_assertion_says() {
    // TK-16
    let mut client = client("app", Authentication::Assertion { signer: signer() });
    let assertion = |client: &Client| match asked(client, json!({})).proof {
        ClientProof::Assertion(assertion) => assertion,
        proof => panic!("{proof:?}"),
    };
    let said = assertion(&client).claims("J1", Timestamp::from_seconds(1000));
    let expected = json!({
        "iss": "app", "sub": "app", "aud": "https://op.example", "jti": "J1", "iat": 1000, "exp": 1060,
    });
    assert_eq!(said, expected);
    client.authentication.audience = AssertionAudience::Endpoint;
    assert_eq!(assertion(&client).audience, ENDPOINT);
    assert_eq!(
        Assertion::in_form("code=C+1%26", &Secret::new("a.b.c")),
        "code=C+1%26&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer\
         &client_assertion=a.b.c"
    );
}

/// Two calls that ask the same are the same, whatever proves who makes them.
#[test]
fn an_assertion_is_no_part_of_what_is_asked() {
    let client = client("app", Authentication::Assertion { signer: signer() });
    assert_eq!(asked(&client, json!({})), asked(&client, json!({})));
    let other = proven(Authentication::Assertion { signer: signer() }, "app");
    assert_eq!(asked(&client, json!({})).body(), other.body());
    assert_ne!(asked(&client, json!({})).proof, other.proof);
    let own = |algorithm| Signer::OwnKey(algorithm);
    assert_eq!(own(Algorithm::Es256), own(Algorithm::Es256));
    assert_ne!(own(Algorithm::Es256), own(Algorithm::Rs256));
}

#[test]
fn which_endpoint() {
    // PO-25, PO-26
    let aliases = json!({
        "introspection_endpoint": "https://op.example/introspect",
        "revocation_endpoint": "https://op.example/revoke",
        "mtls_endpoint_aliases": {
            "token_endpoint": "https://mtls.op.example/token",
            "introspection_endpoint": "https://mtls.op.example/introspect",
        },
    });
    let called = |authentication: Authentication, at: At, said: &Value| {
        let mut call = HttpCall::post("https://op.example/plain", Vec::new());
        client("app", authentication).prove(at, &samples::metadata(said.clone()), &mut call);
        call.url
    };
    for (at, shown) in [
        (At::Token, "https://mtls.op.example/token"),
        (At::Introspection, "https://mtls.op.example/introspect"),
        // There is none for this one.
        (At::Revocation, "https://op.example/plain"),
    ] {
        assert_eq!(called(Authentication::Certificate, at, &aliases), shown);
        assert_eq!(
            called(Authentication::Certificate, at, &json!({})),
            "https://op.example/plain"
        );
        let secret = Secret::new("S1");
        // Who shows no certificate has no business there.
        for other in [
            Authentication::None,
            Authentication::Basic { secret },
            Authentication::Assertion { signer: signer() },
        ] {
            assert_eq!(called(other, at, &aliases), "https://op.example/plain");
        }
    }
}

#[test]
fn each_endpoint_has_its_own_way() {
    let secret = Secret::new("S1");
    let mut client = client("app", Authentication::Certificate);
    client.authentication.introspection = Authentication::Basic { secret };
    client.authentication.revocation = Authentication::None;
    let proof = |at| {
        let mut call = HttpCall::post(ENDPOINT, Vec::new());
        client.prove(at, &samples::metadata(json!({})), &mut call);
        (
            call.authorization.is_some(),
            call.proof == ClientProof::Certificate,
        )
    };
    assert_eq!(proof(At::Token), (false, true));
    assert_eq!(proof(At::Introspection), (true, false));
    assert_eq!(proof(At::Revocation), (false, false));
}

/// What a provider is told is what its list is searched for.
#[test]
fn proofs_have_the_names_that_providers_list() {
    let secret = Secret::new("s3cret");
    let hmac = json!({ "kty": "oct", "k": jose::base64url::encode(&[7; 32]) });
    let hmac = jose::SigningKey::from_jwk(hmac.as_object().unwrap(), Algorithm::Hs256).unwrap();
    let by_key = |key| Authentication::Assertion {
        signer: Signer::Key(Arc::new(key)),
    };
    let as_offered = || Authentication::AsOffered {
        secret: secret.clone(),
        signer: None,
    };
    let ways = |ways: Value| json!({ "token_endpoint_auth_methods_supported": ways });
    for (authentication, said, expected) in [
        (
            Authentication::Basic {
                secret: secret.clone(),
            },
            json!({}),
            "client_secret_basic",
        ),
        (
            Authentication::Post {
                secret: secret.clone(),
            },
            json!({}),
            "client_secret_post",
        ),
        (by_key(hmac), json!({}), "client_secret_jwt"),
        (by_key(key(1, "k1")), json!({}), "private_key_jwt"),
        (Authentication::Certificate, json!({}), "tls_client_auth"),
        (Authentication::None, json!({}), "none"),
        (as_offered(), json!({}), "client_secret_basic"),
        (
            as_offered(),
            ways(json!(["private_key_jwt", "client_secret_post"])),
            "client_secret_post",
        ),
        (
            as_offered(),
            ways(json!(["private_key_jwt"])),
            "client_secret_basic",
        ),
    ] {
        let client = client("app", authentication);
        let found = client.proof_at_token_endpoint(&samples::metadata(said.clone()));
        assert_eq!(found, expected, "{said}");
    }
}
