//! Asks the services behind the gateway.

use std::error::Error;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, Response, header};
use hyper::body::Incoming;
use hyper::client::conn::http1::{Builder, Connection};
use hyper_util::rt::TokioIo;
use plugin::{Answer, Exchange, Head, Origin, Transforms};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::alarm::Alarms;
use super::body::FromUpstream;
use super::connection::READ_AHEAD;
use super::dial::dial;
use super::limits::Limits;
use super::line::Line;
use super::link::Ticks;
use super::names::{LookUp, Names};
use super::outgoing::{Sending, ToUpstream};
use super::patience::Patience;
use super::pool::{Lease, Pool, Sender, Shelf};
use super::protocol::offered;
use super::retries::{Age, Draft, Failed, Reached};
use super::socket::Socket;
use super::tls::{Tickets, Tls};
use super::to::{Aim, Elsewhere, To};
use super::turn::patiently;
use super::upstream_error::UpstreamError;
use crate::counters::Counters;
use crate::forbidden::{Forbidden, is_ours};

/// One core's way to the upstreams: idle connections by address, one task per connection.
#[derive(Clone)]
pub(crate) struct Upstream {
    pub(super) pool: Rc<Pool>,
    names: Rc<Names>,
    tickets: Rc<Tickets>,
    http: Builder,
    alarms: Rc<Alarms>,
    counters: Arc<Counters>,
    forbidden: Rc<Forbidden>,
}

impl Upstream {
    pub(crate) fn new(limits: &Limits, ticks: Rc<Ticks>, counters: Arc<Counters>) -> Self {
        let keep = ticks.count(limits.upstream_keep);
        let mut http = Builder::new();
        http.max_buf_size(READ_AHEAD);
        Self {
            names: Rc::new(Names::new(Rc::clone(&ticks), look_up, |task| {
                tokio::task::spawn_local(task);
            })),
            tickets: Rc::new(Tickets::new(Rc::clone(&ticks))),
            alarms: Rc::new(Alarms::new(Rc::clone(&ticks))),
            pool: Rc::new(Pool::new(ticks, limits.upstream_idle, keep)),
            http,
            counters,
            forbidden: Rc::default(),
        }
    }

    /// The same, but it opens no connection to these places.
    pub(crate) fn never_to(mut self, forbidden: Forbidden) -> Self {
        self.forbidden = Rc::new(forbidden);
        self
    }

    /// Ends waits that last too long, closes connections that have been idle for too long, and forgets what is no
    /// longer asked for.
    pub(crate) fn sweep(&self) {
        self.alarms.ring();
        self.pool.sweep();
        self.names.sweep();
        self.tickets.sweep();
    }

