//! Which credentials of a request count.

use plugin::Misconfigured;
use schema::{Choice, Record};

/// Options about the ways to prove who one is.
#[derive(Record)]
pub(crate) struct Credentials {
    /// The ways that are open. Their order has no meaning.
    /// Those that are not supported yet may not be named; left out, they find nobody.
    #[field(
        default = [AuthMethod::AuthorizationCode, AuthMethod::Session],
        refused_values(
            "password", "client_credentials", "bearer", "introspection", "userinfo", "kong_oauth2", "refresh_token"
        )
    )]
    pub(crate) auth_methods: Option<Vec<AuthMethod>>,
}

/// A way to prove who one is.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AuthMethod {
    /// User name and password.
    #[choice("password")]
    Password,
    /// The id and secret of a client.
    #[choice("client_credentials")]
    ClientCredentials,
    /// Signing in at the provider with a browser.
    #[choice("authorization_code")]
    AuthorizationCode,
    /// An access token that is a JWT.
    #[choice("bearer")]
    Bearer,
    /// An access token the provider knows.
    #[choice("introspection")]
    Introspection,
    /// An access token whose user the provider tells.
    #[choice("userinfo")]
    Userinfo,
    /// An access token of the oauth2 plugin.
    #[choice("kong_oauth2")]
    KongOauth2,
    /// A refresh token.
    #[choice("refresh_token")]
    RefreshToken,
    /// The session cookie.
    #[choice("session")]
    Session,
}

impl Credentials {
    /// The code flow, remembered in a session: the one way that is there. Closing half of it is not supported yet.
    ///
    /// # Errors
    /// [`Misconfigured`] if either half is closed.
    pub(crate) fn code_flow(&self) -> Result<(), Misconfigured> {
        let open = |method| {
            self.auth_methods
                .as_deref()
                .is_some_and(|methods| methods.contains(&method))
        };
        if open(AuthMethod::AuthorizationCode) && open(AuthMethod::Session) {
            return Ok(());
        }
        Err(Misconfigured::new(
            "config.auth_methods",
            "auth_methods: for now both are needed, authorization_code and session".into(),
        ))
    }
}
