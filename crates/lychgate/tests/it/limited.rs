//! Requests that are counted, over real sockets. The year goes on for as long as a test takes, or nearly always.

use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::beside::{Place, header, place};

const LIMITING: &str = "name=rate-limiting";

/// Each on a connection of its own, and so perhaps on another core.
async fn ask(place: &Place, path: &str, headers: &[(&str, &str)]) -> Response {
    place.ask(Method::GET, path, headers).await
}

async fn statuses(place: &Place, path: &str, headers: &[(&str, &str)], number: usize) -> Vec<u16> {
    let mut statuses = Vec::new();
    for _ in 0..number {
        statuses.push(ask(place, path, headers).await.status().as_u16());
    }
    statuses
}

/// What is told of the requests that are left.
fn told<'a>(answer: &'a Response, names: &[&str]) -> Vec<Option<&'a str>> {
    names.iter().map(|name| header(answer, name)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_too_often_is_told_so_and_when_to_come_again() {
    let place = place(&[&[LIMITING, "config.month=2", "config.year=9"]]).await;
    let names = [
        "x-ratelimit-limit-month",
        "x-ratelimit-remaining-month",
        "x-ratelimit-limit-year",
        "x-ratelimit-remaining-year",
        "ratelimit-limit",
        "ratelimit-remaining",
    ];
    for (status, expected) in [
        (200, ["2", "1", "9", "8", "2", "1"]),
        (200, ["2", "0", "9", "7", "2", "0"]),
        (429, ["2", "0", "9", "7", "2", "0"]),
        // Who is refused is not counted.
        (429, ["2", "0", "9", "7", "2", "0"]),
    ] {
        let answer = ask(&place, "/app", &[]).await;
        assert_eq!(answer.status().as_u16(), status);
        assert_eq!(told(&answer, &names), expected.map(Some));
        let reset: u64 = header(&answer, "ratelimit-reset").unwrap().parse().unwrap();
        assert!((1..=2_592_000).contains(&reset), "{reset}");
        let retry = header(&answer, "retry-after").map(|retry| retry.parse::<u64>().unwrap());
        assert_eq!(retry.is_some(), status == 429);
        assert!(retry.is_none_or(|retry| retry == reset));
    }
    assert_eq!(place.upstream.count(), 2);
    for (accept, media_type, expected) in [
        (
            "application/json",
            "application/json; charset=utf-8",
            "\"message\":\"API rate limit exceeded\"",
        ),
        (
            "text/html",
            "text/html; charset=utf-8",
            "<p>API rate limit exceeded.</p>",
        ),
        (
            "text/plain",
            "text/plain; charset=utf-8",
            "API rate limit exceeded",
        ),
    ] {
        let answer = ask(&place, "/app", &[("accept", accept)]).await;
        assert_eq!(header(&answer, "content-type"), Some(media_type));
        let id = header(&answer, "x-kong-request-id").unwrap().to_owned();
        let text = answer.text().await.unwrap();
        assert!(text.contains(expected) && text.contains(&id), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_has_the_words_of_the_operator_and_tells_nothing_else() {
    let place = place(&[&[
        LIMITING,
        "config.year=1",
        "config.error_code=503",
        "config.error_message=Come back next year",
        "config.hide_client_headers=true",
    ]])
    .await;
    for status in [200, 503] {
        let answer = ask(&place, "/app", &[]).await;
        assert_eq!(answer.status().as_u16(), status);
        let names = [
            "x-ratelimit-limit-year",
            "x-ratelimit-remaining-year",
            "ratelimit-limit",
            "ratelimit-reset",
        ];
        assert_eq!(told(&answer, &names), [None; 4]);
        assert_eq!(header(&answer, "retry-after"), None);
        assert_eq!(
            answer.text().await.unwrap().contains("Come back next year"),
            status == 503
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_told_apart_as_the_options_say() {
    let place = place(&[]).await;
    let paths = ["name=other", "paths=/other"];
    assert_eq!(place.gateway.curl("POST", "/services/app/routes", &paths).0, 201);
    for (path, options, asked) in [
        // One service by two routes.
        (
            "/services/app/plugins",
            vec!["config.limit_by=service"],
            [("/app", "a", 200), ("/other", "b", 429)],
        ),
        // One plugin for all routes counts them together.
        (
            "/plugins",
            vec!["config.limit_by=ip"],
            [("/app", "a", 200), ("/other", "b", 429)],
        ),
        (
            "/routes/app/plugins",
            vec!["config.limit_by=header", "config.header_name=X-Key"],
            [("/app", "a", 200), ("/app", "b", 200)],
        ),
        (
            "/routes/app/plugins",
            vec!["config.limit_by=path", "config.path=/app/x"],
            [("/app/x", "a", 200), ("/app/y", "a", 200)],
        ),
    ] {
        let data = [vec![LIMITING, "config.year=1"], options].concat();
        let (status, told) = place.gateway.curl("POST", path, &data);
        assert_eq!(status, 201, "{told}");
        for (path, key, status) in asked {
            assert_eq!(
                statuses(&place, path, &[("x-key", key)], 1).await,
                [status],
                "{data:?} {path} {key}"
            );
        }
        let (path, key, _) = asked[0];
        assert_eq!(
            statuses(&place, path, &[("x-key", key)], 2).await,
            [429, 429],
            "{data:?}"
        );
        let plugin = format!("/plugins/{}", told["id"].as_str().unwrap());
        assert_eq!(place.gateway.curl("DELETE", &plugin, &[]).0, 204);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_resets_no_count() {
    let place = place(&[&[LIMITING, "config.year=2"]]).await;
    assert_eq!(statuses(&place, "/app", &[], 3).await, [200, 200, 429]);
    let plugin = format!(
        "/plugins/{}",
        place.gateway.curl("GET", "/plugins", &[]).1["data"][0]["id"]
            .as_str()
            .unwrap()
    );
    for (change, expected) in [
        ("config.hide_client_headers=true", [429, 429]),
        ("config.year=3", [200, 429]),
        ("config.year=2", [429, 429]),
    ] {
        assert_eq!(place.gateway.curl("PATCH", &plugin, &[change]).0, 200);
        assert_eq!(statuses(&place, "/app", &[], 2).await, expected, "{change}");
    }
    let paths = ["name=other", "paths=/other"];
    assert_eq!(place.gateway.curl("POST", "/services/app/routes", &paths).0, 201);
    assert_eq!(statuses(&place, "/app", &[], 1).await, [429]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_count_elsewhere_is_refused() {
    let place = place(&[]).await;
    for (option, place_of_fault) in [
        ("config.policy=redis", "policy"),
        ("config.policy=cluster", "policy"),
        ("config.sync_rate=10", "sync_rate"),
    ] {
        let data = [LIMITING, "config.year=1", option];
        let (status, told) = place.gateway.curl("POST", "/routes/app/plugins", &data);
        assert_eq!((status, &told["code"]), (400, &json!(2)), "{told}");
        assert_eq!(
            told["fields"]["config"][place_of_fault], "not supported yet",
            "{told}"
        );
    }
    let (status, told) = place.gateway.curl(
        "POST",
        "/routes/app/plugins",
        &[LIMITING, "config.second=2", "config.minute=1"],
    );
    assert_eq!(status, 400);
    let message = "The limit for minute(1.0) cannot be lower than the limit for second(2.0)";
    assert_eq!(told["fields"]["config"], Value::from(message), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_cores_count_as_one() {
    let place = place(&[&[LIMITING, "config.year=20"]]).await;
    let asked = (0..40).map(|_| tokio::spawn(place.request(Method::GET, "/app").send()));
    let asked: Vec<_> = asked.collect();
    let mut passed = 0;
    for one in asked {
        match one.await.unwrap().unwrap().status().as_u16() {
            200 => passed += 1,
            status => assert_eq!(status, 429),
        }
    }
    assert_eq!((passed, place.upstream.count()), (20, 20));
}
