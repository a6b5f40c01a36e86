//! Which requests are sent again, and which never.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use tokio::task::spawn_local;

use super::{Client, House, Limits, Origin, SECOND, To, on_a_core};

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const GET: &str = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const PUT: &str = "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody";
const POST: &str = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";
const POST_BODY: &str = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody";

/// What an upstream does with a connection, or with the next request on it.
#[derive(Clone, Copy, Debug)]
enum Does {
    /// Answers, and waits for the next request.
    Answer,
    /// Reads the request, and closes.
    Close,
    /// Reads the request, and says nothing.
    Nothing,
    /// Reads the request, and closes in the middle of its answer.
    Half,
    /// Says what is not HTTP.
    Rubbish,
}

/// Plays a script, one act for each request, and counts the requests.
fn play(origin: Origin, script: &'static [Does]) -> Rc<Cell<usize>> {
    let seen = Rc::new(Cell::new(0));
    let count = Rc::clone(&seen);
    spawn_local(async move {
        let mut connection = None;
        let mut silent = Vec::new();
        for act in script {
            let mut client = match connection.take() {
                Some(client) => client,
                None => origin.accept().await,
            };
            let head = client.head().await;
            if head.contains("content-length: 4") {
                client.until("body").await;
            }
            count.set(count.get() + 1);
            match act {
                Does::Answer => {
                    client.send(OK).await;
                    connection = Some(client);
                }
                Does::Close => {}
                Does::Nothing => silent.push(client),
                Does::Half => client.send(&OK[..20]).await,
                Does::Rubbish => client.send("SSH-2.0-OpenSSH_9.2\r\n\r\n").await,
            }
        }
        // Whoever comes now is not expected.
        origin.accept().await;
        count.set(usize::MAX);
    });
    seen
}

