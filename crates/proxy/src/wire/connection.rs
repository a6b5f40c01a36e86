//! The loop of one client's connection.

use std::cell::{Cell, RefCell};
use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Poll, ready};
use std::time::Duration;

use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Uri, header};
use http_body::Body as _;
use hyper::body::Incoming;
use hyper::server::conn::http1::Builder;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use plugin::{Answer, Body, Directory, Exchange, Forward, Head, Received, Scheme, Target, Version};
use ports::Clock;
use tokio::io::AsyncReadExt as _;

use super::body::{FromClient, ToClient};
use super::framing::settle;
use super::heads::{Heads, Next, Seen};
use super::limits::Limits;
use super::link::{Link, Links, Open};
use super::patience::Patience;
use super::protocol::{Switched, settle_switch, wanted_protocol};
use super::socket::Socket;
use super::stream::Stream;
use super::tunnel;
use crate::counters::Counters;
use crate::numbers::Numbers;

/// A client's connection, ready for HTTP.
pub(crate) struct Connection {
    /// Where its bytes come from.
    pub(crate) socket: Socket,
    /// Its place among the connections of this core.
    pub(crate) open: Open,
    /// What plugins know of it.
    pub(crate) client: plugin::Connection,
    /// How it came.
    pub(crate) scheme: Scheme,
}

/// What all connections of a core share.
pub(crate) struct Context {
    clock: Arc<dyn Clock>,
    numbers: Numbers,
    counters: Arc<Counters>,
    links: Rc<Links>,
    body: Duration,
    http: Builder,
}

impl Context {
    pub(crate) fn new(
        limits: &Limits,
        clock: Arc<dyn Clock>,
        numbers: Numbers,
        counters: Arc<Counters>,
        links: Rc<Links>,
    ) -> Self {
        Self {
            clock,
            numbers,
            counters,
            links,
            body: limits.body,
            http: codec(limits),
        }
    }

    /// The connections of this core.
    pub(crate) fn links(&self) -> &Rc<Links> {
        &self.links
    }

    /// The counts of this core.
    pub(crate) fn counters(&self) -> &Counters {
        &self.counters
    }
}

fn codec(limits: &Limits) -> Builder {
    let mut http = Builder::new();
    http.half_close(false)
        // Times are kept by `Link`, which costs no timer per request.
        .header_read_timeout(None)
        .max_header_size(limits.head_bytes.max(1))
        .max_buf_size(limits.head_bytes.max(READ_AHEAD));
    if limits.headers != CODEC_HEADERS {
        http.max_headers(limits.headers.max(1));
    }
    http
}

/// The most of a body that is read ahead or written behind, in bytes.
pub(super) const READ_AHEAD: usize = 128 * 1024;

/// The codec's own limit. Asking for it in so many words makes it slower.
const CODEC_HEADERS: usize = 100;

