//! How long a client may take, and how a core stops.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use plugin::{Answer, Body, Exchange, StatusCode};
use tokio::io::AsyncWriteExt as _;
use tokio::sync::Notify;

use super::{House, Limits, SECOND, echo, on_a_core, said};

const SHORT: Duration = Duration::from_millis(80);

// SM-15
#[test]
fn who_is_slow_loses_the_connection() {
    let generous = Limits::default();
    let cases = [
        (
            "says nothing",
            Limits {
                head: SHORT,
                ..generous.clone()
            },
            "",
        ),
        (
            "stops in a head",
            Limits {
                head: SHORT,
                ..generous.clone()
            },
            "GET / HTTP/1.1\r\nHo",
        ),
        (
            "is idle",
            Limits {
                idle: SHORT,
                ..generous.clone()
            },
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        ),
        (
            "stops in the next head",
            Limits {
                head: SHORT,
                ..generous
            },
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        ),
    ];
    for (case, limits, bytes) in cases {
        on_a_core(async {
            let house = House::open(limits, echo).await;
            let mut client = house.client().await;
            let mut began = Instant::now();
            client.send(bytes).await;
            if bytes.ends_with("\r\n\r\n") {
                client.head().await;
            }
            if case == "stops in the next head" {
                began = Instant::now();
                client.send("GET").await;
            }
            assert_eq!(client.rest().await, "", "{case}");
            let took = began.elapsed();
            assert!(took >= SHORT && took < 5 * SECOND, "{case}: {took:?}");
            house.links.all_closed().await;
        });
    }
}

// H2-10: the limit is for the whole head, however lively its bytes come.
#[test]
fn a_head_that_comes_a_byte_at_a_time_is_cut_off() {
    on_a_core(async {
        let limits = Limits {
            head: 3 * SHORT,
            ..Limits::default()
        };
        let house = House::open(limits, echo).await;
        let (mut slow, mut other) = (house.client().await, house.client().await);
        let began = Instant::now();
        let mut cut = false;
        for byte in "GET / HTTP/1.1\r\nHost: a\r\nX: "
            .bytes()
            .chain(std::iter::repeat(b'x'))
        {
            if slow.stream.write_all(&[byte]).await.is_err() {
                cut = true;
                break;
            }
            // Others are served meanwhile.
            other.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").await;
            assert!(other.head().await.starts_with("http/1.1 200"));
            tokio::time::sleep(SHORT / 8).await;
            assert!(began.elapsed() < 10 * SECOND, "it is not cut off");
        }
        assert!(cut && began.elapsed() >= 3 * SHORT);
    });
}

#[test]
fn the_head_limit_does_not_count_while_we_work_or_wait() {
    on_a_core(async {
        let limits = Limits {
            head: SHORT,
            ..Limits::default()
        };
        let house = House::open(limits, async |x: Exchange| {
            tokio::time::sleep(3 * SHORT).await;
            echo(x).await
        })
        .await;
        let mut client = house.client().await;
        for _ in 0..2 {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").await;
            assert!(client.head().await.starts_with("http/1.1 200"));
            tokio::time::sleep(2 * SHORT).await;
        }
    });
}

#[test]
fn a_body_that_stops_is_a_broken_one() {
    on_a_core(async {
        let limits = Limits {
            body: SHORT,
            ..Limits::default()
        };
        let house = House::open(limits, async |mut x: Exchange| {
            let error = std::mem::take(&mut x.body).collect(100).await.unwrap_err();
            said(StatusCode::BAD_REQUEST, error.code())
        })
        .await;
        let mut client = house.client().await;
        client
            .send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc")
            .await;
        let head = client.head().await;
        assert!(
            head.starts_with("http/1.1 400") && head.contains("x-said: body.broken"),
            "{head}"
        );
        // What is left of it is not taken for a request.
        assert_eq!(client.rest().await, "");
    });
}

// H2-12
#[test]
fn who_takes_nothing_of_the_answer_loses_the_connection() {
    on_a_core(async {
        let limits = Limits {
            send: SHORT,
            ..Limits::default()
        };
        let house = House::open(limits, async |_| {
            let mut answer = Answer::new(StatusCode::OK);
            answer.body = Body::from(vec![b'x'; 64 << 20]);
            answer
        })
        .await;
        let mut client = house.client().await;
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").await;
        client.head().await;
        tokio::time::timeout(5 * SECOND, house.links.all_closed())
            .await
            .unwrap();
        assert!(client.rest().await.len() < 64 << 20);
    });
}

#[test]
fn when_the_client_goes_its_work_is_dropped() {
    on_a_core(async {
        let (began, dropped) = (Rc::new(Notify::new()), Rc::new(Notify::new()));
        let (told, guard) = (Rc::clone(&began), Rc::clone(&dropped));
        let house = House::open(Limits::default(), async move |_| {
            let _guard = Tells(Rc::clone(&guard));
            told.notify_one();
            std::future::pending().await
        })
        .await;
        let mut client = house.client().await;
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").await;
        began.notified().await;
        drop(client);
        tokio::time::timeout(SECOND, dropped.notified()).await.unwrap();
        house.links.all_closed().await;
        assert_eq!(house.totals().answers, [0; 6]);
    });
}

struct Tells(Rc<Notify>);

impl Drop for Tells {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

#[test]
fn draining_lets_work_finish_and_closes_the_rest() {
    on_a_core(async {
        let gate = Rc::new(Notify::new());
        let entered = Rc::new(Cell::new(0));
        let (opened, count) = (Rc::clone(&gate), Rc::clone(&entered));
        let house = House::open(Limits::default(), async move |x: Exchange| {
            if x.received.target.path() == "/slow" {
                count.set(count.get() + 1);
                opened.notified().await;
            }
            echo(x).await
        })
        .await;
        let (mut fresh, mut idle, mut busy) =
            (house.client().await, house.client().await, house.client().await);
        idle.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").await;
        idle.head().await;
        busy.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n").await;
        while entered.get() == 0 || house.links.count() < 3 {
            tokio::task::yield_now().await;
        }
        house.links.drain();
        assert_eq!(
            (fresh.rest().await, idle.rest().await),
            (String::new(), String::new())
        );
        gate.notify_one();
        let answered = busy.rest().await.to_ascii_lowercase();
        assert!(
            answered.starts_with("http/1.1 200") && answered.contains("connection: close"),
            "{answered}"
        );
        house.links.all_closed().await;
        assert!(tokio::net::TcpStream::connect(house.address).await.is_err());
    });
}

#[test]
fn cutting_ends_everything() {
    on_a_core(async {
        let house = House::open(Limits::default(), async |_| std::future::pending().await).await;
        let mut client = house.client().await;
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").await;
        while house.totals().requests == 0 {
            tokio::task::yield_now().await;
        }
        house.links.cut();
        assert_eq!(client.rest().await, "");
        house.links.all_closed().await;
        assert_eq!(house.totals().open, 0);
    });
}
