//! The codec over real sockets: raw bytes in, raw bytes out.

mod again;
mod asking;
mod elsewhere;
mod limits;
mod reading;
mod secure;
mod waiting;

use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;
use plugin::{Answer, Exchange, HeaderName, StatusCode, header};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{LocalSet, spawn_local};

use super::{Context, Elsewhere, Limits, Links, Ticks, To, Upstream};
use crate::counters::{Counters, Totals};
use crate::listener::Door;
use crate::numbers::Numbers;
use crate::strip::strip_hops;

const SAID: HeaderName = HeaderName::from_static("x-said");
const SECOND: Duration = Duration::from_secs(1);

/// Runs a test on a core of its own, and not for ever.
fn on_a_core(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let bounded = async {
        tokio::time::timeout(20 * SECOND, test)
            .await
            .expect("the test hangs")
    };
    LocalSet::new().block_on(&runtime, bounded);
}

/// A core without its thread.
struct House {
    address: SocketAddr,
    links: Rc<Links>,
    counters: Arc<Counters>,
}

impl House {
    async fn open<S>(limits: Limits, serve: S) -> Self
    where
        S: AsyncFn(Exchange) -> Answer + 'static,
    {
        let (house, _) = Self::with_upstream(limits, async move |x, _: Upstream| serve(x).await).await;
        house
    }

    async fn with_upstream<S>(limits: Limits, serve: S) -> (Self, Upstream)
    where
        S: AsyncFn(Exchange, Upstream) -> Answer + 'static,
    {
        let ticks = Rc::new(Ticks::new(&limits));
        let links = Links::new(&limits, Rc::clone(&ticks));
        let counters = Arc::<Counters>::default();
        let upstream = Upstream::new(&limits, Rc::clone(&ticks), Arc::clone(&counters));
        let clock = Arc::new(testkit::clock::SettableClock::default());
        let numbers = Numbers::new(&testkit::entropy::Counted::default()).unwrap();
        let context = Context::new(&limits, clock, numbers, Arc::clone(&counters), Rc::clone(&links));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let door = Door {
            listener,
            address,
            tls: None,
        };
        let theirs = upstream.clone();
        let way = Rc::new(async move |x: Box<Exchange>| serve(*x, theirs.clone()).await);
        spawn_local(door.attend(Rc::new(context), way));
        let house = Self {
            address,
            links: Rc::clone(&links),
            counters,
        };
        let swept = upstream.clone();
        spawn_local(async move {
            loop {
                tokio::time::sleep(ticks.length()).await;
                ticks.advance();
                links.sweep();
                swept.sweep();
            }
        });
        (house, upstream)
    }

    /// A gateway in front of `origin` that does nothing but pass on.
    async fn before(origin: SocketAddr, limits: Limits) -> Self {
        let to = To::new(&origin.ip().to_string(), origin.port(), SECOND, SECOND);
        Self::passing(to, limits).await
    }

    async fn passing(to: To, limits: Limits) -> Self {
        let (house, _) = Self::with_upstream(limits, async move |mut x: Exchange, upstream: Upstream| {
            x.head.remove(&header::TRANSFER_ENCODING);
            x.head.remove(&header::EXPECT);
            match upstream.send(&mut x, &to, &mut Nowhere).await {
                Ok(mut answer) => {
                    strip_hops(&mut answer.head);
                    answer
                }
                Err(error) => said(StatusCode::BAD_GATEWAY, error.code()),
            }
        })
        .await;
        house
    }

    async fn client(&self) -> Client {
        let stream = TcpStream::connect(self.address).await.unwrap();
        Client {
            stream,
            seen: Vec::new(),
        }
    }

    fn totals(&self) -> Totals {
        let mut sum = Totals::default();
        self.counters.add_to(&mut sum);
        sum
    }
}

/// The one place is all there is.
struct Nowhere;

impl<'a> Elsewhere<'a> for Nowhere {
    fn next(&mut self) -> Option<(&'a To, HeaderValue)> {
        None
    }
}

/// Tells what arrived, and sends the body back.
async fn echo(mut x: Exchange) -> Answer {
    let received = &x.received;
    let said = format!(
        "{} {} at {}",
        received.method,
        received.target.as_str(),
        received.authority()
    );
    let mut answer = Answer::new(StatusCode::OK);
    answer.head.set(SAID, HeaderValue::from_str(&said).unwrap());
    answer.body = std::mem::take(&mut x.body);
    answer
}

fn said(status: StatusCode, what: &str) -> Answer {
    let mut answer = Answer::new(status);
    answer.head.set(SAID, HeaderValue::from_str(what).unwrap());
    answer
}

/// One end of a connection, in bytes.
struct Client {
    stream: TcpStream,
    seen: Vec<u8>,
}

impl Client {
    async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.stream.write_all(bytes.as_ref()).await.unwrap();
    }

    /// What comes until `mark` has come, with it.
    async fn until(&mut self, mark: &str) -> String {
        loop {
            let found = self
                .seen
                .windows(mark.len())
                .position(|window| window == mark.as_bytes());
            if let Some(at) = found {
                let taken = self.seen.drain(..at + mark.len()).collect();
                return String::from_utf8(taken).unwrap();
            }
            let read = self.stream.read_buf(&mut self.seen).await.unwrap();
            assert_ne!(read, 0, "closed after {:?}", String::from_utf8_lossy(&self.seen));
        }
    }

    /// The head of a message, in lower case and with an empty line at its end.
    async fn head(&mut self) -> String {
        self.until("\r\n\r\n").await.to_ascii_lowercase()
    }

    /// Everything until the other side closes.
    async fn rest(&mut self) -> String {
        // An abrupt end is an end, too.
        let _ = self.stream.read_to_end(&mut self.seen).await;
        String::from_utf8(std::mem::take(&mut self.seen)).unwrap()
    }
}

/// A server whose every byte the test decides.
struct Origin {
    listener: TcpListener,
    address: SocketAddr,
}

impl Origin {
    async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        Self { listener, address }
    }

    async fn accept(&self) -> Client {
        let (stream, _) = self.listener.accept().await.unwrap();
        Client {
            stream,
            seen: Vec::new(),
        }
    }

    /// Takes one connection, reads a head and answers so; gives the head and the connection.
    async fn answer(&self, bytes: &str) -> (String, Client) {
        let mut connection = self.accept().await;
        let head = connection.head().await;
        connection.send(bytes).await;
        (head, connection)
    }
}