/// Serves the requests of a connection, one after the other, until it ends.
pub(crate) async fn run<S>(connection: Connection, context: Rc<Context>, serve: Rc<S>)
where
    S: AsyncFn(Box<Exchange>) -> Answer + 'static,
{
    let Connection {
        socket,
        open,
        client,
        scheme,
    } = connection;
    let client = Rc::new(client);
    let link = open.link();
    let heads = Rc::new(Heads::default());
    let stream = TokioIo::new(Stream::new(socket, Rc::clone(&link), Rc::clone(&heads)));
    let way = Rc::new(Way {
        client: Rc::clone(&client),
        scheme,
        link: Rc::clone(&link),
        heads,
        context: Rc::clone(&context),
        asked_to_switch: Cell::new(false),
        behind: RefCell::new(None),
        serve,
    });
    let service = {
        let way = Rc::clone(&way);
        service_fn(move |request| {
            let way = Rc::clone(&way);
            let seen = way.heads.read(behind(&request));
            async move {
                Ok::<_, Infallible>(match seen {
                    Seen::Whole => way.answer(request).await,
                    Seen::Not => way.refuse(),
                })
            }
        })
    };
    let mut http = context.http.serve_connection(stream, service);
    let mut told = false;
    let mut done = false;
    let ended = poll_fn(|cx| {
        if link.poll_over(cx).is_ready() {
            return Poll::Ready(None);
        }
        if link.is_draining() && !told {
            told = true;
            Pin::new(&mut http).graceful_shutdown();
        }
        let polled = ready!(Pin::new(&mut http).poll(cx));
        if done || polled.is_err() || !way.asked_to_switch.get() {
            return Poll::Ready(Some(polled));
        }
        // Where a request named a protocol, the codec does not wait for the last flush. Asked again, it does.
        done = true;
        Pin::new(&mut http).poll(cx).map(Some)
    });
    let Some(ended) = ended.await else {
        return;
    };
    let unreadable = ended.as_ref().is_err_and(hyper::Error::is_parse);
    if let (true, Err(why)) = (unreadable, &ended) {
        context.counters.wire_failed();
        tracing::debug!(
            client.address = %client.peer(), error.code = "request.malformed",
            "what came on a connection is no request, and it was closed: {why}"
        );
    }
    let parts = http.into_parts();
    let mut stream = parts.io.into_inner();
    let held = stream.free();
    if let Some(upstream) = way.behind.take() {
        link.work();
        let early = [parts.read_buf, held].concat().into();
        let mut flowing = pin!(tunnel::flow(&mut stream, early, upstream));
        let ended = poll_fn(|cx| match link.poll_over(cx) {
            Poll::Ready(()) => Poll::Ready(None),
            Poll::Pending => flowing.as_mut().poll(cx).map(Some),
        });
        if ended.await.is_none() {
            return;
        }
    }
    // The client may be gone, and then there is nobody left to tell.
    let _ = tokio::time::timeout(LINGER, stream.close()).await;
    if unreadable || link.has_unread() {
        linger(stream).await;
    }
}

/// Closing a socket with unread bytes in it makes the client's system forget our answer, so they are read first.
async fn linger(mut stream: Stream) {
    let mut rest = vec![0; 8 * 1024];
    let reading = async {
        for _ in 0..LINGER_READS {
            if stream.read(&mut rest).await.map_or(true, |read| read == 0) {
                return;
            }
        }
    };
    let _ = tokio::time::timeout(LINGER, reading).await;
}

const LINGER: Duration = Duration::from_secs(1);
const LINGER_READS: usize = 64;

/// What the requests of one connection have in common.
struct Way<S> {
    client: Rc<plugin::Connection>,
    scheme: Scheme,
    link: Rc<Link>,
    heads: Rc<Heads>,
    context: Rc<Context>,
    /// Whether a request named a protocol to go on in, be it wanted or not.
    asked_to_switch: Cell<bool>,
    /// The upstream's end of what follows a 101.
    behind: RefCell<Option<Body>>,
    serve: Rc<S>,
}

