//! What the provider is asked about somebody (OpenID Connect Core 5.3).

use oidc::{AnswerForm, AnswerRules, AnswerToken};
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

    /// The form of answer to ask for. Where that is a signed token, what is not signed is not believed.
    #[field(default = UserinfoForm::Json)]
    pub(crate) userinfo_accept: UserinfoForm,

    /// More headers.
    #[flatten = "userinfo_headers_"]
    pub(crate) headers: Arguments,

    /// More parameters of the query.
    #[flatten = "userinfo_query_args_"]
    pub(crate) query_args: Arguments,
}

impl Userinfo {
    /// How answers come, and what becomes of those that are signed.
    pub(crate) const fn answer(&self, token: AnswerToken) -> AnswerRules {
        let form = match self.userinfo_accept {
            UserinfoForm::Json => AnswerForm::Json,
            UserinfoForm::Jwt => AnswerForm::Signed,
        };
        AnswerRules { form, token }
    }

    /// The form of answer to ask for, unless it is the usual one.
    pub(crate) const fn accept(&self) -> Option<&'static str> {
        match self.userinfo_accept {
            UserinfoForm::Json => None,
            UserinfoForm::Jwt => Some("application/jwt"),
        }
    }
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