    /// Sends the request's head and body to `x.forward` at `to`; if there is no answer, to the same or elsewhere
    /// again. Both are used up.
    ///
    /// # Errors
    /// [`UpstreamError`] of the last attempt, if there is no answer. A body that breaks off later shows when it is
    /// read.
    pub(crate) async fn send<'a>(
        &self,
        x: &mut Exchange,
        to: &'a To,
        elsewhere: &mut dyn Elsewhere<'a>,
    ) -> Result<Answer, UpstreamError> {
        let sent = self.ask(x, to, elsewhere).await;
        if sent.is_err() {
            self.counters.upstream_failed();
        }
        sent
    }

    /// Asks until there is an answer, as often as `to` and the request allow.
    async fn ask<'a>(
        &self,
        x: &mut Exchange,
        mut to: &'a To,
        elsewhere: &mut dyn Elsewhere<'a>,
    ) -> Result<Answer, UpstreamError> {
        let mut aim = to.aim(x.head.get(&header::HOST))?;
        let protocol = offered(&x.head).cloned();
        let mut draft = Draft::new(x);
        let mut left = to.retries;
        loop {
            draft.reaches(to.literal);
            let asked = match &protocol {
                // What is rare is boxed: its future would otherwise be carried about by every request.
                Some(protocol) => Box::pin(self.ask_to_switch(&mut draft, protocol, to, &aim)).await,
                None => self.ask_once(&mut draft, to, &aim).await,
            };
            let why = asked.as_ref().err().map(|failed| failed.error.code());
            elsewhere.tried(to, draft.reached(), why);
            let failed = match asked {
                Ok(answer) => return Ok(answer),
                Err(failed) => failed,
            };
            if !draft.may_go_again(failed.reached) {
                return Err(failed.error);
            }
            if !failed.is_free() {
                let Some(fewer) = left.checked_sub(1) else {
                    return Err(failed.error);
                };
                left = fewer;
                match elsewhere.next() {
                    Some((other, host)) => {
                        to = other;
                        aim = to.aim(Some(&host))?;
                        draft.address(host);
                    }
                    None if failed.is_lasting() => return Err(failed.error),
                    None => {}
                }
            }
            self.counters.upstream_retried();
        }
    }

    async fn ask_once(&self, draft: &mut Draft, to: &To, aim: &Aim<'_>) -> Result<Answer, Failed> {
        let shelf = self.pool.shelf(&aim.key);
        let (mut sender, connection) = match shelf.take() {
            Some(sender) => (sender, Age::Pooled),
            None => (Box::pin(self.connect(to, aim)).await?, Age::New),
        };
        let response = self.put(&mut sender, draft, to).await;
        let shelf = (!draft.is_personal()).then_some(shelf);
        let answer = response.and_then(|response| answer(response, sender, shelf, to));
        answer.map_err(|failed| Failed { connection, ..failed })
    }

    async fn connect(&self, to: &To, aim: &Aim<'_>) -> Result<Sender, Failed> {
        let (sender, connection) = self.open(to, aim).await.map_err(Failed::unconnected)?;
        tokio::task::spawn_local(async move {
            // Whoever waits for an answer on it is told by its sender.
            let _ = connection.await;
        });
        Ok(sender)
    }

    /// A new connection that is ready for a request, and what drives it.
    pub(super) async fn open(
        &self,
        to: &To,
        aim: &Aim<'_>,
    ) -> Result<(Sender, Connection<TokioIo<Line>, ToUpstream>), UpstreamError> {
        let opened = timeout(to.connect_timeout, self.line(to, aim)).await;
        let line = opened.unwrap_or(Err(UpstreamError::ConnectTimeout))?;
        let (pulse, peer) = (line.pulse(), line.peer());
        let shaken = self.http.handshake(TokioIo::new(line)).await;
        let (http, connection) = shaken.map_err(|error| UpstreamError::Broken(error.to_string()))?;
        Ok((Sender { http, pulse, peer }, connection))
    }

    async fn line(&self, to: &To, aim: &Aim<'_>) -> Result<Line, UpstreamError> {
        let stream = match to.literal {
            Some(ip) => reach(&self.allowed(vec![SocketAddr::new(ip, to.port)])?).await?,
            None => {
                let addresses = self.names.addresses(&to.host).await;
                let addresses = addresses.map_err(UpstreamError::NotResolved)?;
                let with_port = |ip| SocketAddr::new(ip, to.port);
                let addresses: Vec<SocketAddr> = addresses.into_iter().map(with_port).collect();
                reach(&self.allowed(addresses)?).await?
            }
        };
        let peer = stream.peer_addr().ok().map(|peer| peer.ip());
        match (&to.tls, &aim.name) {
            (Some(tls), Some(name)) => {
                let socket = self.shake_hands(tls, name.clone(), stream).await?;
                Ok(Line::over(socket, peer))
            }
            _ => Ok(Line::over(Socket::plain(stream), peer)),
        }
    }

    /// Those of these addresses that requests may be sent to. What is judged here is what is called.
    fn allowed(&self, addresses: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, UpstreamError> {
        let mut forbidden = None;
        let mut allowed = addresses;
        allowed.retain(|address| match self.forbidden.judge(*address, is_ours) {
            Ok(()) => true,
            Err(why) => {
                forbidden = Some((*address, why));
                false
            }
        });
        match forbidden {
            Some((address, why)) if allowed.is_empty() => Err(UpstreamError::Forbidden(address, why)),
            _ => Ok(allowed),
        }
    }

    async fn shake_hands(
        &self,
        tls: &Tls,
        name: rustls::pki_types::ServerName<'static>,
        stream: TcpStream,
    ) -> Result<Socket, UpstreamError> {
        let shaken = self.tickets.connector(tls).connect(name, stream).await;
        let stream = shaken.map_err(|error| match is_of_tls(&error) {
            true => UpstreamError::Tls(error.to_string()),
            false => UpstreamError::Connect(format!("the TLS handshake broke off: {error}")),
        })?;
        Ok(Socket::tls(stream))
    }

    /// Sends a request, and waits for the head of its answer.
    pub(super) async fn put(
        &self,
        sender: &mut Sender,
        draft: &mut Draft,
        to: &To,
    ) -> Result<Response<Incoming>, Failed> {
        if sender.peer.is_some() {
            draft.reaches(sender.peer);
        }
        let before = sender.pulse.mark();
        let answered = pin!(sender.http.try_send_request(draft.once()));
        let answered = patiently(answered, draft.sending(), &sender.pulse, &self.alarms, to).await;
        let failed = |error, reached| Failed {
            error,
            reached,
            connection: Age::New,
        };
        let mut error = match answered {
            Ok(Ok(response)) => return Ok(response),
            Ok(Err(error)) => error,
            Err(late) => return Err(failed(late, Reached::Upstream)),
        };
        let unsent = error.take_message();
        let is_unsent = unsent.is_some();
        if let Some(unsent) = unsent {
            draft.restore(unsent);
        }
        let error = error.into_error();
        let after = sender.pulse.mark();
        let error = match reason(&error, draft.sending()) {
            error @ UpstreamError::Broken(_) => error,
            // The client's body or the certificate: it would end the same way.
            error => return Err(failed(error, Reached::End)),
        };
        let reached = match after {
            _ if is_unsent => Reached::Nobody,
            // Even half an answer is one.
            after if after.read != before.read => Reached::End,
            after if after.written == before.written => Reached::Nobody,
            _ => Reached::Upstream,
        };
        Err(failed(error, reached))
    }
}

