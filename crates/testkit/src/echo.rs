//! An upstream that tells what it got.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use ::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::form_urlencoded;

mod stream;

pub use stream::Stream;

/// A server on a port of its own that answers each request with what it saw of it, as JSON.
///
/// | path | differs |
/// |---|---|
/// | `/status/{code}` | that status |
/// | `/headers?name=value&…` | these headers in the answer |
/// | `/chunked` | a body of unknown length, in two chunks |
/// | `/trailers` | the same, and `x-trailer: last` behind it |
/// | `/slow?name=value&…` | these headers, and a body that the test writes: see [`Upstream::stream`] |
#[derive(Debug)]
pub struct Upstream {
    address: SocketAddr,
    book: Arc<Book>,
    server: JoinHandle<()>,
}

impl Upstream {
    /// Starts the server on 127.0.0.1, on the runtime this is called on.
    ///
    /// # Panics
    /// If there is no port left.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .expect("a port of the loopback");
        let address = listener.local_addr().expect("it is bound");
        let book = Arc::new(Book::default());
        let router = Router::new().fallback(answer).with_state(Arc::clone(&book));
        let server = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("axum serves for ever");
        });
        Self {
            address,
            book,
            server,
        }
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL of a path that begins with a slash.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What it saw so far, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<Seen> {
        self.book
            .seen
            .lock()
            .expect("nobody panics while writing")
            .clone()
    }

    /// How many requests it saw so far.
    #[must_use]
    pub fn count(&self) -> usize {
        self.book.seen.lock().expect("nobody panics while writing").len()
    }

    /// The body of the next answer at `/slow`, to be written by the test piece by piece.
    #[must_use]
    pub fn stream(&self) -> Stream {
        let (stream, body) = Stream::open();
        let mut waiting = self.book.streams.lock().expect("nobody panics while writing");
        waiting.push_back(body);
        stream
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// A request as the upstream saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The method.
    pub method: Method,
    /// The path, still percent-encoded.
    pub path: String,
    /// The query without its question mark.
    pub query: Option<String>,
    /// The headers, names in lower case, in the order they came.
    pub headers: Vec<(String, String)>,
    /// The body; what is not UTF-8 in it is replaced.
    pub body: String,
}

impl Seen {
    /// All values of a header. The name is given in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Vec<&str> {
        let named = self.headers.iter().filter(|(n, _)| n == name);
        named.map(|(_, value)| value.as_str()).collect()
    }

    /// As the answer shows it: each header is a list of values.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut headers = Map::new();
        for (name, value) in &self.headers {
            let values = headers.entry(name.as_str()).or_insert_with(|| json!([]));
            values.as_array_mut().expect("made as a list").push(json!(value));
        }
        json!({
            "method": self.method.as_str(),
            "path": self.path,
            "query": self.query,
            "headers": headers,
            "body": self.body,
        })
    }
}

/// What the server and the test share.
#[derive(Debug, Default)]
struct Book {
    seen: Mutex<Vec<Seen>>,
    streams: Mutex<VecDeque<Body>>,
}

/// A test that sends more than this wants something else than an echo.
const LARGEST_BODY: usize = 64 << 20;

async fn answer(State(book): State<Arc<Book>>, request: Request<Body>) -> Result<Response<Body>, Infallible> {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        return Ok(plain(StatusCode::BAD_REQUEST, "the request's body broke off"));
    };
    let seen = Seen {
        method: head.method,
        path: head.uri.path().to_owned(),
        query: head.uri.query().map(str::to_owned),
        headers: text_of(&head.headers),
        body: String::from_utf8_lossy(&body).into_owned(),
    };
    book.seen
        .lock()
        .expect("nobody panics while writing")
        .push(seen.clone());
    Ok(echo_of(&seen, &book))
}

fn echo_of(seen: &Seen, book: &Book) -> Response<Body> {
    let echo = seen.to_json().to_string();
    let whole = |status| {
        let mut answer = Response::new(Body::from(echo.clone()));
        *answer.status_mut() = status;
        let json = HeaderValue::from_static("application/json");
        answer.headers_mut().insert(header::CONTENT_TYPE, json);
        answer
    };
    match seen.path.as_str() {
        "/headers" => with_headers(whole(StatusCode::OK), seen.query.as_deref()),
        "/chunked" => Response::new(stream::in_two_chunks(&echo, None)),
        "/trailers" => {
            let trailers = HeaderMap::from_iter([(
                HeaderName::from_static("x-trailer"),
                HeaderValue::from_static("last"),
            )]);
            let mut answer = Response::new(stream::in_two_chunks(&echo, Some(trailers)));
            let announced = HeaderValue::from_static("x-trailer");
            answer.headers_mut().insert(header::TRAILER, announced);
            answer
        }
        "/slow" => {
            let waiting = book
                .streams
                .lock()
                .expect("nobody panics while writing")
                .pop_front();
            waiting.map_or_else(
                || plain(StatusCode::INTERNAL_SERVER_ERROR, "the test has opened no stream"),
                |body| with_headers(Response::new(body), seen.query.as_deref()),
            )
        }
        path => match path.strip_prefix("/status/").map(str::parse) {
            Some(Ok(status)) => whole(status),
            Some(Err(_)) => plain(StatusCode::NOT_FOUND, "not a status"),
            None => whole(StatusCode::OK),
        },
    }
}

fn with_headers(mut answer: Response<Body>, query: Option<&str>) -> Response<Body> {
    for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(&value)) else {
            return plain(StatusCode::BAD_REQUEST, "not a header");
        };
        answer.headers_mut().append(name, value);
    }
    answer
}

fn plain(status: StatusCode, words: &'static str) -> Response<Body> {
    let mut answer = Response::new(Body::from(words));
    *answer.status_mut() = status;
    answer
}

fn text_of(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers
        .iter()
        .map(|(name, value)| (name.to_string(), text(value)))
        .collect()
}
