//! Asks the services behind the gateway.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderValue, Request, Response, Uri, header};
use hyper::body::Incoming;
use hyper::client::conn::http1::Builder;
use hyper_util::rt::TokioIo;
use plugin::{Answer, Exchange, Head, Origin};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::body::{FromUpstream, Sending, ToUpstream};
use super::connection::READ_AHEAD;
use super::framing::settle;
use super::limits::Limits;
use super::link::Ticks;
use super::patience::Patience;
use super::pool::{Lease, Pool, Sender, Shelf};
use super::upstream_error::UpstreamError;
use crate::counters::Counters;

/// One core's way to the upstreams: idle connections by address, one task per connection.
#[derive(Clone)]
pub(crate) struct Upstream {
    pool: Rc<Pool>,
    http: Builder,
    counters: Arc<Counters>,
}

/// Whom to ask, and how long to wait.
pub(crate) struct To {
    host: Box<str>,
    port: u16,
    /// The address, if the host is one.
    literal: Option<IpAddr>,
    /// What the pool calls it.
    key: Box<str>,
    connect_timeout: Duration,
    read_timeout: Duration,
}

impl To {
    /// `host` is a name or an IP address, with or without brackets. `connect_timeout` covers the look-up of the
    /// name and all its addresses, `read_timeout` each wait for the answer's head or the next piece of its body.
    pub(crate) fn new(host: &str, port: u16, connect_timeout: Duration, read_timeout: Duration) -> Self {
        let bare = host
            .strip_prefix('[')
            .and_then(|host| host.strip_suffix(']'))
            .unwrap_or(host);
        Self {
            host: bare.into(),
            port,
            literal: bare.parse().ok(),
            key: format!("{bare} {port}").into(),
            connect_timeout,
            read_timeout,
        }
    }
}

impl fmt::Debug for To {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} port {}", self.host, self.port)
    }
}

impl Upstream {
    pub(crate) fn new(limits: &Limits, ticks: Rc<Ticks>, counters: Arc<Counters>) -> Self {
        let keep = ticks.count(limits.upstream_keep);
        let mut http = Builder::new();
        http.max_buf_size(READ_AHEAD);
        Self {
            pool: Rc::new(Pool::new(ticks, limits.upstream_idle, keep)),
            http,
            counters,
        }
    }

    /// Closes connections that have been idle for too long.
    pub(crate) fn sweep(&self) {
        self.pool.sweep();
    }

    /// Sends the request's head and body to `x.forward` at `to`. Both are used up.
    ///
    /// # Errors
    /// [`UpstreamError`] if there is no answer. A body that breaks off later shows when it is read.
    pub(crate) async fn send(&self, x: &mut Exchange, to: &To) -> Result<Answer, UpstreamError> {
        let (body, sending) = ToUpstream::new(std::mem::take(&mut x.body));
        let sent = self.ask(request(x, body), sending.as_deref(), to).await;
        if sent.is_err() {
            self.counters.upstream_failed();
        }
        sent
    }

    /// A pooled connection may have been closed by its other end a moment ago. It then gives the request back,
    /// and another is tried. A request of which anything was written is never sent twice.
    async fn ask(
        &self,
        mut request: Request<ToUpstream>,
        sending: Option<&Sending>,
        to: &To,
    ) -> Result<Answer, UpstreamError> {
        let shelf = self.pool.shelf(&to.key);
        while let Some(mut sender) = shelf.take() {
            let answered = patiently(sender.try_send_request(request), sending, to.read_timeout).await?;
            match answered {
                Ok(response) => return answer(response, sender, shelf, to),
                Err(mut error) => match error.take_message() {
                    Some(unsent) => request = unsent,
                    None => return Err(reason(&error.into_error(), sending)),
                },
            }
        }
        let mut sender = self.connect(to).await?;
        match patiently(sender.try_send_request(request), sending, to.read_timeout).await? {
            Ok(response) => answer(response, sender, shelf, to),
            Err(error) => Err(reason(&error.into_error(), sending)),
        }
    }

