//! A request written out, and its answer taken apart.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use admin::{Admin, Listeners, Node, Status};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A node that counts how often it was asked.
#[derive(Default)]
pub(crate) struct Asked(AtomicU64);

impl Node for Asked {
    fn status(&self) -> Status {
        Status {
            connections_accepted: 7,
            connections_active: 3,
            requests: self.0.fetch_add(1, Ordering::SeqCst) + 40,
            upstream_retries: 1,
            upstream_failures: 2,
            wire_failures: 4,
            panics: 5,
            tasks: 6,
            configuration_hash: "0".repeat(32),
        }
    }
}

/// An Admin API on a port of its own.
pub(crate) async fn start() -> Admin {
    let listeners = Listeners::bind(&[SocketAddr::from(([127, 0, 0, 1], 0))])
        .await
        .unwrap();
    let node: Arc<dyn Node> = Arc::new(Asked::default());
    listeners.serve(&node)
}

/// An answer as it came.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

/// Sends `request line` and headers, each without its line end, and reads until the server closes.
pub(crate) async fn say(admin: &Admin, lines: &[&str]) -> Reply {
    let mut stream = TcpStream::connect(admin.bound()[0]).await.unwrap();
    let request = format!("{}\r\nconnection: close\r\n\r\n", lines.join("\r\n"));
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    Reply {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        head: head.to_owned(),
        body: body.to_owned(),
    }
}