/// Drives a connection, and hands it over when it ends with a 101. Without one nobody waits for it, and it closes.
pub(super) fn drive(
    mut connection: Connection<TokioIo<Line>, ToUpstream>,
) -> oneshot::Receiver<(Line, Bytes)> {
    let (hand_over, handed) = oneshot::channel();
    tokio::task::spawn_local(async move {
        if (&mut connection).await.is_ok() {
            let parts = connection.into_parts();
            let _ = hand_over.send((parts.io.into_inner(), parts.read_buf));
        }
    });
    handed
}

async fn reach(addresses: &[SocketAddr]) -> Result<TcpStream, UpstreamError> {
    let reached = dial(addresses).await;
    let reached = reached.ok_or_else(|| UpstreamError::NotResolved("the name has no address".to_owned()))?;
    reached.map_err(|error| UpstreamError::Connect(error.to_string()))
}

/// The system's resolver works on a thread of its own.
fn look_up(host: Box<str>) -> LookUp {
    Box::pin(async move {
        let found = tokio::net::lookup_host((&*host, 0)).await?;
        Ok(found.map(|address| address.ip()).collect::<Vec<IpAddr>>())
    })
}

pub(super) fn answer(
    response: Response<Incoming>,
    sender: Sender,
    shelf: Option<Rc<Shelf>>,
    to: &To,
) -> Result<Answer, Failed> {
    let (parts, incoming) = response.into_parts();
    if parts.status.is_informational() {
        // A 101 to a request that asked for no upgrade: what follows is not HTTP.
        return Err(no_answer(format!("{} was not asked for", parts.status)));
    }
    if is_ambiguous(&parts.headers) {
        return Err(no_answer(
            "it does not say plainly where its body ends".to_owned(),
        ));
    }
    let lease = Lease { sender, shelf };
    Ok(Answer {
        status: parts.status,
        head: Head::from(parts.headers),
        body: FromUpstream::body(incoming, Patience::new(to.read_timeout), lease),
        origin: Origin::Upstream,
        transforms: Transforms::default(),
    })
}

/// It answered, and what it said is none.
pub(super) fn no_answer(why: String) -> Failed {
    Failed {
        error: UpstreamError::Broken(why),
        reached: Reached::End,
        connection: Age::New,
    }
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
    if sending.is_some_and(Sending::is_too_large) {
        return UpstreamError::RequestTooLarge;
    }
    if sending.is_some_and(Sending::is_broken) {
        return UpstreamError::RequestBody;
    }
    match io_of(error) {
        // With TLS 1.3 an upstream refuses our certificate after the handshake (RFC 8446 4.4.2.4).
        Some(error) if is_of_tls(error) => UpstreamError::Tls(error.to_string()),
        Some(io) => UpstreamError::Broken(format!("{error}: {io}")),
        None => UpstreamError::Broken(error.to_string()),
    }
}

fn io_of(error: &hyper::Error) -> Option<&io::Error> {
    let mut source = error.source();
    while let Some(error) = source {
        if let Some(io) = error.downcast_ref() {
            return Some(io);
        }
        source = error.source();
    }
    None
}

/// Whether TLS itself failed, and not the connection below it.
fn is_of_tls(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>())
}
