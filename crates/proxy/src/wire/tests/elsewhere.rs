//! Requests that go elsewhere when there is no answer where they went first.

use http::HeaderValue;
use plugin::{Answer, Exchange, StatusCode, header};

use super::{Client, Elsewhere, House, Limits, Origin, SECOND, To, Upstream, on_a_core, said};

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const GET: &str = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const POST_BODY: &str = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody";

/// Places in their order, each told its own Host.
struct Row<'a>(std::slice::Iter<'a, To>);

impl<'a> Elsewhere<'a> for Row<'a> {
    fn next(&mut self) -> Option<(&'a To, HeaderValue)> {
        self.0
            .next()
            .map(|to| (to, HeaderValue::from_static("elsewhere")))
    }
}

/// A gateway before these places; it asks the first one, and then goes along the row.
async fn house_before(row: Vec<To>) -> House {
    let way = async move |mut x: Exchange, upstream: Upstream| -> Answer {
        x.head.set(header::HOST, HeaderValue::from_static("first"));
        match upstream.send(&mut x, &row[0], &mut Row(row[1..].iter())).await {
            Ok(answer) => answer,
            Err(error) => said(StatusCode::BAD_GATEWAY, error.code()),
        }
    };
    House::with_upstream(Limits::default(), way).await.0
}

/// A port that nobody listens at, for as long as the socket lives.
fn nobody() -> (socket2::Socket, u16) {
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    let any: std::net::SocketAddr = ([127, 0, 0, 1], 0).into();
    socket.bind(&any.into()).unwrap();
    let port = socket.local_addr().unwrap().as_socket().unwrap().port();
    (socket, port)
}

fn to(host: &str, port: u16, retries: u16) -> To {
    To::new(host, port, SECOND, SECOND).retried(retries)
}

/// The answer to a request, as far as its body, or the code of the failure.
async fn asked(house: &House, request: &str) -> String {
    let mut client: Client = house.client().await;
    client.send(request).await;
    client.head().await
}

#[test]
fn whoever_cannot_be_reached_is_passed_over_and_the_next_is_told_its_own_host() {
    for request in [GET, POST_BODY] {
        on_a_core(async {
            let (_held, port) = nobody();
            let origin = Origin::open().await;
            // Nobody listens at the first, and the second has no address.
            let there = to("127.0.0.1", origin.address.port(), 5);
            let row = vec![to("127.0.0.1", port, 5), to("no such name", 80, 5), there];
            let house = house_before(row).await;
            let (answer, (head, _connection)) = tokio::join!(asked(&house, request), origin.answer(OK));
            assert!(answer.contains("200 ok"), "{answer}");
            assert!(
                head.contains("host: elsewhere\r\n") && !head.contains("first"),
                "{head}"
            );
            assert_eq!(house.totals().upstream_retries, 2);
        });
    }
}

#[test]
fn there_are_no_more_attempts_than_retries_allow() {
    on_a_core(async {
        let (_held, port) = nobody();
        let row = (0..5).map(|_| to("127.0.0.1", port, 2)).collect();
        let house = house_before(row).await;
        assert!(asked(&house, GET).await.contains("upstream.not_connected"));
        let totals = house.totals();
        assert_eq!((totals.upstream_retries, totals.upstream_failures), (2, 1));
    });
}

#[test]
fn at_the_end_of_the_row_the_last_place_is_asked_again_unless_that_is_in_vain() {
    on_a_core(async {
        let (_held, port) = nobody();
        for (last, code, retries) in [
            (to("127.0.0.1", port, 5), "upstream.not_connected", 5),
            (to("no such name", 80, 5), "upstream.not_resolved", 1),
        ] {
            let house = house_before(vec![to("no such name", 80, 5), last]).await;
            let answer = asked(&house, GET).await;
            assert!(answer.contains(code), "{answer}");
            assert_eq!(house.totals().upstream_retries, retries, "{code}");
        }
    });
}

#[test]
fn what_somebody_may_have_begun_to_work_on_goes_nowhere_else() {
    on_a_core(async {
        let (first, second) = (Origin::open().await, Origin::open().await);
        let row = [&first, &second].map(|origin| to("127.0.0.1", origin.address.port(), 5));
        let house = house_before(row.into()).await;
        let hang_up = async {
            let mut connection = first.accept().await;
            connection.head().await;
            connection.until("body").await;
        };
        let (answer, ()) = tokio::join!(asked(&house, POST_BODY), hang_up);
        assert!(answer.contains("upstream.broken"), "{answer}");
        assert_eq!(house.totals().upstream_retries, 0);
        // What is done twice as well as once goes on.
        let hang_up = async {
            let mut connection = first.accept().await;
            connection.head().await;
        };
        let ask = async { tokio::join!(asked(&house, GET), second.answer(OK)) };
        let ((answer, (head, _connection)), ()) = tokio::join!(ask, hang_up);
        assert!(
            answer.contains("200 ok") && head.contains("host: elsewhere"),
            "{answer}{head}"
        );
    });
}
