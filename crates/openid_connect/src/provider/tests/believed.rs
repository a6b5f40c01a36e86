//! Whom calls believe, what they carry, and whom they serve.

use plugin::HeaderName;
use ports::{Connections, HttpVersion, Proxies, Proxy, Terms, Verification};

use super::*;

// DI-19
#[tokio::test]
async fn headers_of_discovery_go_there_and_nowhere_else() {
    let script = Scripted::new();
    let clock = SettableClock::default();
    let services = services(&script, &clock);
    let mut key = HeaderValue::from_static("a key");
    key.set_sensitive(true);
    let terms = Arc::new(Terms {
        verification: Verification::NotVerified,
        ..Terms::default()
    });
    let endpoint = Endpoint {
        headers: vec![(HeaderName::from_static("x-key"), key)],
        terms: Arc::clone(&terms),
        ..endpoint()
    };
    let house = House {
        line: Line::open(endpoint, &services),
        script,
        clock,
        services,
    };
    house.plan_discovery();
    let core = Copy::default();
    house.line.find(&core).await;
    assert_eq!(house.standing(&core), "known");
    house.clock.advance(Duration::from_secs(31));
    // A redirect is no document, and is not followed: nobody else hears of the key.
    let mut moved = http::json(StatusCode::FOUND, &json!({}));
    moved.headers.push((
        plugin::header::LOCATION,
        HeaderValue::from_static("https://evil.test/"),
    ));
    house.script.answer(Method::GET, DISCOVERY, Ok(moved));
    house.line.renew(&core).await;
    assert_eq!(house.standing(&core), "stale");
    house.script.answer(Method::POST, TOKEN, Err(HttpError::Timeout));
    assert!(house.redeem("C1").await.is_err());

    let told: Vec<_> = house
        .script
        .calls()
        .into_iter()
        .map(|call| {
            let shows_key = call.headers.iter().any(|(name, _)| name == "x-key");
            (call.url, shows_key, call.terms == terms)
        })
        .collect();
    let discovery = |url: &str| (url.to_owned(), true, true);
    assert_eq!(
        told,
        [
            discovery(DISCOVERY),
            discovery(KEYS),
            discovery(DISCOVERY),
            // Whoever makes that call says on what terms.
            (TOKEN.to_owned(), false, false),
        ]
    );
}

// JK-20: nor do calls that were made by another way serve those who would not have gone it.
#[tokio::test]
async fn instances_that_believe_others_make_calls_of_their_own() {
    let house = House::open();
    let proxied = |proof: &'static str| Terms {
        proxies: Proxies {
            https: Some(Proxy {
                url: "http://proxy.test".into(),
                authorization: Some(HeaderValue::from_static(proof)),
            }),
            ..Proxies::default()
        },
        ..Terms::default()
    };
    let others = [
        Terms {
            verification: Verification::NotVerified,
            ..Terms::default()
        },
        proxied("Basic YQ=="),
        proxied("Basic Yg=="),
    ];
    let plan = |number: usize| {
        let reply = http::json(StatusCode::OK, &json!({ "n": number }));
        house.script.answer(Method::POST, TOKEN, Ok(reply));
    };
    let refreshed = async |line: &Line| {
        let reply = line.call(Desk::Logins, redemption("R1"), b"R1", Repeat::AfterOutage);
        reply.await.unwrap().reply.body
    };
    let line = |terms: Terms| {
        let endpoint = Endpoint {
            trust: terms.verification,
            terms: Arc::new(terms),
            ..endpoint()
        };
        Line::open(endpoint, &house.services)
    };
    plan(0);
    let first = refreshed(&house.line).await;
    for (number, terms) in others.into_iter().enumerate() {
        plan(number + 1);
        let (line, twin) = (line(terms.clone()), line(terms));
        let reply = refreshed(&line).await;
        assert_ne!(reply, first);
        assert_eq!(refreshed(&twin).await, reply);
    }
    // How a call is made says nothing of whom it believes: sessions that are shared are refreshed once.
    let hasty = line(Terms {
        connections: Connections::UsedOnce,
        version: HttpVersion::Http10,
        ..Terms::default()
    });
    assert_eq!(refreshed(&hasty).await, first);
    assert_eq!(house.script.calls().len(), 4);
}

// JK-19
#[tokio::test]
async fn keys_and_metadata_at_one_address_are_two_documents() {
    let house = House::open();
    let key = json!({ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" });
    let document = |keys: Value| {
        json!({
            "issuer": "https://idp.test",
            "authorization_endpoint": "https://idp.test/authorize",
            "token_endpoint": TOKEN,
            "jwks_uri": DISCOVERY,
            "keys": keys,
        })
    };
    let core = Copy::default();
    // The address is asked twice, and what it says first counts as metadata only.
    house.plan(DISCOVERY, &document(json!([])));
    house.plan(DISCOVERY, &document(json!([key])));
    house.line.find(&core).await;
    assert_eq!((house.standing(&core), keys(&house, &core)), ("known", 1));
    assert_eq!(house.script.calls().len(), 2);
}
