//! What an operator decides about every request, whatever its route.

use std::num::NonZeroU64;

use crate::client_address::Proxies;
use crate::error_body::MediaType;
use crate::forbidden::Forbidden;
use crate::headers::{AnswerHeaders, UpstreamRequestId};

/// What an operator decides about every request, whatever its route. The default is Kong's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Who is believed about where a request came from.
    pub proxies: Proxies,
    /// The headers that we add to answers: `headers`.
    pub answer_headers: AnswerHeaders,
    /// The header that we add to requests: `headers_upstream`.
    pub upstream_request_id: UpstreamRequestId,
    /// The form of errors for clients that ask for none: `error_default_type`.
    pub error_default_type: MediaType,
    /// The longest body of a request, in bytes: `nginx_http_client_max_body_size`. Any without it.
    pub body: Option<NonZeroU64>,
    /// The names of the cookies of the node's own pages, which no service sees or sets.
    pub own_cookies: &'static [&'static str],
    /// Where no request is sent.
    pub forbidden: Forbidden,
}
