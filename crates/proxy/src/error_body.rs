//! The body of an error that is ours, in the form that the client reads: Kong's words and media types.

use std::borrow::Cow;

use http::{HeaderName, HeaderValue, StatusCode, header};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use plugin::{Answer, Head, RequestId, escape};

const GRPC_MESSAGE: HeaderName = HeaderName::from_static("grpc-message");
const GRPC_STATUS: HeaderName = HeaderName::from_static("grpc-status");

/// A media type that errors are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MediaType {
    /// `application/json`
    Json,
    /// `application/xml`
    Xml,
    /// `text/html`
    Html,
    /// `text/plain`
    #[default]
    Plain,
}

impl MediaType {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Plain, Self::Html, Self::Json, Self::Xml];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Xml => "application/xml",
            Self::Html => "text/html",
            Self::Plain => "text/plain",
        }
    }

    const fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::Xml => "application/xml; charset=utf-8",
            Self::Html => "text/html; charset=utf-8",
            Self::Plain => "text/plain; charset=utf-8",
        }
    }

    /// The message, which may hold what a client sent, and the number by which people find the request in a log.
    fn body(self, message: &str, id: &RequestId) -> String {
        let message = self.escaped(message);
        match self {
            Self::Json => format!("{{\n  \"message\":{message},\n  \"request_id\":\"{id}\"\n}}"),
            Self::Xml => format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<error>\n  <message>{message}</message>\n  \
                 <requestid>{id}</requestid>\n</error>\n"
            ),
            Self::Html => format!(
                "<!doctype html>\n<html lang=\"en\">\n<head>\n  <meta charset=\"utf-8\">\n  <title>Error</title>\n\
                 </head>\n<body>\n  <h1>Error</h1>\n  <p>{message}.</p>\n  <p>request_id: {id}</p>\n</body>\n</html>\n"
            ),
            Self::Plain => format!("{message}\nrequest_id: {id}\n"),
        }
    }

    /// A text as it stands in a body of this type.
    fn escaped(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Json => serde_json::Value::from(text).to_string().into(),
            Self::Xml | Self::Html => escape(text),
            Self::Plain => text.into(),
        }
    }
}

/// What counts if the client does not say in `Accept` what it reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unasked {
    /// JSON: what a program reads.
    Json,
    /// The form in which the client writes itself, else the one of the settings.
    AsItWrites,
}

/// What the request says about the form of an answer. Its head may be gone when that is asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wish {
    accept: Option<HeaderValue>,
    content_type: Option<HeaderValue>,
    otherwise: MediaType,
}

impl Wish {
    /// What this head says; `otherwise` is the media type of the settings.
    pub(crate) fn of(head: &Head, otherwise: MediaType) -> Self {
        Self {
            accept: head.get(&header::ACCEPT).cloned(),
            content_type: head.get(&header::CONTENT_TYPE).cloned(),
            otherwise,
        }
    }

    /// An error of ours with this message.
    pub(crate) fn error(
        &self,
        status: StatusCode,
        message: &str,
        unasked: Unasked,
        id: &RequestId,
    ) -> Answer {
        if self.speaks_grpc() {
            return grpc(status, message);
        }
        let media_type = self.media_type(unasked);
        Answer::with_body(status, media_type.content_type(), media_type.body(message, id))
    }

    fn speaks_grpc(&self) -> bool {
        const GRPC: &[u8] = b"application/grpc";
        let start = |value: &HeaderValue| value.as_bytes().get(..GRPC.len()).map(<[u8]>::to_ascii_lowercase);
        self.content_type.as_ref().and_then(start).as_deref() == Some(GRPC)
    }

    fn media_type(&self, unasked: Unasked) -> MediaType {
        match (&self.accept, unasked, &self.content_type) {
            (Some(accept), _, _) => best(accept),
            (None, Unasked::Json, _) => MediaType::Json,
            (None, Unasked::AsItWrites, Some(written)) => best(written),
            (None, Unasked::AsItWrites, None) => self.otherwise,
        }
    }
}

/// The first of those that the client likes most (RFC 9110 12.5.1); JSON if we write none of them.
fn best(accept: &HeaderValue) -> MediaType {
    let mut best = (0, MediaType::Json);
    for range in accept.to_str().unwrap_or_default().split(',') {
        let mut parts = range.split(';').map(str::trim);
        let known = parts.next().and_then(media_type);
        let weight = parts.find_map(weight).unwrap_or(1000);
        if let Some(media_type) = known
            && weight > best.0
        {
            best = (weight, media_type);
        }
    }
    best.1
}

fn media_type(range: &str) -> Option<MediaType> {
    let is = |known: &str| range.eq_ignore_ascii_case(known);
    if is("*/*") || is("application/*") {
        return Some(MediaType::Json);
    }
    if is("text/*") {
        return Some(MediaType::Plain);
    }
    MediaType::ALL.into_iter().find(|known| is(known.name()))
}

/// `q=0.5` in thousandths; what is no weight weighs nothing.
fn weight(parameter: &str) -> Option<u16> {
    let (name, value) = parameter.split_once('=')?;
    if !name.trim_end().eq_ignore_ascii_case("q") {
        return None;
    }
    let (whole, rest) = value
        .trim_start()
        .split_once('.')
        .unwrap_or((value.trim_start(), ""));
    Some(match whole {
        "1" => 1000,
        "0" | "" if rest.len() <= 3 => format!("{rest:0<3}").parse().unwrap_or(0),
        _ => 0,
    })
}

/// A client of gRPC reads no body; it looks at these (gRPC over HTTP/2, "Responses").
fn grpc(status: StatusCode, message: &str) -> Answer {
    let mut answer = Answer::new(status);
    let head = &mut answer.head;
    head.set(header::CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
    head.set(GRPC_STATUS, HeaderValue::from(grpc_status(status)));
    // Its own way to write what is no visible ASCII: as in a URL.
    let message = utf8_percent_encode(message, GRPC).to_string();
    if let Ok(message) = HeaderValue::try_from(message) {
        head.set(GRPC_MESSAGE, message);
    }
    answer
}

const GRPC: &AsciiSet = &CONTROLS.add(b'%');

fn grpc_status(status: StatusCode) -> u16 {
    match status.as_u16() {
        401 => 16,
        403 => 7,
        404 => 5,
        409 => 6,
        429 => 8,
        400..=498 => 3,
        499 => 1,
        501 => 12,
        503 => 14,
        504 => 4,
        _ => 13,
    }
}

/// What Kong says of a status that it answers by itself, without a reason of its own.
pub(crate) fn words(status: StatusCode) -> &'static str {
    match status {
        StatusCode::BAD_REQUEST => "Bad request",
        StatusCode::NOT_FOUND => "Not found",
        StatusCode::METHOD_NOT_ALLOWED => "Method not allowed",
        StatusCode::REQUEST_TIMEOUT => "Request timeout",
        StatusCode::LENGTH_REQUIRED => "Length required",
        StatusCode::PRECONDITION_FAILED => "Precondition failed",
        StatusCode::PAYLOAD_TOO_LARGE => "Payload too large",
        StatusCode::URI_TOO_LONG => "URI too long",
        StatusCode::EXPECTATION_FAILED => "Expectation failed",
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => "Request header or cookie too large",
        StatusCode::BAD_GATEWAY => "An invalid response was received from the upstream server",
        StatusCode::SERVICE_UNAVAILABLE => "The upstream server is currently unavailable",
        StatusCode::GATEWAY_TIMEOUT => "The upstream server is timing out",
        _ => "An unexpected error occurred",
    }
}

#[cfg(test)]
mod tests;
