//! Keeps web pages away from the Admin API, since a browser beside it visits strangers, and the strangers themselves.

#[cfg(test)]
mod tests;

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::{Admission, Listen, Node, Serves, problem};

/// Lets a request on unless it may come from a page, or from a stranger.
pub(crate) async fn admit(node: Arc<dyn Node>, listen: Listen, request: Request, next: Next) -> Response {
    let judged = match listen.serves {
        // Those who ask how the node is call it by its address. Who may read that may not drain it.
        Serves::Status => is_from_a_page(request.headers())
            .and_then(|()| is_within_reach(listen.address, node.admission(), &request)),
        Serves::Everything => judge(listen.address, request.uri(), request.headers())
            .and_then(|()| is_within_reach(listen.address, node.admission(), &request)),
    };
    match judged {
        Ok(()) => next.run(request).await,
        Err(refusal) => {
            tracing::warn!(error.code = refusal.code(), "Admin API: {refusal}");
            problem::message(refusal.status(), &refusal.to_string())
        }
    }
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    /// A page asked for it.
    ForeignOrigin,
    /// It names another host than this one.
    ForeignHost,
    /// Others can reach this listener, and whoever asks shows no token of this node.
    NoToken,
}

impl Refusal {
    const fn code(self) -> &'static str {
        match self {
            Self::ForeignOrigin => "admin.foreign_origin",
            Self::ForeignHost => "admin.foreign_host",
            Self::NoToken => "admin.no_token",
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            Self::ForeignOrigin | Self::ForeignHost => StatusCode::FORBIDDEN,
            Self::NoToken => StatusCode::UNAUTHORIZED,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ForeignOrigin => "web pages may not call the Admin API; use curl or another tool",
            Self::ForeignHost => {
                "the Admin API on loopback answers to loopback names only; call it as localhost"
            }
            Self::NoToken => {
                "others can reach this Admin API, so who wants more than its status shows the token of this node; \
                 send what is in admin_token of its prefix as Kong-Admin-Token"
            }
        })?;
        write!(f, " ({})", self.code())
    }
}

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// No page may call it yet, so any `Origin` is foreign. Tools send none.
///
/// On a loopback listener the host must be a loopback name as well: a page whose own name was made to resolve
/// to 127.0.0.1 is of the same origin for the browser, and shows itself only by that name.
fn judge(listener: SocketAddr, uri: &Uri, headers: &HeaderMap) -> Result<(), Refusal> {
    is_from_a_page(headers)?;
    if !listener.ip().to_canonical().is_loopback() {
        return Ok(());
    }
    let mut named = headers.get_all(header::HOST).iter().peekable();
    let own_host = named.peek().is_some()
        && named.all(|host| {
            let authority = host.to_str().ok().and_then(|host| host.parse::<Authority>().ok());
            authority.is_some_and(|authority| is_loopback(&authority))
        });
    let own_target = uri.authority().is_none_or(is_loopback);
    if own_host && own_target {
        Ok(())
    } else {
        Err(Refusal::ForeignHost)
    }
}

fn is_from_a_page(headers: &HeaderMap) -> Result<(), Refusal> {
    let cross_site = |value: &axum::http::HeaderValue| value == "cross-site";
    match headers.contains_key(header::ORIGIN) || headers.get_all(SEC_FETCH_SITE).iter().any(cross_site) {
        true => Err(Refusal::ForeignOrigin),
        false => Ok(()),
    }
}

/// Entities hold secrets, and whoever writes them has the gateway. Where others can reach the listener, strangers
/// read nothing but the status.
fn is_within_reach<B>(
    listener: SocketAddr,
    admission: &Admission,
    request: &axum::http::Request<B>,
) -> Result<(), Refusal> {
    let path = request.uri().path();
    let is_status = matches!(
        path.strip_suffix('/').unwrap_or(path),
        "/status" | "/status/ready"
    );
    let only_reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let is_public = listener.ip().to_canonical().is_loopback() || (is_status && only_reads);
    match is_public || admission.lets_in(request.headers()) {
        true => Ok(()),
        false => Err(Refusal::NoToken),
    }
}

/// `localhost`, a name below it, or a loopback address. None of them can be made to resolve elsewhere (RFC 6761 6.3).
fn is_loopback(authority: &Authority) -> bool {
    if authority.as_str().contains('@') {
        return false;
    }
    let host = authority.host().trim_start_matches('[').trim_end_matches(']');
    if let Ok(address) = host.parse::<IpAddr>() {
        return address.to_canonical().is_loopback();
    }
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    host == "localhost" || host.ends_with(".localhost")
}
