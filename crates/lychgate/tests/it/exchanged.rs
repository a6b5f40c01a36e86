//! The upstream is shown another access token, which a server of the operator's gives for it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::bearer::{bring, clients_token};
use crate::house::House;

/// A server that gives a token for a token.
struct Exchange {
    url: String,
    shown: Arc<Mutex<Vec<String>>>,
    says: Arc<Mutex<(u16, String)>>,
}

impl Exchange {
    async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/exchange", listener.local_addr().unwrap());
        let shown = Arc::new(Mutex::new(Vec::new()));
        let says = Arc::new(Mutex::new((200, "another.one".to_owned())));
        let (heads, answers) = (Arc::clone(&shown), Arc::clone(&says));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let answer = answers.lock().unwrap().clone();
                answered(stream, answer, &heads).await;
            }
        });
        Self { url, shown, says }
    }

    fn say(&self, status: u16, body: &str) {
        *self.says.lock().unwrap() = (status, body.to_owned());
    }

    fn asked(&self) -> usize {
        self.shown.lock().unwrap().len()
    }
}

/// Answers one request, whose head is kept.
async fn answered(mut stream: TcpStream, (status, body): (u16, String), heads: &Mutex<Vec<String>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    heads.lock().unwrap().push(String::from_utf8(head).unwrap());
    let length = body.len();
    let answer =
        format!("HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}");
    stream.write_all(answer.as_bytes()).await.unwrap();
}

// Surprise 57: that is no RFC 8693.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_upstream_is_shown_another_token() {
    let exchange = Exchange::open().await;
    let endpoint = format!("token_exchange_endpoint: {}", exchange.url);
    let mut house = House::start(&["auth_methods: [bearer]", &endpoint, "cache_ttl: 60"]).await;
    let program = house.program();
    let token = clients_token(&house).await;
    for _ in 0..4 {
        assert_eq!(bring(&program, "/", &token).await.status(), 200);
        let seen = house.upstream.requests().pop().unwrap();
        assert_eq!(seen.header("authorization"), ["Bearer another.one"]);
    }
    // It was asked once, with the token and nothing else.
    assert_eq!(exchange.asked(), 1);
    let head = exchange.shown.lock().unwrap()[0].to_lowercase();
    assert!(head.starts_with("post /exchange http/1.1\r\n"), "{head}");
    let shown = format!("\r\nauthorization: bearer {}\r\n", token.to_lowercase());
    assert!(head.contains(&shown), "{head}");
    // Whoever is refused before is not exchanged.
    assert_eq!(bring(&program, "/", "a.b.c").await.status(), 401);
    assert_eq!(exchange.asked(), 1);
    house.clock.advance(Duration::from_secs(60));
    assert_eq!(bring(&program, "/", &token).await.status(), 200);
    assert_eq!(exchange.asked(), 2);
    // Where nothing is remembered, each request asks; and without another token nobody passes.
    let config = house.login(&["auth_methods: [bearer]", &endpoint, "cache_token_exchange: false"]);
    house.apply(&config).await;
    let heard = house.upstream.count();
    for (status, body, expected) in [
        (403, "", 401),
        (500, "another.one", 503),
        (201, "another.one", 503),
        (200, r#"{"access_token":"another.one"}"#, 503),
        (200, "", 503),
    ] {
        exchange.say(status, body);
        let before = exchange.asked();
        assert_eq!(
            bring(&program, "/", &token).await.status(),
            expected,
            "{status} {body}"
        );
        assert_eq!(exchange.asked(), before + 1);
    }
    assert_eq!(house.upstream.count(), heard);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn so_it_is_with_a_session() {
    let exchange = Exchange::open().await;
    let endpoint = format!("token_exchange_endpoint: {}", exchange.url);
    let house = House::start(&[&endpoint]).await;
    let browser = house.browser();
    assert_eq!(house.sign_in(&browser, "/", "alice").await.status, 200);
    for _ in 0..3 {
        assert_eq!(browser.get(&house.url("/")).await.status, 200);
    }
    for seen in house.upstream.requests() {
        assert_eq!(seen.header("authorization"), ["Bearer another.one"]);
        assert_eq!(seen.header("x-credential-identifier"), ["u-alice"]);
    }
    assert_eq!(exchange.asked(), 1);
}
