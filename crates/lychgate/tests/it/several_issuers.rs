//! Tokens of several issuers on one route.

use jose::Timestamp;
use ports::Clock;
use sample_idp::{Client, Idp};

use crate::bearer::{bring, clients_token, token_from};
use crate::house::{CLIENT_ID, CLIENT_SECRET, House};

/// Another provider, with the same client and the same clock.
async fn another(house: &House) -> Idp {
    let client = Client::confidential(CLIENT_ID, CLIENT_SECRET);
    let time = house.clock.clone();
    let options = sample_idp::Options {
        clients: vec![client],
        clock: sample_idp::Clock::new(move || Timestamp::from_millis(time.now().millis())),
        ..sample_idp::Options::default()
    };
    Idp::start(options).await.unwrap()
}

// How-to: several identity providers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_tokens_of_those_on_the_list_count_and_no_others() {
    let mut house = House::start(&[]).await;
    let (second, third) = (another(&house).await, another(&house).await);
    let keys = format!("extra_jwks_uris: [{}/v1/keys]", second.issuer());
    let list = |issuers: &[&str]| format!("issuers_allowed: [{}]", issuers.join(", "));
    let first = house.idp.issuer().to_owned();
    let program = house.program();
    let tokens = [
        clients_token(&house).await,
        token_from(second.issuer()).await,
        token_from(third.issuer()).await,
    ];
    for (more, expected) in [
        // Its keys alone do not make an issuer one of ours.
        (vec![keys.clone()], [200, 401, 401]),
        (
            vec![keys.clone(), list(&[&first, second.issuer()])],
            [200, 200, 401],
        ),
        (vec![keys.clone(), list(&[second.issuer()])], [401, 200, 401]),
        // Nor does a name, without its keys.
        (
            vec![list(&[&first, second.issuer(), third.issuer()])],
            [200, 401, 401],
        ),
        // The list counts, whatever else does not.
        (
            vec![
                keys.clone(),
                list(&[second.issuer()]),
                "verify_claims: false".into(),
            ],
            [401, 200, 401],
        ),
    ] {
        let options = more.iter().map(String::as_str).chain(["auth_methods: [bearer]"]);
        let config = house.login(&options.collect::<Vec<_>>());
        house.apply(&config).await;
        for (token, status) in tokens.iter().zip(expected) {
            assert_eq!(bring(&program, "/", token).await.status(), status, "{more:?}");
        }
    }
}
