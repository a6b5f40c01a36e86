//! Requests to a service, with a token.

use std::time::Duration;

use http::{HeaderName, HeaderValue, Method, header};
use plugin::{Body, Exchange, Fault, Verdict};
use serde_json::json;

use super::place::{Place, form_to, need, with_bearer};
use crate::people::{id, prove, told};
use crate::request::decided;

const MISSING: (u16, &str, &str) = (401, "invalid_request", "The access token is missing");
const INVALID: (u16, &str, &str) = (401, "invalid_token", "The access token is invalid or has expired");

async fn pass(place: &Place, core: usize, mut exchange: Exchange) -> Exchange {
    let verdict = decided(&place.seats[core], &mut exchange).await.unwrap();
    assert!(matches!(verdict, Verdict::Pass), "{verdict:?}");
    exchange
}

fn text(exchange: &Exchange, name: &'static str) -> Option<String> {
    exchange
        .head
        .text(&HeaderName::from_static(name))
        .map(str::to_owned)
}

#[tokio::test]
async fn the_service_is_told_whose_token_it_is() {
    let place = Place::new(&json!({}));
    let [access, _] = place.given(&[("scope", "phone email")]).await;
    // On both cores, and on each a second time, when it is remembered.
    for core in [0, 1, 0, 1] {
        let exchange = pass(&place, core, with_bearer(place.request("/"), &access)).await;
        let whose = [
            Some(id("ada")),
            Some("ada".into()),
            Some("a-1".into()),
            Some("app".into()),
            None,
        ];
        assert_eq!(told(&exchange), whose);
        assert_eq!(
            text(&exchange, "x-authenticated-scope").as_deref(),
            Some("phone email")
        );
        assert_eq!(
            text(&exchange, "x-authenticated-userid").as_deref(),
            Some("user-7")
        );
    }
    let told = place.token(&[("grant_type", "client_credentials")]).await;
    let mut forged = with_bearer(place.request("/"), told.body["access_token"].as_str().unwrap());
    forged.head.set(
        HeaderName::from_static("x-authenticated-userid"),
        HeaderValue::from_static("root"),
    );
    let exchange = pass(&place, 0, forged).await;
    assert_eq!(text(&exchange, "x-authenticated-scope"), None);
    assert_eq!(text(&exchange, "x-authenticated-userid"), None);
}

#[tokio::test]
async fn whoever_shows_no_good_token_is_told_so() {
    for (realm, first, second) in [
        (
            json!(null),
            "Bearer",
            "Bearer error=\"invalid_token\", error_description=\"The access token is invalid or has expired\"",
        ),
        (
            json!("r"),
            "Bearer realm=\"r\"",
            "Bearer realm=\"r\", error=\"invalid_token\", error_description=\"The access token is invalid or has expired\"",
        ),
    ] {
        let place = Place::new(&json!({ "realm": realm }));
        let [access, refresh] = place.given(&[]).await;
        let code = place.code(&[]).await;
        for (line, error, challenge) in [
            ("", MISSING, first),
            ("Basic YTpi", MISSING, first),
            ("Bearer", MISSING, first),
            (&format!("Bearer{access}"), MISSING, first),
            ("Bearer nothing", INVALID, second),
            (&format!("Bearer {refresh}"), INVALID, second),
            (&format!("Bearer {code}"), INVALID, second),
            (&format!("Bearer {} {access}", access), INVALID, second),
            (
                &format!("Bearer {}", access.to_ascii_uppercase()),
                INVALID,
                second,
            ),
        ] {
            let mut exchange = place.request("/");
            if !line.is_empty() {
                exchange
                    .head
                    .set(header::AUTHORIZATION, HeaderValue::from_str(line).unwrap());
            }
            let told = place.tell(0, exchange).await;
            assert_eq!((told.error(), &*told.challenge), (error, challenge), "{line}");
        }
        // Nobody can use what stands in the database.
        let name = jose::base64url::encode(&jose::sha256(access.as_bytes()));
        assert!(!place.opens(0, &name).await && place.opens(0, &access).await);
    }
}

