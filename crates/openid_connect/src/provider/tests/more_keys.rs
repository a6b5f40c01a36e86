//! Keys at more addresses than the provider's own.

use super::*;

const MORE: &str = "https://other.test/keys";

fn key(name: &str) -> Value {
    json!({ "kty": "OKP", "crv": "Ed25519", "kid": name, "x": "A".repeat(43) })
}

/// How many keys count after one more search, in which the other address says this.
async fn count(house: &House, core: &Copy, more: Result<HttpReply, HttpError>) -> usize {
    house.plan_discovery_with_keys(&[key("own")], "no-cache");
    house.script.answer(Method::GET, MORE, more);
    house.clock.advance(Duration::from_secs(31));
    house.line.renew(core).await;
    house.line.look(core, |standing| {
        standing.provider().map_or(0, |provider| provider.keys.len())
    })
}

#[tokio::test]
async fn an_address_that_is_away_takes_nothing_away() {
    let house = House::open();
    let endpoint = Endpoint {
        more_keys: vec![MORE.into()],
        ..endpoint()
    };
    let line = Line::open(endpoint, &house.services);
    let house = House { line, ..house };
    let core = Copy::default();
    let away = || Err(HttpError::Connect("refused".into()));
    let found = |names: &[&str]| {
        let keys: Vec<_> = names.iter().map(|name| key(name)).collect();
        Ok(http::json(StatusCode::OK, &json!({ "keys": keys })))
    };
    let broken = || Ok(http::json(StatusCode::OK, &json!("no keys")));
    // The provider is known without them.
    assert_eq!(count(&house, &core, away()).await, 1);
    assert_eq!(count(&house, &core, found(&["a", "b"])).await, 3);
    assert_eq!(count(&house, &core, away()).await, 3);
    assert_eq!(count(&house, &core, broken()).await, 3);
    // What is withdrawn there counts no more.
    assert_eq!(count(&house, &core, found(&["b"])).await, 2);
    assert_eq!(count(&house, &core, away()).await, 2);
}
