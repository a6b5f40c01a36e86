//! Why a request did not get an answer of its upstream, and what the client sees of that.

use http::{HeaderName, HeaderValue, StatusCode, header};
use plugin::{Answer, Exchange, Fault, RequestId};

use crate::canonical::Unreadable;
use crate::wire::UpstreamError;

/// An end of the way before its end.
#[derive(Debug)]
pub(crate) enum Ending {
    /// The request has no canonical form.
    Unreadable(Unreadable),
    /// No route wants it.
    NoRoute,
    /// The route is for https only.
    HttpsOnly,
    /// The route leads nowhere.
    NoService,
    /// The route's policies are not complete, so it lets nobody pass.
    Closed {
        /// The stable name of what is missing.
        code: &'static str,
    },
    /// The client took too long to send a body that a plugin wants to see.
    BodyLate,
    /// A plugin answered.
    Reply(Box<Answer>),
    /// A plugin had an accident.
    Fault {
        /// The plugin's name.
        plugin: &'static str,
        /// What happened.
        fault: Fault,
    },
    /// The upstream gave no answer.
    Upstream(UpstreamError),
    /// Something of ours fell over.
    Panicked,
}

impl From<Unreadable> for Ending {
    fn from(why: Unreadable) -> Self {
        Self::Unreadable(why)
    }
}

impl From<UpstreamError> for Ending {
    fn from(error: UpstreamError) -> Self {
        Self::Upstream(error)
    }
}

impl Ending {
    /// What the client gets; logged here, and nowhere else.
    pub(crate) fn answer(self, x: &Exchange) -> Answer {
        self.log(x);
        let (status, message) = self.told();
        let mut answer = match self {
            Self::Reply(answer) => return *answer,
            _ => message_of_ours(status, message, x.id),
        };
        for (name, value) in self.advice() {
            answer.head.append(name, value);
        }
        answer
    }

    /// The status and the words, which never tell a detail.
    fn told(&self) -> (StatusCode, &'static str) {
        match self {
            Self::Unreadable(_)
            | Self::Fault {
                fault: Fault::BodyBroken,
                ..
            } => BAD_REQUEST,
            Self::NoRoute => (StatusCode::NOT_FOUND, "no Route matched with those values"),
            Self::BodyLate => (StatusCode::REQUEST_TIMEOUT, "Request timeout"),
            Self::HttpsOnly => (StatusCode::UPGRADE_REQUIRED, "Please use HTTPS protocol"),
            Self::NoService => (
                StatusCode::SERVICE_UNAVAILABLE,
                "no Service found with those values",
            ),
            Self::Fault {
                fault: Fault::BodyTooLarge,
                ..
            } => (StatusCode::PAYLOAD_TOO_LARGE, "Payload too large"),
            Self::Fault {
                fault: Fault::Unavailable { .. },
                ..
            } => (StatusCode::SERVICE_UNAVAILABLE, "Service temporarily unavailable"),
            Self::Reply(_) | Self::Closed { .. } | Self::Fault { .. } | Self::Panicked => {
                (StatusCode::INTERNAL_SERVER_ERROR, "An unexpected error occurred")
            }
            Self::Upstream(error) => told_of_upstream(error),
        }
    }

    /// Headers that say what to do next.
    fn advice(&self) -> Vec<(HeaderName, HeaderValue)> {
        match self {
            // Where a request that we cannot read ends is anybody's guess.
            Self::Unreadable(_) | Self::BodyLate => {
                vec![(header::CONNECTION, HeaderValue::from_static("close"))]
            }
            Self::HttpsOnly => vec![
                (header::CONNECTION, HeaderValue::from_static("Upgrade")),
                (header::UPGRADE, HeaderValue::from_static("TLS/1.2, HTTP/1.1")),
            ],
            Self::Fault {
                fault: Fault::Unavailable { retry_after, .. },
                ..
            } => {
                vec![(header::RETRY_AFTER, HeaderValue::from(*retry_after))]
            }
            _ => Vec::new(),
        }
    }

    fn log(&self, x: &Exchange) {
        let (id, route, service) = (x.id, route_of(x), service_of(x));
        match self {
            Self::Unreadable(why) => {
                tracing::debug!(request.id = %id, error.code = why.code(), "the request has no canonical form");
            }
            Self::Closed { code } => tracing::error!(
                request.id = %id, route.name = route, error.code = code,
                "the route is closed, because a part of it cannot do its work"
            ),
            Self::BodyLate => tracing::debug!(
                request.id = %id, route.name = route, error.code = "request.body_late",
                "the client took too long to send its body"
            ),
            Self::Fault { plugin, fault } => log_fault(x, plugin, fault),
            Self::Upstream(error) => tracing::warn!(
                request.id = %id, route.name = route, service.name = service, error.code = error.code(),
                "no answer of the upstream: {error}"
            ),
            Self::Panicked => tracing::error!(
                request.id = %id, route.name = route, error.code = "request.panicked",
                "a request fell over; the others go on"
            ),
            Self::NoRoute | Self::HttpsOnly | Self::NoService | Self::Reply(_) => {}
        }
    }
}

fn route_of(x: &Exchange) -> Option<&str> {
    let name = x.matched.as_ref()?.route.name.as_ref()?;
    Some(name.as_str())
}

fn service_of(x: &Exchange) -> Option<&str> {
    let name = x.matched.as_ref()?.service.as_ref()?.name.as_ref()?;
    Some(name.as_str())
}

const BAD_REQUEST: (StatusCode, &str) = (StatusCode::BAD_REQUEST, "Bad request");

fn told_of_upstream(error: &UpstreamError) -> (StatusCode, &'static str) {
    match error {
        UpstreamError::NotResolved(_) => (StatusCode::SERVICE_UNAVAILABLE, "name resolution failed"),
        UpstreamError::Connect(_) | UpstreamError::Broken(_) => (
            StatusCode::BAD_GATEWAY,
            "An invalid response was received from the upstream server",
        ),
        UpstreamError::ConnectTimeout | UpstreamError::ReadTimeout => {
            (StatusCode::GATEWAY_TIMEOUT, "The upstream server is timing out")
        }
        UpstreamError::RequestBody => BAD_REQUEST,
    }
}

fn log_fault(x: &Exchange, plugin: &str, fault: &Fault) {
    let (id, route) = (x.id, route_of(x));
    match fault {
        Fault::Broken { code, detail } => {
            tracing::error!(request.id = %id, route.name = route, plugin, error.code = code, "{detail}");
        }
        Fault::Unavailable { code, detail, .. } => {
            tracing::warn!(request.id = %id, route.name = route, plugin, error.code = code, "{detail}");
        }
        Fault::BodyTooLarge | Fault::BodyBroken => tracing::debug!(
            request.id = %id, route.name = route, plugin, error.code = fault.code(),
            "the request's body was refused"
        ),
    }
}

/// Kong's error body, by which people find the request in a log.
fn message_of_ours(status: StatusCode, message: &str, id: RequestId) -> Answer {
    // Both texts are plain ASCII without quotes, so nothing has to be escaped.
    let body = format!("{{\n  \"message\":\"{message}\",\n  \"request_id\":\"{id}\"\n}}");
    Answer::with_body(status, "application/json; charset=utf-8", body)
}

#[cfg(test)]
mod tests;