#[tokio::test]
async fn a_token_may_stand_in_three_places() {
    for hides in [false, true] {
        let place = Place::new(&json!({ "hide_credentials": hides }));
        let [access, _] = place.given(&[]).await;
        let mut header_line = place.request("/a?b=c");
        let line = HeaderValue::from_str(&format!("token {access}")).unwrap();
        header_line.head.set(header::AUTHORIZATION, line);
        let exchange = pass(&place, 0, header_line).await;
        assert_eq!(exchange.head.has(&header::AUTHORIZATION), !hides);
        let query = place.request(&format!("/a?b=c&access_token={access}&d=%20e"));
        let exchange = pass(&place, 0, query).await;
        let left = exchange.forward.target.query().unwrap().to_owned();
        assert_eq!(left == "b=c&d=%20e", hides, "{left}");
        let form = form_to(place.request("/a"), &[("b", "c"), ("access_token", &access)]);
        assert_eq!(need(&place.seats[0], &form), Some(1024 * 1024));
        let exchange = pass(&place, 0, form).await;
        let body = exchange.body.in_memory().unwrap();
        assert_eq!(body == b"b=c", hides);
        // The only argument, under a name that is written otherwise.
        let query = place.request(&format!("/a?acces%73_token={access}"));
        let exchange = pass(&place, 0, query).await;
        assert_eq!(exchange.forward.target.query().is_none(), hides);
        // A body is read only where a token may be in it and is nowhere else.
        let form = form_to(place.request(&format!("/a?access_token={access}")), &[("b", "c")]);
        assert_eq!(need(&place.seats[0], &form), None);
        let mut json = form_to(place.request("/a"), &[]);
        json.head
            .set(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        assert_eq!(need(&place.seats[0], &json), None);
        let mut get = form_to(place.request("/a"), &[]);
        get.received.method = Method::GET;
        assert_eq!(need(&place.seats[0], &get), None);
        assert_eq!(
            need(&place.seats[0], &form_to(place.request("/oauth2/token"), &[])),
            Some(64 * 1024)
        );
        assert_eq!(need(&place.seats[0], &place.request("/oauth2/token")), None);
    }
    // Of two tokens nobody knows which counts; the same one twice is one.
    let place = Place::new(&json!({}));
    let [one, _] = place.given(&[]).await;
    let [other, _] = place.given(&[]).await;
    let both = with_bearer(place.request(&format!("/?access_token={other}")), &one);
    assert_eq!(place.tell(0, both).await.error(), INVALID);
    let twice = with_bearer(place.request(&format!("/?access_token={one}")), &one);
    pass(&place, 0, twice).await;
    let place = Place::new(&json!({ "auth_header_name": "x-token" }));
    let [access, _] = place.given(&[]).await;
    let mut exchange = place.request("/");
    let line = HeaderValue::from_str(&format!("Bearer {access}")).unwrap();
    exchange.head.set(HeaderName::from_static("x-token"), line);
    pass(&place, 0, exchange).await;
    assert!(!place.opens(0, &access).await);
}

#[tokio::test]
async fn a_token_is_judged_with_each_request() {
    let place = Place::new(&json!({ "token_expiration": 10 }));
    let [access, _] = place.given(&[("scope", "email")]).await;
    place.clock.advance(Duration::from_millis(9_999));
    assert!(place.opens(0, &access).await);
    // The core remembers it, and knows that it is over.
    place.clock.advance(Duration::from_millis(1));
    assert!(!place.opens(0, &access).await && !place.opens(1, &access).await);
    let [access, _] = place.given(&[("scope", "email")]).await;
    assert!(place.opens(0, &access).await);
    // At another service it opens nothing, nor where its scope is none any more.
    let elsewhere = with_bearer(place.request_to("other", "/"), &access);
    assert_eq!(place.tell(0, elsewhere).await.error(), INVALID);
    for changes in [json!({ "scopes": ["phone"] }), json!({ "scopes": null })] {
        assert!(!place.beside(&changes).opens(0, &access).await);
    }
    let mandatory = place.beside(&json!({ "mandatory_scope": true }));
    assert!(mandatory.opens(0, &access).await);
    let [unscoped, _] = place.given(&[]).await;
    assert!(place.opens(0, &unscoped).await && !mandatory.opens(0, &unscoped).await);
    // Whose client is gone has nothing, at once.
    let mut gone = with_bearer(place.request("/"), &access);
    gone.directory = crate::people::people(&[]);
    assert_eq!(place.tell(0, gone).await.error(), INVALID);
}

#[tokio::test]
async fn a_token_counts_for_one_service_or_for_all_that_say_so() {
    let one = Place::new(&json!({}));
    let all = one.beside(&json!({ "global_credentials": true }));
    let other = json!({ "global_credentials": true, "provision_key": "another", "scopes": ["wallet"] });
    let other = one.beside(&other);
    let [local, _] = one.given(&[]).await;
    let [global, _] = all.given(&[("scope", "email")]).await;
    let opens = async |place: &Place, service: &str, token: &str| {
        let mut exchange = with_bearer(place.request_to(service, "/"), token);
        matches!(decided(&place.seats[0], &mut exchange).await, Ok(Verdict::Pass))
    };
    for (place, service, token, is_open) in [
        (&one, "app", &local, true),
        (&one, "other", &local, false),
        (&one, "app", &global, false),
        (&all, "app", &global, true),
        (&all, "other", &global, true),
        (&other, "other", &global, true),
        (&all, "app", &local, true),
        (&all, "other", &local, false),
    ] {
        assert_eq!(opens(place, service, token).await, is_open, "{service}");
    }
    // A code is redeemed where it was given.
    let code = all.code(&[]).await;
    for place in [&one, &other] {
        assert_eq!(place.redeem(&code, &[]).await.error().2, "Invalid code");
    }
    assert_eq!(all.redeem(&code, &[]).await.status, 200);
}

// HD-21
#[tokio::test]
async fn whoever_shows_nothing_goes_on_as_nobody_where_that_is_so() {
    let place = Place::new(&json!({ "anonymous": "nobody", "hide_credentials": true }));
    let [access, _] = place.given(&[("scope", "email")]).await;
    for exchange in [place.request("/"), with_bearer(place.request("/"), "wrong")] {
        let exchange = pass(&place, 0, exchange).await;
        assert_eq!(
            told(&exchange),
            [
                Some(id("nobody")),
                Some("nobody".into()),
                None,
                None,
                Some("true".into())
            ]
        );
        assert!(text(&exchange, "x-authenticated-userid").is_none());
        assert!(!exchange.head.has(&header::AUTHORIZATION));
    }
    let exchange = pass(&place, 0, with_bearer(place.request("/"), &access)).await;
    assert_eq!(told(&exchange)[1].as_deref(), Some("ada"));
    // Another plugin has found out who it is.
    let mut proved = with_bearer(form_to(place.request("/"), &[]), "wrong");
    prove(&mut proved, "bob");
    assert_eq!(need(&place.seats[0], &proved), None);
    let exchange = pass(&place, 0, proved).await;
    assert_eq!(told(&exchange)[3].as_deref(), Some("proof"));
}

#[tokio::test]
async fn nobody_passes_where_nothing_can_be_looked_up() {
    for anonymous in [json!(null), json!("nobody")] {
        let place = Place::new(&json!({ "anonymous": anonymous }));
        let [access, _] = place.given(&[]).await;
        place.deposits.go_away();
        let mut exchange = with_bearer(place.request("/"), &access);
        exchange.body = Body::default();
        let fault = decided(&place.seats[0], &mut exchange).await.unwrap_err();
        assert!(matches!(fault, Fault::Unavailable { .. }), "{fault:?}");
        assert!(exchange.consumer.is_none());
    }
}
