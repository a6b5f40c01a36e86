use http::Method;

use super::*;
use crate::fakes::exchange;

fn head(lines: &[(&'static str, &'static str)]) -> Head {
    let mut head = Head::new();
    for (name, value) in lines {
        head.append(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    head
}

fn names(head: &Head) -> Vec<&str> {
    let mut names: Vec<&str> = head.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names
}

#[test]
fn hd_02_hd_03_reserved_names_and_their_twins() {
    let reserved = Reserved::with([
        HeaderName::from_static("x-role"),
        HeaderName::from_static("x_team"),
    ]);
    for name in [
        "x-consumer-id",
        "x_consumer_id",
        "x-consumer_username",
        "x-userinfo",
        "x_userinfo",
        "x-role",
        "x_role",
        "x-team",
        "x-forwarded-for",
        "x_forwarded_host",
        "x-forwarded-client-cert",
        "forwarded",
        "x-real-ip",
        "proxy",
        "proxy-authorization",
        "proxy_connection",
        "x-ssl-cert",
        "client-cert",
        "client_cert-chain",
    ] {
        assert!(reserved.covers(&HeaderName::from_static(name)), "{name}");
    }
    for name in [
        "x-roles",
        "x-request-id",
        "authorization",
        "cookie",
        "x-forwarded",
        "proxies",
    ] {
        assert!(!reserved.covers(&HeaderName::from_static(name)), "{name}");
    }
}

#[test]
fn hd_04_every_value_of_a_forged_header_goes() {
    let mut head = head(&[
        ("x-userinfo", "a"),
        ("accept", "*/*"),
        ("x-userinfo", "b"),
        ("x_userinfo", "c"),
    ]);
    remove_reserved(&mut head, &Reserved::with([]), Sender::Anybody);
    assert_eq!(names(&head), ["accept"]);
}

#[test]
fn hd_14_certificates_in_headers_are_taken_from_trusted_proxies_alone() {
    const LINES: [(&str, &str); 8] = [
        ("client-cert", ":a:"),
        ("x-client-cert", "a"),
        ("x-forwarded-client-cert", "a"),
        ("x-ssl-cert", "a"),
        ("x_ssl_cert", "a"),
        ("x-forwarded-for", "10.0.0.1"),
        ("x-userinfo", "a"),
        ("accept", "*/*"),
    ];
    let spared = [
        "accept",
        "client-cert",
        "x-client-cert",
        "x-forwarded-client-cert",
    ];
    // This one belongs to a plugin, so nobody else may set it.
    let owned = HeaderName::from_static("x_ssl-cert");
    let reserved = Arc::new(Reserved::with([owned]));
    for (forwarded, expected) in [(None, &["accept"][..]), (Some(Box::default()), &spared[..])] {
        let mut x = exchange(Method::GET, "/");
        x.head = head(&LINES);
        x.received.forwarded = forwarded;
        strip(&mut x, &reserved);
        assert_eq!(names(&x.head), expected);
    }
}

#[test]
fn hd_06_hd_07_connection_names_what_goes_as_well() {
    let mut head = head(&[
        ("connection", "close, X-Secret"),
        ("connection", "authorization , host, content-length"),
        ("x-secret", "1"),
        ("authorization", "Bearer t"),
        ("host", "a"),
        ("content-length", "3"),
        ("keep-alive", "timeout=5"),
        ("upgrade", "h2c"),
        ("http2-settings", "AAMAAABkAAQAoAAAAAIAAAAA"),
        ("transfer-encoding", "chunked"),
        ("trailer", "x-sum"),
        ("accept", "*/*"),
    ]);
    strip_hops(&mut head);
    assert_eq!(names(&head), ["accept", "content-length", "host", "trailer"]);
}

#[test]
fn te_is_read_as_a_list() {
    assert!(accepts_trailers(&head(&[("te", "gzip, Trailers")])));
    assert!(!accepts_trailers(&head(&[("te", "gzip")])));
    assert!(!accepts_trailers(&head(&[])));
}

/// A body of one piece and trailers.
struct Trailing(Vec<Piece>);

impl Source for Trailing {
    fn poll_piece(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Piece, BodyError>>> {
        Poll::Ready(self.0.pop().map(Ok))
    }

    fn size(&self) -> Option<u64> {
        None
    }
}

#[tokio::test]
async fn hd_08_trailers_tell_nothing_that_headers_may_not() {
    let mut x = exchange(Method::POST, "/");
    x.head = head(&[
        ("trailer", "x-sum, x-role"),
        ("te", "trailers"),
        ("connection", "te"),
    ]);
    let trailers = head(&[
        ("x-sum", "1"),
        ("x-role", "admin"),
        ("x_userinfo", "admin"),
        ("connection", "x"),
    ]);
    x.body = Body::stream(Trailing(vec![
        Piece::Trailers(trailers),
        Piece::Data("data".into()),
    ]));
    strip(
        &mut x,
        &Arc::new(Reserved::with([HeaderName::from_static("x-role")])),
    );
    assert_eq!(names(&x.head), ["connection", "te", "trailer"]);
    assert!(matches!(x.body.next().await, Some(Ok(Piece::Data(data))) if data == "data"));
    let Some(Ok(Piece::Trailers(trailers))) = x.body.next().await else {
        panic!("the trailers are gone");
    };
    assert_eq!(names(&trailers), ["x-sum"]);
    assert!(x.body.next().await.is_none());
}

#[test]
fn te_goes_no_further_unless_it_asks_for_trailers() {
    let mut x = exchange(Method::GET, "/");
    x.head = head(&[("te", "gzip"), ("connection", "te, close")]);
    strip(&mut x, &Arc::new(Reserved::with([])));
    assert!(x.head.is_empty());
}
