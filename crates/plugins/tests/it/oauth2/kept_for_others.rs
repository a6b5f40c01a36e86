//! Tokens of this plugin, as others ask about them.

use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use http::{HeaderValue, header};
use model::{DEFAULT_WORKSPACE, Id};
use plugin::{Directory, Exchange, KeepsTokens, OwnToken, Verdict};
use plugins::OAuth2Tokens;
use serde_json::json;

use super::KIND;
use super::place::{Place, all_grants};
use crate::request::{decided, faults};

impl Place {
    /// What others find out about a token.
    async fn found(&self, token: &str) -> Option<OwnToken> {
        OAuth2Tokens::of(&self.services()).find(token).await.unwrap()
    }
}

fn elsewhere(mut exchange: Exchange) -> Exchange {
    let matched = Rc::get_mut(exchange.matched.as_mut().unwrap()).unwrap();
    matched.workspace = Id::named("workspaces", "another");
    exchange
}

#[tokio::test]
async fn a_token_is_good_where_it_was_given_and_as_long() {
    let place = Place::new(&json!({ "token_expiration": 60 }));
    let [access, refresh] = place.given(&[("scope", "phone email")]).await;
    let found = place.found(&access).await.unwrap();
    assert_eq!(found.scope.as_deref(), Some("phone email"));
    assert_eq!(found.service, Some(Id::named("services", "app")));
    let now = place.now();
    let end = now.plus(Duration::from_secs(60));
    assert_eq!(found.ends_at, Some(end));
    let here = || place.request("/");
    for (exchange, moment, counts) in [
        (here(), now, true),
        (here(), now.plus(Duration::from_millis(59_999)), true),
        (here(), end, false),
        (place.request_to("other", "/"), now, false),
        (elsewhere(here()), now, false),
        (
            Exchange {
                matched: None,
                ..here()
            },
            now,
            false,
        ),
    ] {
        assert_eq!(
            found.counts(&exchange, moment),
            counts,
            "{:?} {moment:?}",
            exchange.matched
        );
    }
    // Neither what stands beside it nor what is kept of it is one.
    let kept = jose::base64url::encode(&jose::sha256(access.as_bytes()));
    for other in [&*refresh, &kept, "nothing", ""] {
        assert_eq!(place.found(other).await, None, "{other}");
    }
    // When it is over, it is not there any more.
    place.clock.advance(Duration::from_secs(60));
    assert_eq!(place.found(&access).await, None);
}

#[tokio::test]
async fn one_for_all_services_is_for_those_of_its_workspace() {
    let place = Place::new(&json!({ "global_credentials": true, "token_expiration": 0 }));
    let [access, _] = place.given(&[]).await;
    let found = place.found(&access).await.unwrap();
    assert_eq!(
        (found.service, found.ends_at, found.workspace),
        (None, None, DEFAULT_WORKSPACE)
    );
    let now = place.now();
    assert!(found.counts(&place.request_to("other", "/"), now));
    assert!(!found.counts(&elsewhere(place.request("/")), now));
}

#[tokio::test]
async fn it_is_its_clients_as_long_as_that_is_there() {
    let place = Place::new(&json!({}));
    let [access, _] = place.given(&[]).await;
    let found = place.found(&access).await.unwrap();
    let tokens = OAuth2Tokens::of(&place.services());
    let proven = tokens.whose(&found, &place.directory).unwrap();
    assert_eq!(proven.consumer.username.as_deref(), Some("ada"));
    assert_eq!(
        (&*proven.credential.id, proven.credential.entity),
        ("app", Some(found.credential))
    );
    let another = OwnToken {
        workspace: Id::named("workspaces", "another"),
        ..found.clone()
    };
    assert!(tokens.whose(&another, &place.directory).is_none());
    assert!(tokens.whose(&found, &Directory::default()).is_none());
    // Where there is no client, nobody has one.
    assert!(tokens.may_have_any(&place.directory));
    assert!(!tokens.may_have_any(&Directory::default()));
}

#[tokio::test]
async fn a_flood_of_what_others_ask_about_holds_up_nobody_here() {
    let place = Place::new(&json!({}));
    let [access, _] = place.given(&[]).await;
    let services = place.services();
    let mut config = all_grants(&json!({}));
    assert_eq!(faults(&KIND, &mut config), [""; 0]);
    let seat = KIND.build(&config, &services).unwrap().seat();
    let tokens = OAuth2Tokens::of(&services);
    let mut asked: Vec<_> = (0..1100).map(|_| tokens.find("nothing")).collect();
    // Nobody is answered before all have asked.
    let refused = poll_fn(|context| {
        let told = asked.iter_mut().map(|one| one.as_mut().poll(context));
        Poll::Ready(told.filter(|told| matches!(told, Poll::Ready(Err(_)))).count())
    });
    assert_eq!(refused.await, 1100 - 1024);
    let mut exchange = place.request("/");
    let bearer = HeaderValue::try_from(format!("Bearer {access}")).unwrap();
    exchange.head.set(header::AUTHORIZATION, bearer);
    let verdict = decided(&seat, &mut exchange).await.unwrap();
    assert!(matches!(verdict, Verdict::Pass), "{verdict:?}");
}
