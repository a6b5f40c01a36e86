//! Clients of every kind, well-behaved ones among them. Each visit says whether what happened was to be expected.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use socket2::SockRef;

use super::upstream::{LARGE, PIECES, SMALL};
use crate::bench::client::{Connection, Request};
use crate::bench::service::PATIENCE;
use crate::program::wait;

/// A kind of client.
pub(super) struct Kind {
    /// Its name.
    pub(super) name: &'static str,
    /// One visit, the how-manieth it is.
    pub(super) visit: fn(SocketAddr, u64) -> io::Result<()>,
}

/// All of them.
pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "quick",
        visit: quick,
    },
    Kind {
        name: "slow to read",
        visit: slow_to_read,
    },
    Kind {
        name: "slow to send",
        visit: slow_to_send,
    },
    Kind {
        name: "slow upstream",
        visit: slow_upstream,
    },
    Kind {
        name: "upstream breaks off",
        visit: upstream_breaks_off,
    },
    Kind {
        name: "vanishing",
        visit: vanishing,
    },
    Kind {
        name: "switching",
        visit: switching,
    },
    Kind {
        name: "garbage",
        visit: garbage,
    },
];

/// Closes a connection with a reset.
pub(super) fn vanish(stream: TcpStream) -> io::Result<()> {
    SockRef::from(&stream).set_linger(Some(Duration::ZERO))?;
    drop(stream);
    Ok(())
}

/// Many requests on one connection.
fn quick(address: SocketAddr, turn: u64) -> io::Result<()> {
    let mut connection = Connection::open(address)?;
    for _ in 0..50 {
        let target = if turn.is_multiple_of(7) {
            "/closing"
        } else {
            "/quick"
        };
        let answer = connection.ask(&Request {
            host: "soak",
            target,
            ..Request::default()
        })?;
        expect("status", answer.status, 200)?;
        if target == "/quick" {
            expect("length", answer.body.len(), SMALL)?;
        }
    }
    wait(Duration::from_millis(50));
    Ok(())
}

/// Reads a large answer in small pieces.
fn slow_to_read(address: SocketAddr, _: u64) -> io::Result<()> {
    let mut stream = ask(address, "GET", "/large", "")?;
    expect("status", status(&mut stream)?, 200)?;
    let mut read = 0;
    let mut piece = vec![0; 32 << 10];
    while read < LARGE {
        match stream.read(&mut piece)? {
            0 => break,
            more => read += more,
        }
        wait(Duration::from_millis(10));
    }
    expect("length", read, LARGE)
}

/// Sends head and body in small pieces.
fn slow_to_send(address: SocketAddr, _: u64) -> io::Result<()> {
    let mut stream = connect(address)?;
    let body = "y".repeat(4 * SMALL);
    let request = format!(
        "POST /echo HTTP/1.1\r\nhost: soak\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    for piece in request.as_bytes().chunks(200) {
        stream.get_mut().write_all(piece)?;
        wait(Duration::from_millis(10));
    }
    expect("status", status(&mut stream)?, 200)?;
    let mut echo = vec![0; body.len()];
    stream.read_exact(&mut echo)?;
    expect("body", echo == body.as_bytes(), true)
}

/// Waits for an answer that comes in pieces.
fn slow_upstream(address: SocketAddr, _: u64) -> io::Result<()> {
    let mut connection = Connection::open(address)?;
    let answer = connection.ask(&Request {
        host: "soak",
        target: "/slow",
        ..Request::default()
    })?;
    expect("status", answer.status, 200)?;
    expect("length", answer.body.len(), PIECES * SMALL)
}

/// The upstream gives no answer, or half of one: the first is told, the second must not look like a whole one.
fn upstream_breaks_off(address: SocketAddr, turn: u64) -> io::Result<()> {
    wait(Duration::from_millis(20));
    if turn.is_multiple_of(2) {
        let mut stream = ask(address, "GET", "/reset", "")?;
        return expect("status", status(&mut stream)?, 502);
    }
    let mut stream = ask(address, "GET", "/half", "")?;
    expect("status", status(&mut stream)?, 200)?;
    let mut rest = Vec::new();
    // An end and a reset are both right.
    let _ = stream.read_to_end(&mut rest);
    expect("less than all", rest.len() < LARGE, true)
}

