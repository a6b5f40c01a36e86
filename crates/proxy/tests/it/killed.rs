//! An upstream that is killed under load, again and again, and comes back at the same address.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use proxy::{Cores, Settings, compile};
use serde_json::json;
use socket2::{Domain, SockRef, Socket, Type};
use tokio::io::{AsyncBufRead, AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;

use crate::fakes::{KINDS, services, snapshot};
use crate::plain::settings;

/// How often each request arrived whole, by its path.
type Arrived = Arc<Mutex<HashMap<String, u32>>>;

/// An upstream that answers with the path it was asked for.
struct Mortal {
    address: SocketAddr,
    arrived: Arrived,
    life: JoinSet<()>,
    /// Keeps the port while nobody listens, lest a connection of somebody else begins there.
    _place: Socket,
}

impl Mortal {
    fn born() -> Self {
        let place = bound(([127, 0, 0, 1], 0).into());
        let mut mortal = Self {
            address: place.local_addr().unwrap().as_socket().unwrap(),
            arrived: Arrived::default(),
            life: JoinSet::new(),
            _place: place,
        };
        mortal.born_again();
        mortal
    }

    /// Its listener closes, and its connections are reset wherever they are.
    async fn killed(&mut self) {
        self.life.shutdown().await;
    }

    fn born_again(&mut self) {
        let socket = bound(self.address);
        socket.listen(128).unwrap();
        socket.set_nonblocking(true).unwrap();
        let listener = TcpListener::from_std(socket.into()).unwrap();
        self.life.spawn(live(listener, Arc::clone(&self.arrived)));
    }
}

/// A socket at this address, beside others of ours.
fn bound(address: SocketAddr) -> Socket {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.set_reuse_address(true).unwrap();
    socket.set_reuse_port(true).unwrap();
    socket.bind(&address.into()).unwrap();
    socket
}

async fn live(listener: TcpListener, arrived: Arrived) {
    // They end with this one.
    let mut connections = JoinSet::new();
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        SockRef::from(&stream).set_linger(Some(Duration::ZERO)).unwrap();
        let arrived = Arc::clone(&arrived);
        connections.spawn(async move {
            let mut stream = BufReader::new(stream);
            while let Some((first, _)) = message(&mut stream).await {
                let path = first.split(' ').nth(1).unwrap().to_owned();
                *arrived.lock().unwrap().entry(path.clone()).or_default() += 1;
                // So that some are killed between request and answer.
                tokio::task::yield_now().await;
                let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{path}", path.len());
                if stream.get_mut().write_all(answer.as_bytes()).await.is_err() {
                    return;
                }
            }
        });
    }
}

/// The first line and the body of a message; `None` at the end of the connection, wherever that is.
async fn message(stream: &mut (impl AsyncBufRead + Unpin)) -> Option<(String, String)> {
    let mut first = String::new();
    stream.read_line(&mut first).await.ok().filter(|read| *read > 0)?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.ok().filter(|read| *read > 0)?;
        match line.trim_end().to_ascii_lowercase().split_once(": ") {
            Some(("content-length", number)) => length = number.parse().unwrap(),
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    Some((first, String::from_utf8(body).unwrap()))
}

/// How a request ended for the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Outcome {
    /// The upstream answered it.
    Answered,
    /// The gateway said that it did not.
    Failed,
    /// The connection broke in the middle of the answer.
    Broken,
}

/// Asks for one path after the other, and wants each answered by its own answer and by nothing else.
async fn ask(gateway: SocketAddr, client: usize, tell: UnboundedSender<(&'static str, Outcome)>) {
    let mut kept = None;
    for number in 0.. {
        let method = ["GET", "POST", "PUT", "DELETE"][number % 4];
        let body = if number % 4 == 1 || number % 4 == 2 {
            "a body"
        } else {
            ""
        };
        let path = format!("/{method}/{client}/{number}");
        let mut stream = match kept.take() {
            Some(stream) => stream,
            None => BufReader::new(TcpStream::connect(gateway).await.unwrap()),
        };
        let length = body.len();
        let request =
            format!("{method} {path} HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n{body}");
        stream.get_mut().write_all(request.as_bytes()).await.unwrap();
        let outcome = match message(&mut stream).await {
            Some((first, body)) if first.starts_with("HTTP/1.1 200 ") => {
                assert_eq!(body, path);
                Outcome::Answered
            }
            Some((first, _)) => {
                assert!(first.starts_with("HTTP/1.1 502 "), "{path}: {first}");
                Outcome::Failed
            }
            None => Outcome::Broken,
        };
        if outcome == Outcome::Answered {
            // What nobody asked for would be here.
            assert!(stream.buffer().is_empty(), "{path}");
            kept = Some(stream);
        }
        if tell.send((method, outcome)).is_err() {
            return;
        }
    }
}

fn gateway(upstream: SocketAddr) -> Cores {
    let entities = [
        (
            "services",
            "s",
            json!({ "host": "127.0.0.1", "port": upstream.port() }),
        ),
        (
            "routes",
            "all",
            json!({ "paths": ["/"], "strip_path": false, "service": "s" }),
        ),
    ];
    let (plan, problems) = compile(&snapshot(&entities), KINDS, &services(), None);
    assert!(problems.is_empty(), "{problems:?}");
    let settings = Settings {
        cores: NonZeroUsize::new(2).unwrap(),
        ..settings()
    };
    Cores::start(&settings, &Arc::new(plan), &Arc::default()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_repeated_arrives_once_however_often_the_upstream_is_killed() {
    const LIVES: usize = 10;
    let mut upstream = Mortal::born();
    let cores = gateway(upstream.address);
    let (tell, mut told) = unbounded_channel();
    let mut clients = JoinSet::new();
    for client in 0..8 {
        clients.spawn(ask(cores.bound()[0], client, tell.clone()));
    }
    drop(tell);
    let mut outcomes: HashMap<_, u32> = HashMap::new();
    for _ in 0..LIVES {
        // A life lasts for so many answers, and death until so many were refused.
        for (ending, count) in [(Outcome::Answered, 200), (Outcome::Failed, 20)] {
            let mut seen = 0;
            while seen < count {
                let (method, outcome) = told.recv().await.expect("a client fell over");
                *outcomes.entry((method, outcome)).or_default() += 1;
                seen += u32::from(outcome == ending);
            }
            match ending {
                Outcome::Answered => upstream.killed().await,
                _ => upstream.born_again(),
            }
        }
    }
    drop(told);
    while let Some(client) = clients.join_next().await {
        client.unwrap();
    }
    let arrived = upstream.arrived.lock().unwrap();
    let twice: Vec<_> = arrived
        .iter()
        .filter(|(path, times)| path.starts_with("/POST/") && **times > 1)
        .collect();
    assert!(twice.is_empty(), "{twice:?}");
    assert!(cores.totals().upstream_retries > 0);
    for method in ["GET", "POST", "PUT", "DELETE"] {
        assert!(
            outcomes.contains_key(&(method, Outcome::Answered)),
            "{outcomes:?}"
        );
    }
    assert_eq!(cores.totals().panics, 0);
}