    async fn connect(&self, to: &To) -> Result<Sender, UpstreamError> {
        let opened = timeout(to.connect_timeout, open(to)).await;
        let stream = opened.unwrap_or(Err(UpstreamError::ConnectTimeout))?;
        let shaken = self.http.handshake(TokioIo::new(stream)).await;
        let (sender, connection) = shaken.map_err(|error| UpstreamError::Broken(error.to_string()))?;
        tokio::task::spawn_local(async move {
            // Whoever waits for an answer on it is told by its sender.
            let _ = connection.await;
        });
        Ok(sender)
    }
}

/// Opens a connection to the first of the addresses that takes one.
async fn open(to: &To) -> Result<TcpStream, UpstreamError> {
    if let Some(ip) = to.literal {
        return connected(SocketAddr::new(ip, to.port)).await.map_err(refused);
    }
    let found = tokio::net::lookup_host((&*to.host, to.port)).await;
    let found = found.map_err(|error| UpstreamError::NotResolved(error.to_string()))?;
    let mut last = UpstreamError::NotResolved(format!("{} has no address", to.host));
    for address in found {
        match connected(address).await {
            Ok(stream) => return Ok(stream),
            Err(error) => last = refused(error),
        }
    }
    Err(last)
}

async fn connected(address: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

#[allow(clippy::needless_pass_by_value, reason = "it stands where an error is mapped")]
fn refused(error: io::Error) -> UpstreamError {
    UpstreamError::Connect(error.to_string())
}

/// The request as the codec wants it.
fn request(x: &mut Exchange, body: ToUpstream) -> Request<ToUpstream> {
    let mut headers = HeaderMap::from(std::mem::take(&mut x.head));
    let size = http_body::Body::size_hint(&body).exact();
    settle(&mut headers, size);
    if size.is_none() {
        // Said aloud, because the codec takes a GET of unknown length to have no body.
        headers.insert(header::TRANSFER_ENCODING, HeaderValue::from_static("chunked"));
    }
    let mut request = Request::new(body);
    *request.method_mut() = x.forward.method.clone();
    *request.uri_mut() = Uri::from(PathAndQuery::from(x.forward.target.clone()));
    *request.headers_mut() = headers;
    request
}

/// Waits for an answer. The limit counts while it is the upstream's turn; a client that is slow to send
/// its body has a limit of its own.
async fn patiently<T>(
    answer: impl Future<Output = T>,
    sending: Option<&Sending>,
    limit: Duration,
) -> Result<T, UpstreamError> {
    let mut answer = pin!(answer);
    loop {
        if let Ok(answer) = timeout(limit, answer.as_mut()).await {
            return Ok(answer);
        }
        if !sending.is_some_and(Sending::excuses) {
            return Err(UpstreamError::ReadTimeout);
        }
    }
}

fn answer(
    response: Response<Incoming>,
    sender: Sender,
    shelf: Rc<Shelf>,
    to: &To,
) -> Result<Answer, UpstreamError> {
    let (parts, incoming) = response.into_parts();
    if parts.status.is_informational() {
        // A 101 to a request that asked for no upgrade: what follows is not HTTP.
        return Err(UpstreamError::Broken(format!(
            "{} was not asked for",
            parts.status
        )));
    }
    if is_ambiguous(&parts.headers) {
        return Err(UpstreamError::Broken(
            "it does not say plainly where its body ends".to_owned(),
        ));
    }
    let lease = Lease { sender, shelf };
    Ok(Answer {
        status: parts.status,
        head: Head::from(parts.headers),
        body: FromUpstream::body(incoming, Patience::new(to.read_timeout), lease),
        origin: Origin::Upstream,
    })
}

/// Whether the body is framed by anything but one length or one `chunked`. Others may read it differently, and
/// of a coding that the codec does not undo the client would not be told (SM-23, RFC 9112 6.3).
fn is_ambiguous(headers: &HeaderMap) -> bool {
    let mut codings = headers.get_all(header::TRANSFER_ENCODING).iter();
    let Some(coding) = codings.next() else {
        return false;
    };
    !coding.as_bytes().eq_ignore_ascii_case(b"chunked")
        || codings.next().is_some()
        || headers.contains_key(header::CONTENT_LENGTH)
}

fn reason(error: &hyper::Error, sending: Option<&Sending>) -> UpstreamError {
    if sending.is_some_and(Sending::is_broken) {
        return UpstreamError::RequestBody;
    }
    UpstreamError::Broken(error.to_string())
}
