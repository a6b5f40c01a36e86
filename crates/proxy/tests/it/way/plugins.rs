//! Plugins on the way: what they may do, and what comes of their accidents.

use super::*;

#[tokio::test]
async fn a_plugin_may_answer_and_the_upstream_never_knows() {
    let house = House::with(&[
        everything(),
        plugin("first", "early", json!({})),
        plugin("tea", "middle", json!({ "does": "reply" })),
        plugin("never", "late", json!({})),
    ])
    .await;
    let reply = house.get("/").await;
    assert_eq!((reply.status, reply.json()), (418, json!({ "message": "tea" })));
    assert_eq!(
        (reply.all("x-turn"), reply.all("x-back")),
        (vec!["first", "tea"], vec!["first", "tea"])
    );
    assert_eq!(house.echo.count(), 0);
}

#[tokio::test]
async fn ca_09_what_plugins_leave_for_the_client_arrives_with_any_answer() {
    let cookie = plugin("cookie", "early", json!({ "does": "set a cookie" }));
    let house = House::with(&[everything(), cookie]).await;
    let asked = "/headers?set-cookie=theirs%3D1&cache-control=public";
    let reply = house.get(asked).await;
    assert_eq!(reply.all("set-cookie"), ["theirs=1", "ours=1"]);
    assert_eq!(reply.all("cache-control"), ["no-store"]);
    let reply = house.get("/headers?cache-control=private").await;
    assert_eq!(reply.all("cache-control"), ["private"]);
}

// OP-19
#[tokio::test]
async fn a_plugin_that_falls_over_takes_only_its_own_request_with_it() {
    let house = House::with(&[
        everything(),
        route("bad", json!({ "paths": ["/bad"] })),
        plugin("bad", "early", json!({ "route": "bad", "does": "fall over" })),
        route("worse", json!({ "paths": ["/worse"] })),
        plugin(
            "worse",
            "early",
            json!({ "route": "worse", "does": "fall over in the log" }),
        ),
    ])
    .await;
    for (path, status, panics) in [
        ("/bad", 500, 1),
        ("/good", 200, 1),
        ("/worse", 200, 2),
        ("/bad", 500, 3),
        ("/good", 200, 3),
    ] {
        let reply = house.get(path).await;
        assert_eq!(reply.status, status, "{path}");
        assert_eq!(reply.all("x-kong-request-id").len(), 1);
        assert_eq!(house.cores.totals().panics, panics, "{path}");
    }
    let reply = house.get("/bad").await;
    assert_eq!(reply.json()["message"], "An unexpected error occurred");
}

#[tokio::test]
async fn a_plugin_that_fails_tells_the_client_nothing() {
    let house = House::with(&[everything(), plugin("p", "early", json!({ "does": "fail" }))]).await;
    let reply = house.get("/").await;
    assert_eq!(
        (reply.status, reply.json()["message"].as_str()),
        (500, Some("An unexpected error occurred"))
    );
    assert!(!reply.body.contains("fake"), "{}", reply.body);
    assert_eq!(house.echo.count(), 0);
}

#[tokio::test]
async fn what_a_plugin_remembers_outlives_changes_around_it() {
    let counting = |label| plugin(label, "early", json!({ "does": "count" }));
    let mut house = House::with(&[everything(), counting("p")]).await;
    assert_eq!(house.get("/").await.all("x-turn"), ["p 1"]);
    assert_eq!(house.get("/").await.all("x-turn"), ["p 2"]);
    house
        .apply(&[
            everything(),
            route("more", json!({ "paths": ["/more"] })),
            counting("p"),
        ])
        .await;
    assert_eq!(house.get("/more").await.all("x-turn"), ["p 3"]);
    let changed = plugin("p", "early", json!({ "does": "count", "header": "x-other" }));
    house.apply(&[everything(), changed]).await;
    assert_eq!(house.get("/").await.all("x-turn"), ["p 1"]);
}

