//! Why a request did not get an answer of its upstream, and what the client sees of that.

use http::{HeaderName, HeaderValue, StatusCode, header};
use plugin::{Answer, Exchange, Fault, Refusal};

use crate::canonical::Unreadable;
use crate::error_body::{Unasked, Wish, words};
use crate::unwanted::Unwanted;
use crate::wire::UpstreamError;

/// An end of the way before its end.
#[derive(Debug)]
pub(crate) enum Ending {
    /// The request has no canonical form.
    Unreadable(Unreadable),
    /// It is understood, and not wanted.
    Unwanted(Unwanted),
    /// No route wants it.
    NoRoute,
    /// The route is for https only.
    HttpsOnly,
    /// The route is for https only, and sends clients there.
    Moved {
        /// With this status.
        status: StatusCode,
        /// To this address.
        location: HeaderValue,
    },
    /// The route leads nowhere.
    NoService,
    /// No target of the upstream takes requests.
    NoTarget,
    /// The route's policies are not complete, so it lets nobody pass.
    Closed {
        /// The stable name of what is missing.
        code: &'static str,
    },
    /// The client took too long to send a body that a plugin wants to see.
    BodyLate,
    /// A plugin answered.
    Reply(Box<Answer>),
    /// A plugin refused.
    Refused(Box<Refusal>),
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

impl From<Unwanted> for Ending {
    fn from(why: Unwanted) -> Self {
        Self::Unwanted(why)
    }
}

impl From<UpstreamError> for Ending {
    fn from(error: UpstreamError) -> Self {
        Self::Upstream(error)
    }
}

impl Ending {
    /// What the client gets, in the form it wishes; logged here, and nowhere else.
    pub(crate) fn answer(self, x: &Exchange, wish: &Wish) -> Answer {
        self.log(x);
        let (status, message) = self.told();
        let unasked = self.unasked();
        let mut answer = match self {
            Self::Reply(answer) => return *answer,
            Self::Refused(refusal) => {
                let mut answer = wish.error(refusal.status, &refusal.message, unasked, &x.id);
                for (name, value) in refusal.head.iter() {
                    answer.head.append(name.clone(), value.clone());
                }
                return answer;
            }
            Self::Moved { .. } => Answer::new(status),
            _ => wish.error(status, message, unasked, &x.id),
        };
        for (name, value) in self.advice() {
            answer.head.append(name, value);
        }
        answer
    }

    /// Whether a plugin decided so.
    pub(crate) const fn is_of_plugin(&self) -> bool {
        matches!(self, Self::Reply(_) | Self::Refused(_))
    }

    /// The status and the words, which never tell a detail.
    fn told(&self) -> (StatusCode, &'static str) {
        match self {
            Self::Unreadable(_)
            | Self::Fault {
                fault: Fault::BodyBroken,
                ..
            } => told_by(StatusCode::BAD_REQUEST),
            Self::Unwanted(why) => told_by(why.status()),
            Self::NoRoute => (StatusCode::NOT_FOUND, "no Route matched with those values"),
            Self::BodyLate => told_by(StatusCode::REQUEST_TIMEOUT),
            Self::HttpsOnly => (StatusCode::UPGRADE_REQUIRED, "Please use HTTPS protocol"),
            Self::Moved { status, .. } => (*status, ""),
            Self::NoService => (
                StatusCode::SERVICE_UNAVAILABLE,
                "no Service found with those values",
            ),
            Self::NoTarget => (
                StatusCode::SERVICE_UNAVAILABLE,
                "failure to get a peer from the ring-balancer",
            ),
            Self::Fault {
                fault: Fault::BodyTooLarge,
                ..
            } => told_by(StatusCode::PAYLOAD_TOO_LARGE),
            Self::Fault {
                fault: Fault::Unavailable { .. },
                ..
            } => (StatusCode::SERVICE_UNAVAILABLE, "Service temporarily unavailable"),
            // What a plugin says is told in its own words.
            Self::Reply(_) | Self::Refused(_) | Self::Closed { .. } | Self::Fault { .. } | Self::Panicked => {
                told_by(StatusCode::INTERNAL_SERVER_ERROR)
            }
            Self::Upstream(error) => told_of_upstream(error),
        }
    }

    /// The form for clients that ask for none. As in Kong, what concerns the exchange of messages itself
    /// is told as the settings say, and what was decided is told in JSON.
    fn unasked(&self) -> Unasked {
        match self {
            Self::Upstream(error) if !matches!(error, UpstreamError::NotResolved(_)) => Unasked::AsItWrites,
            Self::Unreadable(_)
            | Self::Unwanted(_)
            | Self::BodyLate
            | Self::Fault {
                fault: Fault::BodyBroken | Fault::BodyTooLarge,
                ..
            } => Unasked::AsItWrites,
            _ => Unasked::Json,
        }
    }

    /// Headers that say what to do next.
    fn advice(&self) -> Vec<(HeaderName, HeaderValue)> {
        match self {
            // Where a request that we cannot read ends is anybody's guess.
            Self::Unreadable(_)
            | Self::Unwanted(_)
            | Self::BodyLate
            | Self::Upstream(UpstreamError::RequestTooLarge) => {
                vec![(header::CONNECTION, HeaderValue::from_static("close"))]
            }
            Self::Moved { location, .. } => vec![(header::LOCATION, location.clone())],
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
        let (id, route, service) = (&x.id, route_of(x), service_of(x));
        match self {
            Self::Unreadable(why) => {
                tracing::debug!(request.id = %id, error.code = why.code(), "the request has no canonical form");
            }
            Self::Unwanted(why) => tracing::debug!(
                request.id = %id, error.code = why.code(), "the request is not wanted"
            ),
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
            Self::NoTarget => tracing::warn!(
                request.id = %id, route.name = route, service.name = service, error.code = "upstream.no_target",
                "no target of the upstream takes requests; add one, or give one a weight"
            ),
            Self::Panicked => tracing::error!(
                request.id = %id, route.name = route, error.code = "request.panicked",
                "a request fell over; the others go on"
            ),
            Self::NoRoute
            | Self::HttpsOnly
            | Self::Moved { .. }
            | Self::NoService
            | Self::Reply(_)
            | Self::Refused(_) => {}
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

/// A status without a reason of its own.
fn told_by(status: StatusCode) -> (StatusCode, &'static str) {
    (status, words(status))
}

fn told_of_upstream(error: &UpstreamError) -> (StatusCode, &'static str) {
    match error {
        UpstreamError::NotResolved(_) => (StatusCode::SERVICE_UNAVAILABLE, "name resolution failed"),
        UpstreamError::Forbidden(..)
        | UpstreamError::Connect(_)
        | UpstreamError::Tls(_)
        | UpstreamError::Broken(_) => told_by(StatusCode::BAD_GATEWAY),
        UpstreamError::ConnectTimeout | UpstreamError::WriteTimeout | UpstreamError::ReadTimeout => {
            told_by(StatusCode::GATEWAY_TIMEOUT)
        }
        UpstreamError::RequestBody => told_by(StatusCode::BAD_REQUEST),
        UpstreamError::RequestTooLarge => told_by(StatusCode::PAYLOAD_TOO_LARGE),
    }
}

fn log_fault(x: &Exchange, plugin: &str, fault: &Fault) {
    let (id, route) = (&x.id, route_of(x));
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

#[cfg(test)]
mod tests;
