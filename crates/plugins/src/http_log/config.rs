//! Options of the http-log plugin, and what they mean.

use std::collections::BTreeMap;
use std::time::Duration;

use http::{HeaderName, HeaderValue, header};
use plugin::Misconfigured;
use ports::{HttpRequest, Reach};
use schema::{Choice, Members, Record, Url, Value, Violation, Violations};

use super::delivery::Pace;
use crate::queue::Bounds;

/// Options of the http-log plugin.
#[derive(Record)]
#[record(rule = names_no_header_of_ours, rule = proves_itself_once)]
pub struct Config {
    /// Where requests are sent. A user and a password in it become Basic authentication.
    #[field(encrypted, referenceable)]
    pub http_endpoint: Url,

    /// The method.
    #[field(default = Method::Post)]
    pub method: Option<Method>,

    /// The media type of what is sent.
    #[field(default = MediaType::Json)]
    pub content_type: Option<MediaType>,

    /// Milliseconds that one call may take.
    #[field(default = 10000)]
    pub timeout: Option<f64>,

    /// Milliseconds that an idle connection is kept. The gateway's client decides that by itself.
    #[field(default = 60000, inert)]
    pub keepalive: Option<f64>,

    /// Once how often a call was made again. As in Kong, `queue.max_retry_time` decides that now.
    #[field(inert)]
    pub retry_count: Option<i64>,

    /// An earlier name of `queue.max_batch_size`, which it overrules unless it is 1.
    #[field(between(1, 1_000_000))]
    pub queue_size: Option<u64>,

    /// An earlier name of `queue.max_coalescing_delay`, which it overrules unless it is 2.
    #[field(between(0, 3600))]
    pub flush_timeout: Option<f64>,

    /// Headers of each call. None may be `Host`, `Content-Length` or `Content-Type`.
    #[field(confidential)]
    pub headers: Option<BTreeMap<String, String>>,

    /// How entries wait, and for how long they are sent again.
    pub queue: Queue,

    /// Fields that Lua would set or take away. There is no Lua here.
    #[field(refused)]
    pub custom_fields_by_lua: Option<BTreeMap<String, String>>,
}

/// How entries wait, and for how long they are sent again.
#[derive(Record)]
pub struct Queue {
    /// The most entries of one call; more than one are sent as a list.
    #[field(default = 1, between(1, 1_000_000))]
    pub max_batch_size: Option<u64>,

    /// Seconds that the first entry of a batch waits for others.
    #[field(default = 1, between(0, 3600))]
    pub max_coalescing_delay: Option<f64>,

    /// The most entries that wait. Beyond them the oldest are dropped.
    #[field(default = 10000, between(1, 1_000_000))]
    pub max_entries: Option<u64>,

    /// The most bytes that wait. Null: 64 MiB.
    pub max_bytes: Option<u64>,

    /// Seconds after which a batch that nobody takes is dropped.
    #[field(default = 60)]
    pub max_retry_time: Option<f64>,

    /// Seconds until a batch is sent for the second time; each time after that it is twice as long.
    #[field(default = 0.01, between(0.001, 1_000_000.0))]
    pub initial_retry_delay: Option<f64>,

    /// The most seconds between two times that a batch is sent.
    #[field(default = 60, between(0.001, 1_000_000.0))]
    pub max_retry_delay: Option<f64>,

    /// How many calls there are at a time: 1, or with -1 as many as there are batches.
    #[field(default = 1, one_of(-1, 1))]
    pub concurrency_limit: Option<i64>,
}

/// The method of a call.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `POST`
    #[choice("POST")]
    Post,
    /// `PUT`
    #[choice("PUT")]
    Put,
    /// `PATCH`
    #[choice("PATCH")]
    Patch,
}

/// The media type of what is sent.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaType {
    /// As it is registered.
    #[choice("application/json")]
    Json,
    /// With the encoding that it has in any case.
    #[choice("application/json; charset=utf-8")]
    JsonInUtf8,
}

/// How entries wait and are sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Terms {
    /// The most entries of a call.
    pub(super) batch: usize,
    /// How long the first of them waits for others.
    pub(super) delay: Duration,
    /// What may wait.
    pub(super) bounds: Bounds,
    /// The most calls at a time.
    pub(super) calls: usize,
    /// For how long a batch is sent again.
    pub(super) pace: Pace,
}

/// What may wait unless it is said, in bytes.
const BYTES: u64 = 64 << 20;

/// The most of an answer that is read. Nobody is interested in what it says.
const ANSWER: usize = 1 << 20;