#[tokio::test]
async fn a_stream_does_not_hold_the_plan_it_came_by() {
    let mut house = House::with(&[everything()]).await;
    let stream = house.echo.stream();
    stream.send("first, ");
    let mut client = TcpStream::connect(house.cores.bound()[0]).unwrap();
    client
        .write_all(b"GET /slow HTTP/1.1\r\nHost: example.test\r\nConnection: close\r\n\r\n")
        .unwrap();
    let mut client = tokio::task::spawn_blocking(move || {
        client.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut seen = Vec::new();
        while !seen.ends_with(b"first, \r\n") {
            let mut byte = [0];
            client.read_exact(&mut byte).unwrap();
            seen.push(byte[0]);
        }
        client
    })
    .await
    .unwrap();
    let old = Arc::clone(&house.plan);
    house
        .apply(&[route("other", json!({ "paths": ["/other"] }))])
        .await;
    assert_eq!(Arc::strong_count(&old), 1, "only this test still has it");
    assert_eq!(house.get("/slow").await.status, 404);
    stream.send("last");
    drop(stream);
    let read = move || std::io::read_to_string(&mut client).unwrap();
    let rest = tokio::task::spawn_blocking(read).await.unwrap();
    assert!(rest.contains("last\r\n0\r\n"), "{rest:?}");
}

#[tokio::test]
async fn on_the_way_back_plugins_see_the_headers_they_keep_and_no_others() {
    let keeps = plugin("p", "early", json!({ "keeps": "x-mine" }));
    let house = House::with(&[everything(), keeps]).await;
    for path in ["/", "/status/404"] {
        let reply = house
            .ask(&format!("GET {path}"), &["X-Mine: 1", "X-Other: 1"], "")
            .await;
        assert_eq!(reply.all("x-kept"), ["1"]);
        assert_eq!(house.echo.requests().pop().unwrap().header("x-mine"), ["1"]);
    }
}

#[tokio::test]
async fn what_cannot_run_closes_its_route_and_no_wider_one_takes_over() {
    let house = House::with(&[
        everything(),
        route("guarded", json!({ "paths": ["/guarded"] })),
        plugin(
            "guard",
            "early",
            json!({ "route": "guarded", "does": "not build" }),
        ),
        route("quarantined", json!({ "paths": ["/quarantined"] })),
        (
            "plugins",
            "torn",
            json!({ "name": "early", "route": "quarantined", "config": {} }),
        ),
    ])
    .await;
    for path in ["/guarded", "/quarantined/x"] {
        let reply = house.get(path).await;
        assert_eq!((reply.status, house.echo.count()), (500, 0), "{path}");
    }
    assert_eq!(house.get("/").await.status, 200);
}

#[tokio::test]
async fn a_body_that_a_plugin_wants_to_see_is_held_and_then_sent_on() {
    let house = House::with(&[everything(), plugin("p", "early", json!({ "does": "hold" }))]).await;
    for (lines, body, status) in [
        (vec!["Content-Length: 8"], "8 bytes!", 200),
        (vec!["Content-Length: 9"], "9 bytes!!", 413),
        (
            vec!["Transfer-Encoding: chunked"],
            "4\r\n8 by\r\n4\r\ntes!\r\n0\r\n\r\n",
            200,
        ),
        (
            vec!["Transfer-Encoding: chunked"],
            "4\r\n8 by\r\n5\r\ntes!!\r\n0\r\n\r\n",
            413,
        ),
        (vec!["Transfer-Encoding: chunked"], "4\r\n8 by\r\nx\r\n", 400),
    ] {
        let before = house.echo.count();
        let reply = house.ask("POST /", &lines, body).await;
        assert_eq!(reply.status, status, "{body:?}");
        if status == 200 {
            assert_eq!(reply.json()["body"], "8 bytes!");
        } else {
            assert_eq!(house.echo.count(), before, "{body:?}");
        }
    }
}