impl<S> Way<S>
where
    S: AsyncFn(Box<Exchange>) -> Answer + 'static,
{
    async fn answer(&self, request: Request<Incoming>) -> Response<ToClient> {
        self.link.work();
        self.context.counters.asked();
        let only_head = *request.method() == Method::HEAD;
        if names_protocol(&request) {
            self.asked_to_switch.set(true);
        }
        let waits = behind(&request) == Next::Unknown;
        let expects = request.headers().contains_key(header::EXPECT);
        let x = self.exchange(request);
        let wanted = wanted_protocol(&x).cloned();
        let mut answer = (self.serve)(x).await;
        if settle_switch(&mut answer, wanted) == Switched::Yes {
            self.behind.replace(Some(std::mem::take(&mut answer.body)));
            self.context.counters.switched();
        } else if waits {
            self.heads.turn(Next::Head);
        }
        if expects && self.link.has_unread() {
            // Whether the client still sends what it was not asked for is anybody's guess.
            answer
                .head
                .set(header::CONNECTION, HeaderValue::from_static("close"));
        }
        self.context.counters.answered(answer.status);
        response(answer, only_head, Rc::clone(&self.link))
    }

    /// The codec found a head in what we took for something else, and who knows which of us is right.
    fn refuse(&self) -> Response<ToClient> {
        self.context.counters.wire_failed();
        let mut answer = Answer::new(StatusCode::BAD_REQUEST);
        answer
            .head
            .set(header::CONNECTION, HeaderValue::from_static("close"));
        response(answer, false, Rc::clone(&self.link))
    }

    /// In a box, because it goes through many hands, and each would copy it.
    fn exchange(&self, request: Request<Incoming>) -> Box<Exchange> {
        let (parts, incoming) = request.into_parts();
        let (target, named) = split(parts.uri);
        let authority = named
            .or_else(|| parts.headers.get(header::HOST).cloned())
            .unwrap_or_else(|| HeaderValue::from_static(""));
        let patience = Patience::new(self.context.body);
        Box::new(Exchange {
            id: self.context.numbers.next(),
            forward: Forward::new(parts.method.clone(), target.clone()),
            received: Received {
                at: self.context.clock.now(),
                method: parts.method,
                scheme: self.scheme,
                authority,
                target,
                version: match parts.version {
                    http::Version::HTTP_10 => Version::Http10,
                    _ => Version::Http11,
                },
                client: self.client.peer(),
                port: self.client.listener().port(),
                connection: Rc::clone(&self.client),
                forwarded: None,
            },
            head: Head::from(parts.headers),
            body: FromClient::body(incoming, patience, Rc::clone(&self.link)),
            downstream: Head::new(),
            matched: None,
            consumer: None,
            credential: None,
            authenticated_groups: None,
            consumer_groups: None,
            directory: Directory::default(),
        })
    }
}

/// Whether the codec may take the answer for the end of HTTP on this connection.
fn names_protocol(request: &Request<Incoming>) -> bool {
    request.headers().contains_key(header::UPGRADE) || *request.method() == Method::CONNECT
}

/// What follows the head of `request`.
fn behind(request: &Request<Incoming>) -> Next {
    match request.body().size_hint().exact() {
        _ if request.body().is_end_stream() => match names_protocol(request) {
            true => Next::Unknown,
            false => Next::Head,
        },
        Some(length) => Next::Body(length),
        None => Next::Chunks,
    }
}

/// The path and query of a request line, and its authority if it names one (RFC 9112 3.2.2).
/// `*` stays what it is, which is not served; and a target that is no path of HTTP is as good: a mere authority, as
/// CONNECT has it, or another scheme.
fn split(uri: Uri) -> (Target, Option<HeaderValue>) {
    let parts = uri.into_parts();
    let is_http =
        |scheme: &http::uri::Scheme| [http::uri::Scheme::HTTP, http::uri::Scheme::HTTPS].contains(scheme);
    let is_path = match (&parts.scheme, &parts.authority) {
        (Some(scheme), _) => is_http(scheme),
        (None, authority) => authority.is_none(),
    };
    let path = parts.path_and_query.filter(|_| is_path);
    let target = path.unwrap_or_else(|| PathAndQuery::from_static(if is_path { "/" } else { "*" }));
    let authority = parts.authority.map(|authority| {
        HeaderValue::from_str(authority.as_str()).unwrap_or_else(|_| HeaderValue::from_static(""))
    });
    (Target::from(with_slash(target)), authority)
}

/// `http://host?query` asks for `/?query`.
fn with_slash(target: PathAndQuery) -> PathAndQuery {
    if target.as_str().starts_with('?') {
        // Its `Display` writes the slash that its text lacks.
        return target.to_string().parse().unwrap_or(target);
    }
    target
}

fn response(answer: Answer, only_head: bool, link: Rc<Link>) -> Response<ToClient> {
    let Answer {
        status, head, body, ..
    } = answer;
    let mut headers = HeaderMap::from(head);
    // The answer to HEAD tells the length of a body that it does not have.
    if !only_head {
        settle(&mut headers, body.size());
    }
    let mut response = Response::new(ToClient::new(body, link));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}