#[test]
fn what_may_be_sent_again_is_and_nothing_else() {
    use Does::{Answer, Close, Half, Nothing, Rubbish};
    let cases: &[(&str, u16, &'static [Does], &str)] = &[
        (GET, 5, &[Answer], "200 ok"),
        (GET, 5, &[Close, Close, Answer], "200 ok"),
        (GET, 2, &[Close, Close, Close], "upstream.broken"),
        (GET, 0, &[Close], "upstream.broken"),
        (GET, 1, &[Nothing, Answer], "200 ok"),
        (GET, 0, &[Nothing], "upstream.read_timeout"),
        // An answer that has begun is an answer.
        (GET, 5, &[Half], "upstream.broken"),
        (GET, 5, &[Rubbish], "upstream.broken"),
        // Doing it twice may be something else than doing it once.
        (POST, 5, &[Close], "upstream.broken"),
        (POST, 5, &[Nothing], "upstream.read_timeout"),
        // A part of the body is gone.
        (PUT, 5, &[Close], "upstream.broken"),
        (POST_BODY, 5, &[Close], "upstream.broken"),
    ];
    for (request, retries, script, told) in cases {
        on_a_core(async {
            let origin = Origin::open().await;
            let port = origin.address.port();
            let seen = play(origin, script);
            let to = To::new("127.0.0.1", port, SECOND, Duration::from_millis(100)).retried(*retries);
            let house = House::passing(to, Limits::default()).await;
            let mut client = house.client().await;
            client.send(request).await;
            let head = client.head().await;
            assert!(head.contains(told), "{request:?}, {script:?}: {head}");
            tokio::time::sleep(Duration::from_millis(20)).await;
            assert_eq!(seen.get(), script.len(), "{request:?}, {script:?}");
            let retried = house.totals().upstream_retries;
            assert_eq!(retried, script.len() as u64 - 1, "{request:?}, {script:?}");
        });
    }
}

// The upstream closes a connection that it kept as the next request arrives on it.
#[test]
fn a_kept_connection_that_dies_costs_no_attempt() {
    for (request, retries, told, seen) in [
        (GET, 0, "200 ok", 3),
        (GET, 5, "200 ok", 3),
        (POST, 5, "upstream.broken", 2),
    ] {
        on_a_core(async {
            let origin = Origin::open().await;
            let port = origin.address.port();
            let count = play(origin, &[Does::Answer, Does::Close, Does::Answer]);
            let to = To::new("127.0.0.1", port, SECOND, SECOND).retried(retries);
            let house = House::passing(to, Limits::default()).await;
            let mut client = house.client().await;
            client.send(GET).await;
            client.until("ok").await;
            client.send(request).await;
            let head = client.head().await;
            assert!(head.contains(told), "{request:?}: {head}");
            assert_eq!(count.get(), seen, "{request:?}");
        });
    }
}

#[test]
fn connections_that_are_refused_are_tried_again_whatever_the_method() {
    on_a_core(async {
        // Nobody listens there; the socket keeps the port from others.
        let closed = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
        closed
            .bind(&"127.0.0.1:0".parse::<SocketAddr>().unwrap().into())
            .unwrap();
        let port = closed.local_addr().unwrap().as_socket().unwrap().port();
        for (request, retries) in [(GET, 0), (GET, 3), (POST, 2), (POST_BODY, 2)] {
            let to = To::new("127.0.0.1", port, SECOND, SECOND).retried(retries);
            let house = House::passing(to, Limits::default()).await;
            let mut client = house.client().await;
            client.send(request).await;
            assert!(client.head().await.contains("upstream.not_connected"));
            let totals = house.totals();
            assert_eq!(
                (totals.upstream_retries, totals.upstream_failures),
                (u64::from(retries), 1)
            );
        }
    });
}

#[test]
fn a_name_that_has_no_address_is_looked_up_once() {
    on_a_core(async {
        let to = To::new("no such name", 80, SECOND, SECOND).retried(5);
        let house = House::passing(to, Limits::default()).await;
        let mut client = house.client().await;
        client.send(GET).await;
        assert!(client.head().await.contains("upstream.not_resolved"));
        assert_eq!(house.totals().upstream_retries, 0);
    });
}

#[test]
fn an_upstream_that_takes_no_more_is_not_waited_for() {
    on_a_core(async {
        let origin = Origin::open().await;
        let to = To::new("127.0.0.1", origin.address.port(), SECOND, 10 * SECOND)
            .writing_within(Duration::from_millis(150))
            .retried(5);
        let house = House::passing(to, Limits::default()).await;
        let mut client = house.client().await;
        let size = 32 << 20;
        client
            .send(format!(
                "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: {size}\r\n\r\n"
            ))
            .await;
        let Client { stream, seen } = client;
        let (read, mut write) = stream.into_split();
        spawn_local(async move {
            use tokio::io::AsyncWriteExt as _;
            // It ends when the gateway has given up.
            let _ = write.write_all(&vec![b'x'; size]).await;
        });
        let mut connection = origin.accept().await;
        connection.head().await;
        let mut client = Reading { read, seen };
        let head = client.head().await;
        assert!(head.contains("upstream.write_timeout"), "{head}");
        // A part of the body was gone.
        assert_eq!(house.totals().upstream_retries, 0);
    });
}

/// The half of a client that only reads.
struct Reading {
    read: tokio::net::tcp::OwnedReadHalf,
    seen: Vec<u8>,
}

impl Reading {
    async fn head(&mut self) -> String {
        use tokio::io::AsyncReadExt as _;
        while !self.seen.windows(4).any(|window| window == b"\r\n\r\n") {
            assert_ne!(self.read.read_buf(&mut self.seen).await.unwrap(), 0);
        }
        String::from_utf8_lossy(&self.seen).to_ascii_lowercase()
    }
}

/// An upstream whose workers fall over from time to time, together with what they were doing.
#[derive(Default)]
struct Fragile {
    came: RefCell<HashMap<String, usize>>,
    answered: RefCell<HashMap<String, usize>>,
    served: Cell<usize>,
}

impl Fragile {
    async fn work(self: Rc<Self>, mut connection: Client) {
        loop {
            let Some(line) = request_line(&mut connection).await else {
                return;
            };
            *self.came.borrow_mut().entry(line.clone()).or_default() += 1;
            self.served.set(self.served.get() + 1);
            tokio::task::yield_now().await;
            if self.served.get().is_multiple_of(7) {
                return;
            }
            *self.answered.borrow_mut().entry(line).or_default() += 1;
            connection.send(OK).await;
        }
    }
}

async fn request_line(connection: &mut Client) -> Option<String> {
    use tokio::io::AsyncReadExt as _;
    loop {
        let seen = &connection.seen;
        if let Some(end) = seen.windows(4).position(|window| window == b"\r\n\r\n") {
            let head: Vec<u8> = connection.seen.drain(..end + 4).collect();
            let head = String::from_utf8(head).unwrap();
            return head.lines().next().map(str::to_owned);
        }
        if connection
            .stream
            .read_buf(&mut connection.seen)
            .await
            .unwrap_or(0)
            == 0
        {
            return None;
        }
    }
}

#[test]
fn workers_that_fall_over_under_load_cost_only_what_cannot_be_repeated() {
    const CLIENTS: usize = 8;
    const REQUESTS: usize = 60;
    on_a_core(async {
        let origin = Origin::open().await;
        let to = To::new("127.0.0.1", origin.address.port(), SECOND, SECOND).retried(5);
        let fragile = Rc::<Fragile>::default();
        let workers = Rc::clone(&fragile);
        spawn_local(async move {
            loop {
                spawn_local(Rc::clone(&workers).work(origin.accept().await));
            }
        });
        let house = Rc::new(House::passing(to, Limits::default()).await);
        let failed = Rc::new(Cell::new(0));
        let clients = (0..CLIENTS).map(|number| {
            let (house, failed) = (Rc::clone(&house), Rc::clone(&failed));
            spawn_local(async move {
                let mut client = house.client().await;
                for request in 0..REQUESTS {
                    let method = if request % 3 == 0 { "POST" } else { "GET" };
                    let line = format!("{method} /{number}/{request} HTTP/1.1\r\n");
                    let framing = if method == "POST" {
                        "Content-Length: 0\r\n"
                    } else {
                        ""
                    };
                    client.send(format!("{line}Host: a\r\n{framing}\r\n")).await;
                    let head = client.head().await;
                    if head.starts_with("http/1.1 200") {
                        client.until("ok").await;
                    } else {
                        assert_eq!(method, "POST", "{head}");
                        failed.set(failed.get() + 1);
                    }
                }
            })
        });
        for client in clients.collect::<Vec<_>>() {
            client.await.unwrap();
        }
        let came = fragile.came.borrow();
        assert_eq!(came.len(), CLIENTS * REQUESTS);
        assert!(
            came.iter()
                .all(|(line, times)| *times == 1 || line.starts_with("GET"))
        );
        assert!(fragile.answered.borrow().values().all(|times| *times == 1));
        let lost = came.len() - fragile.answered.borrow().len();
        assert_eq!(failed.get(), lost, "whoever got no answer was told so");
        assert!(lost > 0 && house.totals().upstream_retries > 0);
    });
}
