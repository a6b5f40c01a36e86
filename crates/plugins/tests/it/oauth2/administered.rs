//! `/oauth2_tokens` of the Admin API.

use http::Method;
use plugin::{EndpointAnswer, EndpointRequest, Role};
use serde_json::{Value, json};

use super::KIND;
use super::place::Place;

/// What is answered there.
async fn ask(place: &Place, method: &Method, token: Option<&str>) -> (u16, String) {
    let path = token.map_or("/oauth2_tokens", |_| "/oauth2_tokens/{token}");
    let mut endpoints = (KIND.endpoints)().iter();
    let endpoint = endpoints
        .find(|endpoint| endpoint.method == *method && endpoint.path == path)
        .unwrap();
    let request = EndpointRequest {
        workspace: model::DEFAULT_WORKSPACE,
        segments: token
            .map(|token| ("token".to_owned(), token.to_owned()))
            .into_iter()
            .collect(),
        query: None,
        body: Value::Null,
    };
    let EndpointAnswer { status, body, .. } = (endpoint.handler)(request, place.services()).await;
    (
        status.as_u16(),
        body["message"].as_str().unwrap_or_default().to_owned(),
    )
}

#[tokio::test]
async fn whoever_knows_a_token_can_end_it_and_the_one_beside_it() {
    for reuse in [false, true] {
        let place = Place::new(&json!({ "reuse_refresh_token": reuse }));
        for which in [0, 1] {
            let mut given = place.given(&[]).await;
            let other = place.given(&[]).await;
            // What was renewed is beside each other, too.
            let form = [("grant_type", "refresh_token"), ("refresh_token", &*given[1])];
            let told = place.token(&form).await;
            given =
                ["access_token", "refresh_token"].map(|name| told.body[name].as_str().unwrap().to_owned());
            assert_eq!(ask(&place, &Method::DELETE, Some(&given[which])).await.0, 204);
            let form = [("grant_type", "refresh_token"), ("refresh_token", &*given[1])];
            assert!(!place.opens(0, &given[0]).await, "{which} {reuse}");
            assert_eq!(place.token(&form).await.status, 400, "{which} {reuse}");
            let (status, why) = ask(&place, &Method::DELETE, Some(&given[which])).await;
            assert!(
                status == 404 && why.contains("(oauth2.no_such_token)"),
                "{status} {why}"
            );
            assert!(place.opens(0, &other[0]).await);
        }
    }
}

#[tokio::test]
async fn what_is_no_token_is_not_ended() {
    let place = Place::new(&json!({}));
    let code = place.code(&[]).await;
    for odd in [&*code, "", "*", "00000000-0000-0000-0000-000000000000"] {
        assert_eq!(ask(&place, &Method::DELETE, Some(odd)).await.0, 404, "{odd}");
    }
    assert_eq!(place.redeem(&code, &[]).await.status, 200);
    let [access, _] = place.given(&[]).await;
    place.deposits.go_away();
    let (status, why) = ask(&place, &Method::DELETE, Some(&access)).await;
    assert_eq!((status, why.contains("may still be good")), (503, true), "{why}");
}

#[tokio::test]
async fn tokens_are_neither_shown_nor_written() {
    let place = Place::new(&json!({}));
    let [access, _] = place.given(&[]).await;
    for (method, token) in [
        (Method::GET, None),
        (Method::POST, None),
        (Method::GET, Some(&*access)),
        (Method::PUT, Some(&*access)),
        (Method::PATCH, Some(&*access)),
    ] {
        let (status, why) = ask(&place, &method, token).await;
        assert_eq!(status, 501, "{method}");
        assert!(
            why.contains("DELETE /oauth2_tokens/{token}") && why.ends_with("(oauth2.only_digests)"),
            "{why}"
        );
    }
    assert!(place.opens(0, &access).await);
    for endpoint in (KIND.endpoints)() {
        let is_read = endpoint.method == Method::GET;
        let role = if is_read { Role::Reader } else { Role::Writer };
        assert_eq!(endpoint.role, role, "{endpoint:?}");
    }
}