/// Goes away without a word, at every stage.
fn vanishing(address: SocketAddr, turn: u64) -> io::Result<()> {
    wait(Duration::from_millis(10));
    let mut stream = match turn % 6 {
        0 => connect(address)?,
        1 => {
            let mut stream = connect(address)?;
            stream.get_mut().write_all(b"GET /quick HTTP/1.1\r\nhos")?;
            stream
        }
        2 => ask(address, "GET", "/slow", "")?,
        3 => ask(address, "GET", "/large", "")?,
        4 => ask(address, "POST", "/echo", "content-length: 100000\r\n")?,
        _ => ask(address, "GET", "/upgrade", UPGRADE)?,
    };
    match turn % 6 {
        3 | 5 => drop(status(&mut stream)),
        4 => stream.get_mut().write_all(&[b'z'; SMALL])?,
        _ => {}
    }
    wait(Duration::from_millis(20));
    vanish(stream.into_inner())
}

const UPGRADE: &str = "connection: upgrade\r\nupgrade: echo\r\n";

/// Goes on in another protocol, says something again and again, and leaves politely or not.
fn switching(address: SocketAddr, turn: u64) -> io::Result<()> {
    let mut stream = ask(address, "GET", "/upgrade", UPGRADE)?;
    expect("status", status(&mut stream)?, 101)?;
    let words = [b'w'; SMALL];
    for _ in 0..20 {
        stream.get_mut().write_all(&words)?;
        let mut echo = [0; SMALL];
        stream.read_exact(&mut echo)?;
        expect("echo", echo == words, true)?;
        wait(Duration::from_millis(5));
    }
    if turn.is_multiple_of(2) {
        return vanish(stream.into_inner());
    }
    stream.get_mut().shutdown(Shutdown::Write)?;
    expect("end", stream.read(&mut [0])?, 0)
}

/// Is no HTTP at all.
fn garbage(address: SocketAddr, turn: u64) -> io::Result<()> {
    wait(Duration::from_millis(20));
    let mut stream = connect(address)?;
    let garbage: &[u8] = match turn % 3 {
        0 => b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        1 => b"GET /quick HTTP/1.1\nhost: soak\n\n",
        _ => b"\0\0\0\0\0\0\0\0\r\n\r\n",
    };
    stream.get_mut().write_all(garbage)?;
    stream.get_mut().shutdown(Shutdown::Write)?;
    let mut answer = Vec::new();
    // A reset is as good as an end.
    let _ = stream.read_to_end(&mut answer);
    let is_refused = answer.is_empty() || answer.starts_with(b"HTTP/1.1 400 ");
    expect("refused", is_refused, true)
}

fn connect(address: SocketAddr) -> io::Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    Ok(BufReader::new(stream))
}

fn ask(address: SocketAddr, method: &str, path: &str, headers: &str) -> io::Result<BufReader<TcpStream>> {
    let mut stream = connect(address)?;
    write!(
        stream.get_mut(),
        "{method} {path} HTTP/1.1\r\nhost: soak\r\n{headers}\r\n"
    )?;
    Ok(stream)
}

/// Reads a head.
fn status(stream: &mut BufReader<TcpStream>) -> io::Result<u16> {
    let mut first = String::new();
    stream.read_line(&mut first)?;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line)? <= 2 {
            break;
        }
    }
    let status = first.split(' ').nth(1).and_then(|status| status.parse().ok());
    status.ok_or_else(|| io::Error::other(format!("no answer: {first:?}")))
}

fn expect<T: Copy + PartialEq + std::fmt::Debug>(what: &str, seen: T, expected: T) -> io::Result<()> {
    match seen == expected {
        true => Ok(()),
        false => Err(io::Error::other(format!("{what} {seen:?}, not {expected:?}"))),
    }
}
