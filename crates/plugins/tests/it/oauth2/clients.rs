//! How clients prove themselves, and how they are written.

use http::{HeaderValue, header};
use model::{Catalogue, Id};
use plugins::OAUTH2_CREDENTIALS;
use schema::render::remedy;
use serde_json::{Value, json};

use super::place::{KONGS, Place, Told, form_to};

/// What a client is told that asks for a token for itself: with this line and these parameters.
async fn ask(place: &Place, line: Option<&str>, form: &[(&str, &str)]) -> Told {
    let form = [&[("grant_type", "client_credentials")], form].concat();
    let mut exchange = form_to(place.request("/oauth2/token"), &form);
    if let Some(line) = line {
        exchange
            .head
            .set(header::AUTHORIZATION, HeaderValue::from_str(line).unwrap());
    }
    place.tell(0, exchange).await
}

fn basic(pair: &str) -> String {
    format!("Basic {}", base64_simd::STANDARD.encode_to_string(pair))
}

#[tokio::test]
async fn whoever_is_no_client_is_told_the_same() {
    let place = Place::new(&json!({}));
    let pair = |id: &'static str, secret: &'static str| [("client_id", id), ("client_secret", secret)];
    for (form, is_one) in [
        (&pair("app", "app-secret")[..], true),
        (&pair("hashed", "hashed-secret"), true),
        // The second time the core knows.
        (&pair("hashed", "hashed-secret"), true),
        (&pair("taken", "kong-secret"), true),
        (&pair("hashed", "wrong"), false),
        (&pair("hashed", ""), false),
        (&pair("taken", "wrong"), false),
        (&pair("taken", KONGS), false),
        (&pair("hashed", "app-secret"), false),
        (&pair("app", "app-secreT"), false),
        (&pair("app", ""), false),
        (&pair("nobody", "app-secret"), false),
        (&pair("nobody", ""), false),
        (&pair("", "app-secret"), false),
        (&pair("APP", "app-secret"), false),
        // What a public client shows is somebody's guess, even if it is right.
        (&pair("public", "public-secret"), false),
        (&[], false),
    ] {
        place.worked();
        let told = ask(&place, None, form).await;
        let refused = (400, "invalid_client", "Invalid client authentication");
        assert_eq!(
            told.error(),
            if is_one { (200, "", "") } else { refused },
            "{form:?}"
        );
        // Whatever name is shown, a password is tried that is not right; what that costs is shown where it is tried.
        let is_named = form
            .iter()
            .any(|(name, id)| *name == "client_id" && !id.is_empty());
        assert!(is_one || place.worked() == usize::from(is_named), "{form:?}");
        assert_eq!((&*told.challenge, &*told.caching[0]), ("", "no-store"));
    }
}

#[tokio::test]
async fn whoever_comes_with_a_header_is_asked_for_it() {
    let place = Place::new(&json!({}));
    for (line, form, is_one) in [
        (basic("app:app-secret"), &[][..], true),
        (basic("app:app-secret").replace("Basic", "bASIC"), &[], true),
        (basic("app:app-secret"), &[("client_id", "app")], true),
        (basic("hashed:hashed-secret"), &[], true),
        (basic("app:wrong"), &[], false),
        (basic("app:"), &[], false),
        (basic("app"), &[], false),
        (basic("nobody:x"), &[], false),
        (basic(":"), &[], false),
        ("Basic".to_owned(), &[], false),
        ("Basic !!!".to_owned(), &[], false),
        // One way for each request: RFC 6749 2.3.
        (basic("app:app-secret"), &[("client_id", "bobs")], false),
        (basic("app:app-secret"), &[("client_secret", "app-secret")], false),
        (
            basic("app:wrong"),
            &[("client_id", "app"), ("client_secret", "app-secret")],
            false,
        ),
    ] {
        let told = ask(&place, Some(&line), form).await;
        let refused = (401, "invalid_client", "Invalid client authentication");
        assert_eq!(
            told.error(),
            if is_one { (200, "", "") } else { refused },
            "{line} {form:?}"
        );
        let challenge = if is_one { "" } else { "Basic realm=\"OAuth2.0\"" };
        assert_eq!(told.challenge, challenge);
    }
    // Another scheme is no way at all.
    let told = ask(
        &place,
        Some("Bearer x"),
        &[("client_id", "app"), ("client_secret", "app-secret")],
    )
    .await;
    assert_eq!(told.status, 200);
}

/// What becomes of what somebody writes, or what is wrong with it.
fn written(fields: &Value) -> Result<Value, Vec<String>> {
    let catalogue = Catalogue::new([]).with_entities(&[OAUTH2_CREDENTIALS]);
    let id = Id::named("oauth2_credentials", "c");
    let mut body = json!({
        "id": id.to_string(), "name": "c", "consumer": { "id": id.to_string() }, "client_id": "c",
        "client_secret": "the-secret",
    });
    body.as_object_mut()
        .unwrap()
        .extend(fields.as_object().unwrap().clone());
    let entity = catalogue.entity(OAUTH2_CREDENTIALS.name).unwrap();
    entity.transform(body.as_object_mut().unwrap(), id);
    let found = remedy::lines(&catalogue.fill_and_check(OAUTH2_CREDENTIALS.name, &mut body));
    if found.is_empty() { Ok(body) } else { Err(found) }
}

#[test]
fn a_secret_is_kept_as_the_client_says() {
    let plain = written(&json!({})).unwrap();
    assert_eq!(
        (&plain["client_secret"], &plain["hash_secret"]),
        (&json!("the-secret"), &json!(false))
    );
    assert_eq!(plain["client_type"], "confidential");
    let hashed = written(&json!({ "hash_secret": true })).unwrap();
    let kept = hashed["client_secret"].as_str().unwrap().to_owned();
    assert!(kept.starts_with("$argon2id$v=19$"), "{kept}");
    // What was read can be written back, and what a Kong kept is taken over.
    for kept in [&*kept, KONGS] {
        let again = written(&json!({ "hash_secret": true, "client_secret": kept })).unwrap();
        assert_eq!(again["client_secret"], kept);
        // As a secret it would open to whoever reads the database.
        let fault = written(&json!({ "client_secret": kept })).unwrap_err();
        assert!(
            fault[0].contains("client_secret: is what is kept of a secret"),
            "{fault:?}"
        );
    }
}

#[test]
fn people_are_sent_to_whole_uris_without_a_fragment() {
    for (uri, fault) in [
        ("https://app.test/cb?a=b", ""),
        ("http://127.0.0.1:8080/", ""),
        ("com.example.app://callback/x", ""),
        (
            "https://app.test/cb#top",
            "fragment not allowed in 'https://app.test/cb#top'",
        ),
        ("https://app.test/cb#", "fragment not allowed in"),
        ("app.test/cb", "cannot parse 'app.test/cb'"),
        ("/cb", "cannot parse '/cb'"),
        ("javascript:alert(1)", "cannot parse"),
        ("https:app.test", "cannot parse"),
        ("https://", "cannot parse"),
        ("https://app.test/c b", "cannot parse"),
        ("https://app.test/\ncb", "cannot parse"),
        ("https://app.test\\@evil.test/", "cannot parse"),
    ] {
        match written(&json!({ "redirect_uris": [uri] })) {
            Ok(_) => assert_eq!(fault, "", "{uri}"),
            Err(found) => assert!(!fault.is_empty() && found[0].contains(fault), "{uri}: {found:?}"),
        }
    }
    assert!(written(&json!({ "client_type": "secret" })).is_err());
}
