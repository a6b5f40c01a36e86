//! What the token endpoint is asked, beyond the protocol, and what becomes of its answer.

use schema::{Choice, Record, Url};

use super::{Arguments, Exchange};

/// Options of the token endpoint.
#[derive(Record)]
pub(crate) struct Token {
    /// Whether a session gets a new access token when its own ends, if there is a refresh token.
    #[field(default = true)]
    pub(crate) refresh_tokens: bool,

    /// More headers of the token request.
    #[flatten = "token_headers_"]
    pub(crate) headers: Arguments,

    /// Headers of the token endpoint's answer that the client gets to see, if the endpoint was asked for this request.
    #[field()]
    pub(crate) token_headers_replay: Option<Vec<String>>,

    /// What their names begin with when the client sees them.
    #[field()]
    pub(crate) token_headers_prefix: Option<String>,

    /// With which grants the client gets to see them. Null: with all.
    #[field(set)]
    pub(crate) token_headers_grants: Option<Vec<Grant>>,

    /// More parameters of the token request.
    #[flatten = "token_post_args_"]
    pub(crate) post_args: Arguments,

    /// Tokens of other issuers, and what they are exchanged for (RFC 8693).
    #[field(refused)]
    pub(crate) token_exchange: Option<Exchange>,

    /// Where the access token is exchanged for the one that the upstream gets, by an older way than RFC 8693: it is shown
    /// there as a bearer token, and the answer is another one, as plain text. Without one nobody passes.
    #[field()]
    pub(crate) token_exchange_endpoint: Option<Url>,
}

/// For what the token endpoint gives tokens (RFC 6749 1.3).
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grant {
    /// For a code.
    #[choice("authorization_code")]
    AuthorizationCode,
    /// For the id and secret of a client.
    #[choice("client_credentials")]
    ClientCredentials,
    /// For user name and password.
    #[choice("password")]
    Password,
    /// For a refresh token.
    #[choice("refresh_token")]
    RefreshToken,
}
