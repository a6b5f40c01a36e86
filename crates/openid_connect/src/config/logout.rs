//! How a session is ended, here and at the provider.

use oidc::{Approach, LogoutRules, TokenKind};
use schema::{Choice, Record, Url};

use super::{ClientAuthentication, of_client};

/// Options of logout.
#[derive(Record)]
pub(crate) struct Logout {
    /// What the path of a request ends with that logs out. Null: no path does.
    #[field()]
    pub(crate) logout_uri_suffix: Option<String>,

    /// The parameter in the query of a request that logs out. Null: none does.
    #[field()]
    pub(crate) logout_query_arg: Option<String>,

    /// The parameter in the body of a request that logs out. Null: none does.
    #[field()]
    pub(crate) logout_post_arg: Option<String>,

    /// The methods of requests that may log out. With GET, any page can log its visitors out.
    #[field(default = [LogoutMethod::Post, LogoutMethod::Delete], set)]
    pub(crate) logout_methods: Option<Vec<LogoutMethod>>,

    /// Where browsers are sent after it, one for each client; by way of the provider, if that ends sessions too.
    #[field(referenceable)]
    pub(crate) logout_redirect_uri: Option<Vec<Url>>,

    /// Whether tokens are revoked (RFC 7009).
    #[field(default = false)]
    pub(crate) logout_revoke: bool,

    /// Whether the access token is among them.
    #[field(default = true)]
    pub(crate) logout_revoke_access_token: bool,

    /// Whether the refresh token is among them.
    #[field(default = true)]
    pub(crate) logout_revoke_refresh_token: bool,

    /// Where the provider ends its own session. Null asks discovery.
    #[field()]
    pub(crate) end_session_endpoint: Option<Url>,

    /// Where tokens are revoked. Null asks discovery.
    #[field()]
    pub(crate) revocation_endpoint: Option<Url>,

    /// The same for clients that prove themselves with a certificate. Null asks discovery.
    #[field()]
    pub(crate) mtls_revocation_endpoint: Option<Url>,

    /// How the client proves there who it is. Null does as elsewhere.
    #[field()]
    pub(crate) revocation_endpoint_auth_method: Option<ClientAuthentication>,

    /// The parameter that carries the token to revoke.
    #[field(default = "token")]
    pub(crate) revocation_token_param_name: String,
}

/// The method of a request that may log out.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LogoutMethod {
    /// As a form does.
    #[choice("POST")]
    Post,
    /// As a link does.
    #[choice("GET")]
    Get,
    /// As a script does.
    #[choice("DELETE")]
    Delete,
}

impl Logout {
    /// What ends a session, and what follows.
    pub(crate) fn rules(&self, client: usize) -> LogoutRules {
        let revoked = [
            (self.logout_revoke_access_token, TokenKind::Access),
            (self.logout_revoke_refresh_token, TokenKind::Refresh),
        ];
        let approach = |method: &LogoutMethod| match method {
            LogoutMethod::Post => Approach::Post,
            LogoutMethod::Get => Approach::Visit,
            LogoutMethod::Delete => Approach::Delete,
        };
        LogoutRules {
            approaches: self.logout_methods.iter().flatten().map(approach).collect(),
            suffix: self.logout_uri_suffix.clone(),
            query_argument: self.logout_query_arg.clone(),
            form_argument: self.logout_post_arg.clone(),
            to: of_client(self.logout_redirect_uri.as_deref(), client).map(|uri| uri.as_str().to_owned()),
            revoked: revoked
                .into_iter()
                .filter(|(is_wanted, _)| self.logout_revoke && *is_wanted)
                .map(|(_, kind)| kind)
                .collect(),
            token_parameter: self.revocation_token_param_name.clone(),
        }
    }
}
