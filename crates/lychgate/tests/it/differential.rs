//! What Kong does with the same requests, as far as no other test shows it. The names are those of
//! `tests/behaviour.toml`.

use std::time::Duration;

use plugin::Scheme;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::bearer::clients_token;
use crate::house::{House, NAME};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1b_without_a_token_the_answer_is_401_and_no_way_to_sign_in() {
    let house = House::start(&["auth_methods: [bearer]"]).await;
    let reply = house.program().request("GET", "/").send().await.unwrap();
    assert_eq!(reply.status(), 401);
    let headers = reply.headers();
    let challenge = headers["www-authenticate"].to_str().unwrap();
    assert!(challenge.starts_with("Bearer realm=\"127.0.0.1"), "{challenge}");
    assert!(
        !headers.contains_key("set-cookie") && !headers.contains_key("location"),
        "{headers:?}"
    );
    let body: Value = serde_json::from_str(&reply.text().await.unwrap()).unwrap();
    assert_eq!(body["message"], "Unauthorized");
    assert_eq!((house.upstream.count(), house.idp.calls().authorize), (0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_each_clock_ends_a_session_and_so_does_a_cookie_that_is_dropped() {
    let second = Duration::from_secs(1);
    for (options, used, status) in [
        // Nobody was there for as long as it lasts unused.
        (
            ["session_rolling_timeout: 2", "session_idling_timeout: 0"],
            false,
            302,
        ),
        (
            ["session_rolling_timeout: 0", "session_idling_timeout: 2"],
            false,
            302,
        ),
        (
            ["session_rolling_timeout: 0", "session_idling_timeout: 2"],
            true,
            200,
        ),
        // Somebody was there all the time.
        (
            ["session_rolling_timeout: 0", "session_absolute_timeout: 3"],
            true,
            302,
        ),
        (
            ["session_rolling_timeout: 0", "session_absolute_timeout: 0"],
            true,
            200,
        ),
    ] {
        let mut house = House::start(&options).await;
        let browser = house.browser();
        house.sign_in(&browser, "/", "alice").await;
        for _ in 0..3 {
            house.clock.advance(second);
            if used {
                assert_eq!(browser.get(&house.url("/")).await.status, 200, "{options:?}");
            }
        }
        house.clock.advance(Duration::from_millis(1));
        let heard = house.upstream.count();
        assert_eq!(browser.get(&house.url("/")).await.status, status, "{options:?}");
        assert_eq!(house.upstream.count() - heard, usize::from(status == 200));
        // Where nobody can sign in, the same is a 401.
        let sessions = house.login(&[&["auth_methods: [session]"], options.as_slice()].concat());
        house.apply(&sessions).await;
        let closed = if status == 200 { 200 } else { 401 };
        assert_eq!(browser.get(&house.url("/")).await.status, closed, "{options:?}");
        // And so is another browser's.
        assert_eq!(house.browser().get(&house.url("/")).await.status, 401);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f16_the_logout_of_one_service_leaves_the_session_of_another() {
    let mut house = House::start(&[]).await;
    let desk = house.desk(&[
        "session_audience: desk",
        "session_cookie_name: desk_session",
        "logout_uri_suffix: /logout",
    ]);
    let config = house.login(&[]) + &desk;
    house.apply(&config).await;
    let browser = house.browser();
    house.sign_in(&browser, "/", "alice").await;
    assert_eq!(house.sign_in(&browser, "/desk", "alice").await.status, 200);
    let leaving = browser.post(&house.url("/desk/logout"), &[]).await;
    assert_eq!(leaving.status, 302);
    assert_eq!(browser.cookie("desk_session"), None);
    assert_eq!(browser.get(&house.url("/desk")).await.status, 302);
    assert_eq!(browser.get(&house.url("/")).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f20_a_websocket_needs_its_token() {
    let house = House::reached_over(Scheme::Http, &["auth_methods: [bearer]"]).await;
    let token = clients_token(&house).await;
    for (authorization, status) in [
        (String::new(), "401 "),
        ("authorization: Bearer x.y.z\r\n".to_owned(), "401 "),
        // Nobody speaks WebSocket behind it; the request is there.
        (format!("authorization: Bearer {token}\r\n"), "200 "),
    ] {
        let mut stream = TcpStream::connect(house.gateway.bound()[0]).await.unwrap();
        let head = format!(
            "GET /live HTTP/1.1\r\nhost: {NAME}\r\n{authorization}connection: upgrade\r\nupgrade: websocket\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = [0; 64];
        stream.read_exact(&mut answer).await.unwrap();
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{answer}");
    }
    let requests = house.upstream.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].header("upgrade"), ["websocket"]);
}
