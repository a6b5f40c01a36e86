//! What the provider is asked about somebody (OpenID Connect Core 5.3).

use schema::{Choice, Record, Url};

use super::Arguments;

/// Options of the userinfo endpoint.
#[derive(Record)]
pub(crate) struct Userinfo {
    /// Whether claims that no token has are looked for there.
    #[field(default = false)]
    pub(crate) search_user_info: bool,

    /// Where it is. Null asks discovery.
    #[field()]
    pub(crate) userinfo_endpoint: Option<Url>,

    /// The form of answer to ask for.
    #[field(default = UserinfoForm::Json, inert)]
    pub(crate) userinfo_accept: UserinfoForm,

    /// More headers.
    #[flatten = "userinfo_headers_"]
    pub(crate) headers: Arguments,

    /// More parameters of the query.
    #[flatten = "userinfo_query_args_"]
    pub(crate) query_args: Arguments,
}

/// The form of an answer of the userinfo endpoint.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UserinfoForm {
    /// JSON.
    #[choice("application/json")]
    Json,
    /// A signed token.
    #[choice("application/jwt")]
    Jwt,
}
