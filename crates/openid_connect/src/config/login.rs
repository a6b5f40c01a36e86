//! What happens while somebody signs in, and right after.

use std::time::Duration;

use oidc::{AfterLogin, HandedOut};
use schema::{Choice, Record, Seconds, Shorthand, Url};
use session::BadCookie;

use super::{AuthMethod, Cookie, SameSite, of_client};

/// Options of a login under way, and of its end.
#[derive(Record)]
#[record(shorthand = Shorthand::of("authorization_cookie_lifetime", "authorization_rolling_timeout"))]
pub(crate) struct Login {
    /// What a completed login does: hand the request on, send the browser on, or hand out tokens.
    #[field(default = LoginAction::Upstream)]
    pub(crate) login_action: LoginAction,

    /// The ways to prove who one is that count as a login. Those who come by another way are handed on.
    #[field(default = [AuthMethod::AuthorizationCode], set)]
    pub(crate) login_methods: Option<Vec<AuthMethod>>,

    /// The tokens that a login hands out, unless the request is handed on. Null hands out none. `introspection` hands out
    /// what that endpoint said instead of single tokens, if it was asked; in an address it is nothing.
    #[field(default = [LoginToken::IdToken], set)]
    pub(crate) login_tokens: Option<Vec<LoginToken>>,

    /// Where in the address the tokens stand when the browser is sent on.
    #[field(default = RedirectMode::Fragment)]
    pub(crate) login_redirect_mode: RedirectMode,

    /// Where the browser is sent on to, one for each client. Null sends it back to where it started.
    #[field(referenceable)]
    pub(crate) login_redirect_uri: Option<Vec<Url>>,

    /// The name of the cookie that holds the logins under way.
    #[field(default = "authorization")]
    pub(crate) authorization_cookie_name: String,

    #[flatten = "authorization_cookie_"]
    #[record(default_of = ("same_site", SameSite::Default))]
    pub(crate) cookie: Cookie,

    /// Seconds somebody may take to sign in. Zero means forever.
    #[field(default = 600)]
    pub(crate) authorization_rolling_timeout: Option<Seconds>,
}

/// What a completed login does.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LoginAction {
    /// The request goes on to the upstream.
    #[choice("upstream")]
    Upstream,
    /// The browser is sent on.
    #[choice("redirect")]
    Redirect,
    /// The tokens are handed to the client.
    #[choice("response")]
    Response,
}

/// Something that a login hands out.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LoginToken {
    /// The ID token.
    #[choice("id_token")]
    IdToken,
    /// The access token.
    #[choice("access_token")]
    AccessToken,
    /// The refresh token.
    #[choice("refresh_token")]
    RefreshToken,
    /// All tokens that the token endpoint gave.
    #[choice("tokens")]
    Tokens,
    /// All that the introspection endpoint said.
    #[choice("introspection")]
    Introspection,
}

/// Where in an address tokens stand.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RedirectMode {
    /// Behind the `#`: only scripts of the page see them.
    #[choice("fragment")]
    Fragment,
    /// Behind the `?`: servers, logs and referrers see them too.
    #[choice("query")]
    Query,
}

impl Login {
    /// The cookie of the logins under way.
    ///
    /// # Errors
    /// [`BadCookie`] for what browsers would not take.
    pub(crate) fn cookie(&self, mode: oidc::ResponseMode) -> Result<session::Cookie, BadCookie> {
        match mode {
            oidc::ResponseMode::Query => self.cookie.named(&self.authorization_cookie_name),
            oidc::ResponseMode::FormPost => self.cookie.named_for_posts(&self.authorization_cookie_name),
        }
    }

    /// The cookie that counts logins in a row.
    ///
    /// # Errors
    /// [`BadCookie`] for what browsers would not take.
    pub(crate) fn rounds_cookie(&self) -> Result<session::Cookie, BadCookie> {
        self.cookie
            .named(&format!("{}_rounds", self.authorization_cookie_name))
    }

    /// What the flow does after a login at the provider.
    pub(crate) fn after(&self, client: usize) -> AfterLogin {
        self.after_proof(AuthMethod::AuthorizationCode, client)
    }

    /// What the flow does with a request that has a session.
    pub(crate) fn after_session(&self, client: usize) -> AfterLogin {
        self.after_proof(AuthMethod::Session, client)
    }

    /// What the flow does with a request that brings an access token itself.
    pub(crate) fn after_bearer(&self, client: usize) -> AfterLogin {
        self.after_proof(AuthMethod::Bearer, client)
    }

    /// What the flow does with whoever proves by this method who they are.
    pub(crate) fn after_proof(&self, by: AuthMethod, client: usize) -> AfterLogin {
        let counts = self.login_methods.iter().flatten().any(|method| *method == by);
        match self.login_action {
            LoginAction::Redirect if counts => AfterLogin::Redirect {
                to: of_client(self.login_redirect_uri.as_deref(), client).map(|to| to.as_str().to_owned()),
                mode: match self.login_redirect_mode {
                    RedirectMode::Fragment => oidc::RedirectMode::Fragment,
                    RedirectMode::Query => oidc::RedirectMode::Query,
                },
                tokens: self.handed_out(),
            },
            LoginAction::Response if counts => AfterLogin::Respond {
                tokens: self.handed_out(),
            },
            LoginAction::Upstream | LoginAction::Redirect | LoginAction::Response => AfterLogin::Proxy,
        }
    }

    /// The tokens that a login hands out.
    fn handed_out(&self) -> Vec<HandedOut> {
        let tokens = self.login_tokens.iter().flatten();
        tokens
            .map(|token| match token {
                LoginToken::IdToken => HandedOut::IdToken,
                LoginToken::AccessToken => HandedOut::AccessToken,
                LoginToken::RefreshToken => HandedOut::RefreshToken,
                LoginToken::Tokens => HandedOut::Everything,
                LoginToken::Introspection => HandedOut::Introspection,
            })
            .collect()
    }

    /// How long somebody may take to sign in.
    pub(crate) fn patience(&self) -> Option<Duration> {
        self.authorization_rolling_timeout
            .map(Seconds::duration)
            .filter(|limit| !limit.is_zero())
    }
}
