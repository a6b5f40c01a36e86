//! Several ways to prove who sends a request, of which one is enough.

use plugin::{Authentication, Credential, Fault, Kind, Seat, Verdict};
use plugins::{BasicAuth, KeyAuth};
use serde_json::json;

use crate::people::{id, map, people, prove, told};
use crate::request::{decided, get, refused, waiting_seat};

async fn pass(seats: &[Seat], headers: &[(&'static str, &'static str)]) -> [Option<String>; 5] {
    let mut exchange = get("/", headers);
    exchange.directory = people(&[
        ("keyauth_credentials", "ada", json!({ "key": "ada-key" })),
        (
            "basicauth_credentials",
            "bob",
            json!({ "username": "bob", "password": "b" }),
        ),
    ]);
    for seat in seats {
        if refused(seat, &mut exchange).await.is_some() {
            return ["refused"; 5].map(|word| Some(word.to_owned()));
        }
    }
    told(&exchange)
}

/// `bob:b`, and `bob:x`.
const BOB: (&str, &str) = ("authorization", "Basic Ym9iOmI=");
const WRONG: (&str, &str) = ("authorization", "Basic Ym9iOng=");
const ADA: (&str, &str) = ("apikey", "ada-key");

// HD-21 HD-23
#[tokio::test]
async fn one_of_several_is_enough_with_an_anonymous_consumer() {
    let config = json!({ "anonymous": "nobody" });
    let seats = [
        waiting_seat(&Kind::of::<KeyAuth>(), config.clone()),
        waiting_seat(&Kind::of::<BasicAuth>(), config),
    ];
    let nobody = [
        Some(id("nobody")),
        Some("nobody".into()),
        None,
        None,
        Some("true".into()),
    ];
    let who = |told: &[Option<String>; 5]| (told[0].clone(), told[4].clone());
    for (headers, expected) in [
        (&[ADA][..], (Some(id("ada")), None)),
        (&[BOB], (Some(id("bob")), None)),
        // The first that is satisfied says who it is, and nobody looks at what else is shown.
        (&[ADA, BOB], (Some(id("ada")), None)),
        (&[ADA, WRONG], (Some(id("ada")), None)),
        // What is wrong is as if it was not there. Nothing of it is told.
        (&[("apikey", "wrong"), BOB], (Some(id("bob")), None)),
    ] {
        assert_eq!(who(&pass(&seats, headers).await), expected, "{headers:?}");
    }
    for headers in [&[][..], &[WRONG], &[("apikey", "wrong"), WRONG]] {
        assert_eq!(pass(&seats, headers).await, nobody, "{headers:?}");
    }
}

#[tokio::test]
async fn whom_somebody_was_only_taken_for_goes_when_another_says_who_it_is() {
    let seat = waiting_seat(&Kind::of::<KeyAuth>(), json!({ "anonymous": "nobody" }));
    let mut taken = get("/", &[]);
    taken.directory = people(&[]);
    assert_eq!(refused(&seat, &mut taken).await, None);
    assert_eq!(told(&taken)[4].as_deref(), Some("true"));
    // By a consumer.
    let mut mapped = get("/", &[]);
    mapped.head = taken.head.clone();
    mapped.directory = taken.directory.clone();
    map(&mut mapped, "ada");
    assert_eq!(
        (told(&mapped)[0].clone(), told(&mapped)[4].clone()),
        (Some(id("ada")), None)
    );
    // Without one.
    let credential = |id: &str| Credential {
        id: id.into(),
        entity: None,
    };
    taken.vouch(Some(credential("carol")));
    assert_eq!(told(&taken), [const { None }; 5]);
    assert!(taken.consumer.is_none() && &*taken.credential.unwrap().id == "carol");
    // A key behind counts for whoever is taken for somebody, and is not looked at for whoever is known.
    for (is_known, shown, expected) in [
        (false, "ada-key", [Some(id("ada")), None]),
        (false, "none", [Some(id("nobody")), Some("true".into())]),
        (true, "ada-key", [None, None]),
    ] {
        let mut behind = get("/", &[("apikey", shown)]);
        behind.directory = people(&[("keyauth_credentials", "ada", json!({ "key": "ada-key" }))]);
        let excused = Authentication::or_anonymous(Some("nobody")).excuse(&mut behind);
        assert!(matches!(excused, Some(Ok(Verdict::Pass))));
        if is_known {
            behind.vouch(Some(credential("carol")));
        }
        assert_eq!(refused(&seat, &mut behind).await, None);
        let now = told(&behind);
        assert_eq!([now[0].clone(), now[4].clone()], expected, "{is_known} {shown}");
        let named = behind.credential.map(|one| one.id.to_string());
        assert_eq!(named.as_deref() == Some("carol"), is_known);
    }
    // Whom a plugin before has proved stays.
    let mut proven = get("/", &[]);
    proven.directory = people(&[]);
    prove(&mut proven, "ada");
    proven.vouch(None);
    assert_eq!(&*proven.credential.as_ref().unwrap().id, "proof");
    proven.vouch(Some(credential("carol")));
    assert_eq!(told(&proven)[0], Some(id("ada")));
    assert_eq!(&*proven.credential.unwrap().id, "carol");
}

#[tokio::test]
async fn all_must_be_satisfied_without_one() {
    let seats = [
        waiting_seat(&Kind::of::<KeyAuth>(), json!({})),
        waiting_seat(&Kind::of::<BasicAuth>(), json!({})),
    ];
    let refusal = ["refused"; 5].map(|word| Some(word.to_owned()));
    for headers in [
        &[][..],
        &[ADA],
        &[BOB],
        &[ADA, WRONG],
        &[("apikey", "wrong"), BOB],
    ] {
        assert_eq!(pass(&seats, headers).await, refusal, "{headers:?}");
    }
    // The last one says who it is.
    assert_eq!(pass(&seats, &[ADA, BOB]).await[0], Some(id("bob")));
}

// HD-22
#[tokio::test]
async fn nobody_passes_as_a_consumer_who_is_not_there() {
    for (named, is_there) in [
        ("nobody".to_owned(), true),
        (id("nobody"), true),
        ("gone".to_owned(), false),
        (id("gone"), false),
        // By the name elsewhere nobody is found.
        ("a-1".to_owned(), false),
    ] {
        for kind in [Kind::of::<KeyAuth>(), Kind::of::<BasicAuth>()] {
            let seat = waiting_seat(&kind, json!({ "anonymous": named }));
            let mut exchange = get("/", &[]);
            exchange.directory = people(&[]);
            let passed = decided(&seat, &mut exchange).await;
            match is_there {
                true => assert!(passed.is_ok() && exchange.consumer.is_some(), "{named}"),
                false => {
                    let fault = passed.unwrap_err();
                    assert!(matches!(fault, Fault::Broken { .. }) && fault.code() == "anonymous.unknown");
                    assert_eq!(told(&exchange), [const { None }; 5]);
                    assert!(exchange.consumer.is_none());
                }
            }
        }
    }
}
