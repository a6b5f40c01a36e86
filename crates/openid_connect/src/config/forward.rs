//! What the upstream and the client are told of who is asking.

use schema::Record;

use super::Headers;

/// Options of the headers towards both sides.
#[derive(Record)]
pub(crate) struct Forward {
    #[flatten = "upstream_"]
    #[record(default_of = ("access_token_header", "authorization:bearer"))]
    pub(crate) upstream: Headers,

    #[flatten = "downstream_"]
    pub(crate) downstream: Headers,
}
