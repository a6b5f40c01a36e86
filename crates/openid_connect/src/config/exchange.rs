//! Tokens of other issuers, and what they are exchanged for (RFC 8693).

use schema::{Record, Url};

/// The exchange of access tokens.
#[derive(Record)]
pub(crate) struct Exchange {
    /// The issuers whose tokens are taken.
    #[field(len_min(1))]
    pub(crate) subject_token_issuers: Vec<SubjectTokenIssuer>,

    /// What is asked for.
    pub(crate) request: Option<Request>,

    /// Whether to remember what was got.
    pub(crate) cache: Option<ExchangeCache>,
}

/// An issuer whose tokens are taken.
#[derive(Record)]
pub(crate) struct SubjectTokenIssuer {
    /// What its tokens say in `iss`.
    pub(crate) issuer: String,

    /// When a token is exchanged. For tokens of the provider itself there must be conditions, for others none.
    pub(crate) conditions: Option<Conditions>,

    /// Whether the signature is verified before the exchange.
    #[field(default = false)]
    pub(crate) verify_signature: bool,

    /// Where the issuer's keys are. Null asks its discovery.
    pub(crate) jwks_uri: Option<Url>,
}

/// When a token is exchanged: all that is written must hold.
#[derive(Record)]
pub(crate) struct Conditions {
    /// It has these scopes.
    pub(crate) has_scopes: Option<Vec<String>>,

    /// It lacks these scopes.
    pub(crate) missing_scopes: Option<Vec<String>>,

    /// It is for these audiences.
    pub(crate) has_audience: Option<Vec<String>>,

    /// It is not for these audiences.
    pub(crate) missing_audience: Option<Vec<String>>,
}

/// What is asked for.
#[derive(Record)]
pub(crate) struct Request {
    /// The scopes to ask for. Null asks for those of the plugin.
    pub(crate) scopes: Option<Vec<String>>,

    /// Whether to ask for no scopes at all.
    #[field(default = false)]
    pub(crate) empty_scopes: bool,

    /// For whom the new token is to be. Null says what the plugin says.
    pub(crate) audience: Option<Vec<String>>,

    /// Whether to say nothing about whom it is for.
    #[field(default = false)]
    pub(crate) empty_audience: bool,
}

/// Whether to remember what was got.
#[derive(Record)]
pub(crate) struct ExchangeCache {
    /// Whether to.
    #[field(default = true)]
    pub(crate) enabled: bool,

    /// Seconds to remember it, at most as long as it is good. Null is as long as everything else.
    pub(crate) ttl: Option<u32>,
}
