//! What plugins are shown of requests that are over.

use super::*;
use crate::fakes::Told;

impl House {
    /// What the fakes have told so far.
    fn told(&self) -> Vec<String> {
        self.services.shared.the::<Told>().0.lock().unwrap().clone()
    }

    /// What they tell, as soon as they tell so much.
    async fn tells(&self, lines: usize) -> Vec<String> {
        let all = async {
            while self.told().len() < lines {
                tokio::task::yield_now().await;
            }
            self.told()
        };
        tokio::time::timeout(Duration::from_secs(20), all).await.unwrap()
    }
}

#[tokio::test]
async fn a_request_is_shown_when_its_answer_is_over_with_the_bytes_that_flowed() {
    let house = House::with(&[everything(), plugin("p", "late", json!({ "does": "tell" }))]).await;
    let reply = house
        .ask("POST /status/200?a=1", &["Content-Length: 5", "X-A: b"], "12345")
        .await;
    assert_eq!(reply.status, 200);
    let asked = "POST /status/200?a=1 HTTP/1.1\r\nHost: example.test\r\nConnection: close\r\nContent-Length: 5\r\nX-A: b\r\n\r\n12345";
    let told = house.told();
    assert!(
        told[0].starts_with(&format!("p: POST /status/200?a=1 200 Service {} ", asked.len())),
        "{told:?}"
    );
    // Of a body without an announced length, the bytes that came.
    let chunked = ["Transfer-Encoding: chunked"];
    let reply = house
        .ask("POST /", &chunked, "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
        .await;
    assert_eq!(reply.status, 200);
    let told = house.told();
    let numbers = |line: &str| -> Vec<u64> {
        line.split(' ')
            .skip(5)
            .map(|number| number.parse().unwrap())
            .collect()
    };
    let head =
        "POST / HTTP/1.1\r\nHost: example.test\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
    let [request, answer] = numbers(&told[1])[..] else {
        panic!("{told:?}")
    };
    assert_eq!(request, head.len() as u64 + 5);
    assert!(
        answer > reply.body.len() as u64,
        "{answer} and {}",
        reply.body.len()
    );
    // The answer to HEAD has no body.
    house.ask("HEAD /", &[], "").await;
    let told = house.told();
    assert!(numbers(&told[2])[1] < answer, "{told:?}");
}

#[tokio::test]
async fn headers_are_shown_as_they_came_and_as_they_went() {
    let house = House::with(&[
        everything(),
        plugin("p", "late", json!({ "does": "tell all", "header": "x-mine" })),
    ])
    .await;
    house
        .ask(
            "GET /headers?x-theirs=1",
            &["X-Mine: forged", "X-Consumer-Id: forged", "TE: trailers"],
            "",
        )
        .await;
    let told = house.told().pop().unwrap();
    for part in [
        "<x-mine=\"forged\"",
        "<x-consumer-id=\"forged\"",
        "<te=\"trailers\"",
        ">x-theirs=\"1\"",
        ">x-kong-request-id=",
        ">x-back=\"p\"",
        "127.0.0.1/Some(127.0.0.1)/None",
        " to /headers?x-theirs=1",
    ] {
        assert!(told.contains(part), "{part} is not in {told}");
    }
}

#[tokio::test]
async fn what_another_plugin_refuses_is_shown_too() {
    let house = House::with(&[
        everything(),
        plugin("tea", "early", json!({ "does": "reply" })),
        plugin("p", "late", json!({ "does": "tell" })),
        route("broken", json!({ "paths": ["/broken"] })),
        plugin("fails", "early", json!({ "does": "fail", "route": "broken" })),
        route("panics", json!({ "paths": ["/panics"] })),
        plugin(
            "panics",
            "early",
            json!({ "does": "fall over", "route": "panics" }),
        ),
    ])
    .await;
    for (path, status) in [("/", 418), ("/broken", 500), ("/panics", 500)] {
        assert_eq!(house.get(path).await.status, status);
    }
    let told = house.told();
    for (line, beginning) in told.iter().zip([
        "p: GET / 418 Plugin ",
        "p: GET /broken 500 Failure ",
        "p: GET /panics 500 Failure ",
    ]) {
        assert!(line.starts_with(beginning), "{told:?}");
    }
    assert_eq!(told.len(), 3);
}

#[tokio::test]
async fn those_of_the_consumer_are_shown_it() {
    let house = House::with(&[
        everything(),
        ("consumers", "bob", json!({})),
        plugin("bob", "early", json!({ "does": "recognise" })),
        plugin("for-all", "late", json!({ "does": "tell" })),
        plugin("for-bob", "late", json!({ "does": "tell", "consumer": "bob" })),
    ])
    .await;
    house.get("/").await;
    let told = house.told();
    assert!(told.len() == 1 && told[0].starts_with("for-bob: "), "{told:?}");
}

#[tokio::test]
async fn attempts_are_shown_with_what_came_of_them() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let house = House::with(&[
        (
            "services",
            "away",
            json!({ "host": "127.0.0.1", "port": port, "retries": 1 }),
        ),
        route("away", json!({ "paths": ["/away"], "service": "away" })),
        plugin("p", "late", json!({ "does": "tell all", "route": "away" })),
    ])
    .await;
    assert_eq!(house.get("/away").await.status, 502);
    let told = house.told().pop().unwrap();
    let failed = "127.0.0.1/Some(127.0.0.1)/Some(\"upstream.not_connected\")";
    assert_eq!(told.matches(failed).count(), 2, "{told}");
    assert!(told.starts_with("p: GET /away 502 Failure "), "{told}");
}

#[tokio::test]
async fn a_stream_is_shown_when_it_ends_and_holds_no_plan_until_then() {
    let telling = plugin("p", "late", json!({ "does": "tell" }));
    let mut house = House::with(&[everything(), telling]).await;
    let stream = house.echo.stream();
    stream.send("first, ");
    let mut client = TcpStream::connect(house.cores.bound()[0]).unwrap();
    client
        .write_all(b"GET /slow HTTP/1.1\r\nHost: example.test\r\n\r\n")
        .unwrap();
    let client = tokio::task::spawn_blocking(move || {
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
    assert_eq!(house.told(), [""; 0], "it flows");
    // It breaks off: the client goes.
    drop(client);
    stream.send("last");
    let told = house.tells(1).await;
    assert!(told[0].starts_with("p: GET /slow 200 Service "), "{told:?}");
}

#[tokio::test]
async fn what_no_route_serves_is_shown_to_those_of_all_routes() {
    let house = House::with(&[
        route("a", json!({ "paths": ["/a"] })),
        route("safe", json!({ "paths": ["/safe"], "protocols": ["https"] })),
        plugin("everywhere", "late", json!({ "does": "tell all" })),
        plugin("a", "middle", json!({ "does": "tell", "route": "a" })),
    ])
    .await;
    for (path, status) in [("/nowhere", 404), ("/safe", 426), ("/a", 200)] {
        assert_eq!(house.get(path).await.status, status);
    }
    let told = house.told();
    for (line, beginning) in told.iter().zip([
        "everywhere: GET /nowhere 404 Failure ",
        "everywhere: GET /safe 426 Failure ",
        "a: GET /a 200 Service ",
        "everywhere: GET /a 200 Service ",
    ]) {
        assert!(line.starts_with(beginning), "{told:?}");
    }
    assert_eq!(told.len(), 4);
    // They are shown it, and have no turn.
    assert_eq!(house.get("/nowhere").await.all("x-turn"), [""; 0]);
}
