//! Requests that are far too long, where a login begins and where it ends.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::house::{House, NAME};

/// What the gateway answers to these lines, before it has got the body that they announce.
async fn answer(house: &House, head: String) -> String {
    let address = house.gateway.bound()[0];
    let asked = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = Vec::new();
        while !answer.windows(4).any(|end| end == b"\r\n\r\n") {
            let mut some = [0; 4096];
            let read = stream.read(&mut some).unwrap();
            assert_ne!(read, 0, "{}", String::from_utf8_lossy(&answer));
            answer.extend_from_slice(&some[..read]);
        }
        String::from_utf8(answer).unwrap()
    });
    asked.await.unwrap()
}

// AZ-38, AZ-40
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_body_is_not_waited_for_and_goes_nowhere() {
    for options in [
        vec![],
        // Even where forms are looked at: this is longer than any of ours.
        vec!["logout_post_arg: leave", "logout_query_arg: bye"],
    ] {
        let house = House::start(&options).await;
        for body in ["Content-Length: 1073741824", "Transfer-Encoding: chunked"] {
            let head = format!(
                "POST /app?page=1 HTTP/1.1\r\nHost: {NAME}:{}\r\nAccept: text/html\r\n\
                 Content-Type: application/x-www-form-urlencoded\r\n{body}\r\n\r\n",
                house.gateway.bound()[0].port()
            );
            let answer = answer(&house, head).await;
            // A 307 would have the browser repeat the body at the provider; a 302 makes it a GET.
            assert!(
                answer.starts_with("HTTP/1.1 302 "),
                "{body} {options:?}: {answer}"
            );
            assert!(answer.contains(house.idp.issuer()), "{answer}");
        }
        assert_eq!(house.upstream.count(), 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_was_sent_too_early_comes_back_as_a_page() {
    let house = House::start(&[]).await;
    let browser = house.browser();
    let sent_away = browser
        .post(&house.url("/app"), &[("secret", "in-the-form")])
        .await;
    assert_eq!(sent_away.status, 302);
    assert!(!sent_away.header("location").unwrap().contains("in-the-form"));
    let there = browser.arrive(sent_away).await;
    let page = browser
        .arrive(browser.submit(&there.form().press("alice")).await)
        .await;
    assert_eq!(
        (page.status.as_u16(), page.url.as_str()),
        (200, &*house.url("/app"))
    );
    let seen = &house.upstream.requests()[0];
    assert_eq!((seen.method.as_str(), seen.body.as_str()), ("GET", ""));
}

// AZ-32
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_callback_that_is_far_too_long_is_refused_politely() {
    let house = House::start(&[]).await;
    let browser = house.browser();
    let sent_away = browser.get(&house.url("/")).await;
    let state = sent_away.redirect_parameter("state").unwrap();
    let issuer = house.idp.issuer();
    let long = "c".repeat(60 * 1024);
    for (query, status) in [
        (format!("code={long}&state={state}&iss={issuer}"), 414),
        (format!("code=c&state={long}&iss={issuer}"), 414),
        // Two thousand parameters that nobody knows, and the code behind them.
        (format!("{}code=c&state=s&iss={issuer}", "a&".repeat(2_000)), 401),
        (format!("{}state=s&iss={issuer}", "code&".repeat(1_000)), 401),
    ] {
        let page = browser.get(&house.url(&format!("/?{query}"))).await;
        assert_eq!(page.status, status, "{}", page.text());
        assert!(page.text().len() < 8 * 1024);
    }
    assert_eq!((house.idp.calls().token, house.upstream.count()), (0, 0));

    // The login under way is as it was.
    let there = browser.arrive(sent_away).await;
    let page = browser
        .arrive(browser.submit(&there.form().press("alice")).await)
        .await;
    assert_eq!(page.status, 200, "{}", page.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_session_is_one_long_header_upstream_and_no_cookie() {
    let house = House::wordy(8_000, &[]).await;
    let browser = house.browser();
    let page = house.sign_in(&browser, "/", "alice").await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(browser.cookie("session2").is_some());
    assert_eq!(browser.get(&house.url("/")).await.status, 200);
    for seen in house.upstream.requests() {
        assert!(seen.header("authorization")[0].len() > 8_000);
        assert_eq!(seen.header("cookie"), [""; 0]);
    }
}
