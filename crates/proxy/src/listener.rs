//! Where clients connect to: an address, a socket for each core, and the loop that takes connections from it.

mod in_the_clear;

use std::fmt;
use std::io;
use std::net::{SocketAddr, TcpListener as Socket};
use std::num::NonZeroUsize;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use plugin::{Answer, Exchange, Handshake, Scheme};
use rustls::server::Acceptor;
use rustls::{ProtocolVersion, ServerConfig};
use socket2::{Domain, Protocol, Type};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::server::TlsStream;

use self::in_the_clear::{refuse, speaks_http};
use crate::wire::{self, Connection, Context, Open};

/// An address to listen on.
#[derive(Clone)]
pub struct Listen {
    /// The address. Port 0 lets the system choose one.
    pub address: SocketAddr,
    /// The certificates, if it is for https.
    pub tls: Option<Arc<ServerConfig>>,
}

impl fmt::Debug for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        write!(f, "{scheme}://{}", self.address)
    }
}

/// How many connections may wait to be accepted, on each core and address.
const BACKLOG: i32 = 4096;

/// Opens a socket on `address` for each core. The system deals connections out among them.
///
/// # Errors
/// If that is not possible; the message names the address.
pub(crate) fn bind(address: SocketAddr, cores: NonZeroUsize) -> io::Result<Vec<Socket>> {
    let named =
        |error: io::Error| io::Error::new(error.kind(), format!("cannot listen on {address}: {error}"));
    // Sockets that share a port do so with anybody's of the same user. One that does not share shows
    // whether somebody else is there already.
    drop(socket(address, Sharing::Alone).map_err(named)?);
    let first = socket(address, Sharing::AmongCores).map_err(named)?;
    let chosen = first.local_addr()?;
    let others = (1..cores.get()).map(|_| socket(chosen, Sharing::AmongCores).map_err(named));
    std::iter::once(Ok(first)).chain(others).collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sharing {
    Alone,
    AmongCores,
}

fn socket(address: SocketAddr, sharing: Sharing) -> io::Result<Socket> {
    let socket = socket2::Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    // Connections of an earlier run that still linger are no reason not to start.
    socket.set_reuse_address(true)?;
    if address.is_ipv6() {
        // So that `0.0.0.0` and `[::]` can stand side by side.
        socket.set_only_v6(true)?;
    }
    if sharing == Sharing::AmongCores {
        socket.set_reuse_port(true)?;
    }
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    if sharing == Sharing::AmongCores {
        socket.listen(BACKLOG)?;
    }
    Ok(socket.into())
}

/// A door of one core.
pub(crate) struct Door {
    /// The socket.
    pub(crate) listener: TcpListener,
    /// Its address.
    pub(crate) address: SocketAddr,
    /// Its certificates.
    pub(crate) tls: Option<Secured>,
}

/// How TLS is spoken at a door.
#[derive(Clone)]
pub(crate) struct Secured {
    /// With clients that ask for no name, or for one that nobody knows.
    pub(crate) otherwise: Arc<ServerConfig>,
    /// With clients that ask for a name.
    pub(crate) named: Rc<ByName>,
}

/// How TLS is spoken with clients that ask for a name; `None` if nobody knows it.
pub(crate) type ByName = dyn Fn(&str) -> Option<Arc<ServerConfig>>;

impl Door {
    /// Takes connections until the core drains, each into a task of its own.
    pub(crate) async fn attend<S>(self, context: Rc<Context>, serve: Rc<S>)
    where
        S: AsyncFn(Box<Exchange>) -> Answer + 'static,
    {
        let links = Rc::clone(context.links());
        tokio::select! {
            biased;
            () = links.draining() => {}
            () = self.accept(context, serve) => {}
        }
    }

    async fn accept<S>(&self, context: Rc<Context>, serve: Rc<S>)
    where
        S: AsyncFn(Box<Exchange>) -> Answer + 'static,
    {
        let mut trouble = Trouble::None;
        loop {
            match self.listener.accept().await {
                Ok((stream, client)) => {
                    trouble = Trouble::None;
                    let visit = Visit {
                        stream,
                        client,
                        listener: self.address,
                        tls: self.tls.clone(),
                        open: context.links().open(),
                    };
                    tokio::task::spawn_local(visit.receive(Rc::clone(&context), Rc::clone(&serve)));
                }
                Err(error) => trouble.meet(self.address, &error).await,
            }
        }
    }
}

/// Whether accepting fails just now: told once, not a thousand times a second.
#[derive(PartialEq, Eq)]
enum Trouble {
    None,
    Told,
}

impl Trouble {
    async fn meet(&mut self, address: SocketAddr, error: &io::Error) {
        if error.kind() == io::ErrorKind::ConnectionAborted {
            // That client has gone again; the next may be waiting.
            return;
        }
        if *self == Self::None {
            *self = Self::Told;
            tracing::error!(
                error.code = "listener.accept",
                "cannot accept connections on {address}, and goes on trying: {error}; \
                 too many open files? raise the limit with ulimit -n"
            );
        }
        tokio::time::sleep(REST).await;
    }
}

/// How long to rest when a connection could not be accepted. Files are freed by others' work.
const REST: Duration = Duration::from_millis(50);

/// A connection that was just accepted.
struct Visit {
    stream: TcpStream,
    client: SocketAddr,
    listener: SocketAddr,
    tls: Option<Secured>,
    open: Open,
}

impl Visit {
    async fn receive<S>(self, context: Rc<Context>, serve: Rc<S>)
    where
        S: AsyncFn(Box<Exchange>) -> Answer + 'static,
    {
        let _counted = Counted::new(&context);
        // Without it small answers wait for an acknowledgement. A socket that refuses is closed already.
        let _ = self.stream.set_nodelay(true);
        let (socket, scheme, handshake) = match self.tls {
            None => (wire::Socket::plain(self.stream), Scheme::Http, None),
            Some(tls) => {
                let shaken = self.open.shaking_hands(shake_hands(&tls, self.stream)).await;
                let Some(Some(stream)) = shaken else {
                    context.counters().tls_failed();
                    return;
                };
                let handshake = said(stream.get_ref().1);
                (wire::Socket::tls(stream), Scheme::Https, Some(handshake))
            }
        };
        let connection = Connection {
            socket,
            open: self.open,
            client: plugin::Connection::new(self.client, self.listener, handshake),
            scheme,
        };
        wire::run(connection, Rc::clone(&context), serve).await;
    }
}

/// A client that speaks plain HTTP here is told so, in its own language.
async fn shake_hands(tls: &Secured, stream: TcpStream) -> Option<TlsStream<TcpStream>> {
    match speaks_http(&stream).await {
        true => {
            // In a box: no other connection pays for its room.
            Box::pin(refuse(stream)).await;
            None
        }
        false => {
            let begun = LazyConfigAcceptor::new(Acceptor::default(), stream).await.ok()?;
            let named = begun
                .client_hello()
                .server_name()
                .and_then(|name| (tls.named)(name));
            let config = named.unwrap_or_else(|| Arc::clone(&tls.otherwise));
            begun.into_stream(config).await.ok()
        }
    }
}

/// What the client said in its handshake.
fn said(connection: &rustls::ServerConnection) -> Handshake {
    let name = connection.server_name();
    let suite = connection.negotiated_cipher_suite();
    Handshake {
        version: connection.protocol_version().map(version),
        cipher: suite.and_then(|suite| suite.suite().as_str().map(registered)),
        server_name: name.map(|name| name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase()),
    }
}

fn version(agreed: ProtocolVersion) -> &'static str {
    match agreed {
        ProtocolVersion::TLSv1_3 => "TLSv1.3",
        // The listeners agree to nothing older.
        _ => "TLSv1.2",
    }
}

/// The library has a name of its own for what the registry calls `TLS_AES_…` (RFC 8446 B.4).
fn registered(suite: &str) -> String {
    match suite.strip_prefix("TLS13_") {
        Some(rest) => format!("TLS_{rest}"),
        None => suite.to_owned(),
    }
}

/// Counts a connection as open for as long as it lives, whatever ends it.
struct Counted(Rc<Context>);

impl Counted {
    fn new(context: &Rc<Context>) -> Self {
        context.counters().accepted();
        Self(Rc::clone(context))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.counters().closed();
    }
}

#[cfg(test)]
mod tests;
