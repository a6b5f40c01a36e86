//! The service behind the demo's gateway: it shows what reached it, as a page or as JSON.

mod page;
#[cfg(test)]
mod tests;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use jose::base64url;
use serde_json::{Map, Value, json};

/// Answers every path and method with what it received.
pub(super) fn router() -> Router {
    Router::new().fallback(echo)
}

async fn echo(request: Request) -> Response {
    let seen = Seen::of(&request);
    if prefers_html(request.headers()) {
        page::render(&seen)
    } else {
        let headers = [
            (header::CACHE_CONTROL, "no-store"),
            (header::CONTENT_TYPE, "application/json"),
        ];
        (headers, seen.json().to_string()).into_response()
    }
}

/// What reached the service.
struct Seen {
    method: String,
    path: String,
    query: Option<String>,
    headers: Vec<(String, String)>,
    /// What the bearer token says. It was verified by the gateway; a service that trusts nobody would verify it again.
    claims: Option<Map<String, Value>>,
}

impl Seen {
    fn of(request: &Request) -> Self {
        let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
        Self {
            method: request.method().to_string(),
            path: request.uri().path().to_owned(),
            query: request.uri().query().map(str::to_owned),
            headers: request
                .headers()
                .iter()
                .map(|(name, value)| (name.to_string(), text(value.as_bytes())))
                .collect(),
            claims: bearer(request.headers()).and_then(claims),
        }
    }

    fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(one, _)| one == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Whether a gateway handed this on, at the very path at which it was asked.
    fn is_behind_gateway(&self) -> bool {
        self.header("x-forwarded-path") == Some(&self.path)
    }

    /// Whether a token of somebody's arrived: where nobody has to sign in, none does.
    fn is_signed_in(&self) -> bool {
        self.header("authorization").is_some()
    }

    fn json(&self) -> Value {
        let pair = |(name, value): &(String, String)| json!([name, value]);
        json!({
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "headers": self.headers.iter().map(pair).collect::<Vec<_>>(),
            "token_claims": self.claims,
        })
    }
}

/// Browsers name `text/html`; programs rarely do.
fn prefers_html(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?
        .split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// The payload of a compact JWT (RFC 7519 section 3), for showing it only.
fn claims(token: &str) -> Option<Map<String, Value>> {
    let payload = token.split('.').nth(1)?;
    serde_json::from_slice(&base64url::decode(payload).ok()?).ok()
}