impl Config {
    pub(super) fn terms(&self) -> Terms {
        let queue = &self.queue;
        let whole = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        // As in Kong, the defaults of old say nothing.
        let batch = self.queue_size.filter(|size| *size != 1).or(queue.max_batch_size);
        let delay = self.flush_timeout.filter(|timeout| *timeout != 2.0);
        Terms {
            batch: whole(batch.unwrap_or(1)),
            delay: seconds(delay.or(queue.max_coalescing_delay).unwrap_or(1.0)),
            bounds: Bounds {
                entries: whole(queue.max_entries.unwrap_or(10_000)),
                bytes: whole(queue.max_bytes.unwrap_or(BYTES)),
            },
            calls: match queue.concurrency_limit {
                Some(-1) => usize::MAX,
                _ => 1,
            },
            pace: Pace {
                give_up: seconds(queue.max_retry_time.unwrap_or(60.0)),
                first: seconds(queue.initial_retry_delay.unwrap_or(0.01)),
                longest: seconds(queue.max_retry_delay.unwrap_or(60.0)),
            },
        }
    }

    /// The call of each batch, without its body.
    pub(super) fn call(&self) -> Result<HttpRequest, Misconfigured> {
        let unfit = |what: &str| {
            let remedy = format!("{what}: cannot be put to use; correct it");
            Misconfigured::new("http_log.misconfigured", remedy)
        };
        let mut url = url::Url::parse(self.http_endpoint.as_str()).map_err(|_| unfit("http_endpoint"))?;
        let media_type = self.content_type.unwrap_or(MediaType::Json).word();
        let mut headers = vec![(header::CONTENT_TYPE, HeaderValue::from_static(media_type))];
        if let Some(proof) = basic(&url) {
            let mut proof = HeaderValue::try_from(proof).map_err(|_| unfit("http_endpoint"))?;
            proof.set_sensitive(true);
            headers.push((header::AUTHORIZATION, proof));
        }
        // A URL with a host may lose its user.
        let bared = url.set_username("").and_then(|()| url.set_password(None));
        bared.map_err(|()| unfit("http_endpoint"))?;
        for (name, value) in self.headers.iter().flatten() {
            let named = HeaderName::from_bytes(name.as_bytes()).map_err(|_| unfit("headers"))?;
            // The text may be a secret: what is wrong with it is not told.
            let mut value = HeaderValue::try_from(value).map_err(|_| unfit("headers"))?;
            value.set_sensitive(true);
            headers.push((named, value));
        }
        let method = match self.method.unwrap_or(Method::Post) {
            Method::Post => http::Method::POST,
            Method::Put => http::Method::PUT,
            Method::Patch => http::Method::PATCH,
        };
        Ok(HttpRequest {
            headers,
            timeout: seconds(self.timeout.unwrap_or(10_000.0) / 1000.0),
            limit: ANSWER,
            reach: Reach::Unencrypted,
            ..HttpRequest::new(method, url)
        })
    }
}

/// Basic authentication by the user and password in a URL (RFC 7617 2).
fn basic(url: &url::Url) -> Option<String> {
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let plain = |text: &str| percent_encoding::percent_decode_str(text).collect::<Vec<u8>>();
    let mut pair = plain(url.username());
    pair.push(b':');
    pair.extend(plain(url.password().unwrap_or_default()));
    Some(format!("Basic {}", base64_simd::STANDARD.encode_to_string(pair)))
}

/// A number of seconds that was checked; what is none lasts no time.
fn seconds(number: f64) -> Duration {
    Duration::try_from_secs_f64(number).unwrap_or_default()
}

/// Each is said by the call itself.
fn names_no_header_of_ours(config: &Members<'_>, found: &mut Violations) {
    for name in names(config) {
        let ours = ["Host", "Content-Length", "Content-Type"];
        let ours = ours.into_iter().find(|ours| ours.eq_ignore_ascii_case(name));
        let text = match ours {
            Some(ours) => format!("cannot contain '{ours}' header"),
            None if HeaderName::from_bytes(name.as_bytes()).is_err() => format!("bad header name '{name}'"),
            None => continue,
        };
        add(found, name, text, "leave it out");
    }
}

/// Of two proofs nobody knows which is meant.
fn proves_itself_once(config: &Members<'_>, found: &mut Violations) {
    let endpoint = config.value("http_endpoint").and_then(Value::as_str);
    let endpoint = endpoint.and_then(|endpoint| url::Url::parse(endpoint).ok());
    let has_user = endpoint.is_some_and(|url| basic(&url).is_some());
    let again = names(config).find(|name| name.eq_ignore_ascii_case("authorization"));
    if let (true, Some(name)) = (has_user, again) {
        let text =
            "specifying both an 'Authorization' header and user info in 'http_endpoint' is not allowed";
        add(found, name, text.to_owned(), "keep one of them");
    }
}

fn names<'a>(config: &Members<'a>) -> impl Iterator<Item = &'a str> {
    let headers = config.value("headers").and_then(Value::as_object);
    headers.into_iter().flatten().map(|(name, _)| name.as_str())
}

fn add(found: &mut Violations, header: &str, text: String, remedy: &str) {
    let violation = Violation::Own {
        code: "config.header_name",
        text,
        remedy: remedy.to_owned(),
    };
    found.merge(Violations::from(violation).at(header).at("headers"));
}
