//! A provider that has no discovery document, or whose document is not what it should be.

use crate::bearer::{bring, clients_token};
use crate::house::House;

// How-to: several identity providers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_issuer_may_be_a_mere_name() {
    let mut house = House::start(&[]).await;
    let program = house.program();
    let token = clients_token(&house).await;
    let issuer = house.idp.issuer().to_owned();
    let keys = format!("jwks_endpoint: {issuer}/v1/keys");
    let more_keys = format!("extra_jwks_uris: [{issuer}/v1/keys]");
    let tokens = format!("token_endpoint: {issuer}/v1/token");
    let discovered = house.idp.calls().discovery;
    for (options, bearer, visitor) in [
        (vec![keys.as_str()], 200, 503),
        (vec![&more_keys], 200, 503),
        // Without keys nothing can be verified.
        (vec![], 401, 503),
    ] {
        let options = [&options[..], &["using_pseudo_issuer: true"]].concat();
        let config = house.login(&options);
        house.apply(&config).await;
        assert_eq!(bring(&program, "/", &token).await.status(), bearer, "{options:?}");
        // Nobody can sign in where nobody has said where.
        let reply = program.request("GET", "/").send().await.unwrap();
        assert_eq!(reply.status(), visitor, "{options:?}");
    }
    // With all the addresses it is as good as any other.
    let sign_in = format!("authorization_endpoint: {issuer}/v1/authorize");
    let config = house.login(&["using_pseudo_issuer: true", &keys, &tokens, &sign_in]);
    house.apply(&config).await;
    let page = house.sign_in(&house.browser(), "/orders", "alice").await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert_eq!(house.idp.calls().discovery, discovered);
    // The name is the name: another one is another issuer.
    let other = house.login(&["using_pseudo_issuer: true", &keys, &tokens, &sign_in]);
    house
        .apply(&other.replace(
            &format!("issuer: {issuer}\n"),
            &format!("issuer: {issuer}/tenant\n"),
        ))
        .await;
    assert_eq!(bring(&program, "/", &token).await.status(), 401);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_that_speaks_against_the_options_is_told() {
    let mut house = House::start(&["verify_parameters: true"]).await;
    let page = house.sign_in(&house.browser(), "/", "alice").await;
    assert_eq!(page.status, 200, "{}", page.text());
    for (wrong, options) in [
        ("scopes", "scopes: [openid, calendar]"),
        ("method", "client_auth: [none]"),
        ("scopes", "scopes: [OPENID]"),
    ] {
        let is_wrong = wrong == "scopes";
        let config = house.login(&["verify_parameters: true", options]);
        house.apply(&config).await;
        let page = house.browser().get(&house.url("/")).await;
        assert_eq!(page.status == 503, is_wrong, "{options}: {}", page.text());
        // Who does not want to know is not told: documents are often wrong.
        let config = house.login(&[options]);
        house.apply(&config).await;
        let page = house.browser().get(&house.url("/")).await;
        assert_eq!(page.status, 302, "{options}");
    }
}
