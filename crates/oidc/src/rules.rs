//! What this gateway accepts.

use std::slice;
use std::time::Duration;

use crate::{
    AnswerRules, Bearers, Client, Demands, GrantRules, GrantType, IntrospectionRules, Issuer, LogoutRules,
    OwnTokens, Pkce, Refresh, TokenRules,
};

/// What is asked of a login, and what is accepted.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Who signs people in.
    pub issuer: Issuer,
    /// Who we are there.
    pub client: Client,
    /// All clients between which a request can choose, if there are several.
    pub clients: Vec<Client>,
    /// Whether somebody without a session may sign in.
    pub code_flow: CodeFlow,
    /// Whether they are remembered then.
    pub sessions: Sessions,
    /// Whether a request may bring its access token itself.
    pub bearers: Bearers,
    /// The claim of a JWT among them that must say what the request shows beside it; `None` if nothing must be shown.
    pub shown_claim: Option<String>,
    /// How the provider is asked what such a token is worth; `None` if it is not.
    pub introspection: Option<IntrospectionRules>,
    /// Whether it is enough that the provider tells of whom such a token is.
    pub userinfo_tokens: UserinfoTokens,
    /// Whether such a token may have been given out on this side.
    pub own_tokens: OwnTokens,
    /// What becomes of whoever brings a refresh token; `None` if such do not count.
    pub refresh_token: Option<GrantRules>,
    /// What becomes of whoever brings a name and a password; `None` if such do not count.
    pub password: Option<GrantRules>,
    /// What becomes of whoever brings the id and secret of a client; `None` if such do not count.
    pub client_credentials: Option<GrantRules>,
    /// What is asked for.
    pub request: RequestRules,
    /// How strictly tokens are judged.
    pub tokens: TokenRules,
    /// Whether the userinfo endpoint is asked.
    pub userinfo: Userinfo,
    /// For how long what it says counts about whoever brings an access token or credentials; `None` asks with each request.
    pub userinfo_remembered: Option<Duration>,
    /// How its answers come.
    pub userinfo_answer: AnswerRules,
    /// What is demanded of whoever passes.
    pub demands: Demands,
    /// The claims of an ID token that are looked for once somebody is let in. A session that may have lost one of them does
    /// not suffice.
    pub looked_for: Vec<String>,
    /// Whether sessions get new access tokens.
    pub refresh: Refresh,
    /// Whether the tokens of a session are verified again with every request.
    pub reverify: Reverify,
    /// How long somebody may take to sign in; `None` for ever.
    pub pending_lifetime: Option<Duration>,
    /// How many logins a browser may have under way; the oldest gives way.
    pub pending_limit: usize,
    /// What a completed login does.
    pub after_login: AfterLogin,
    /// What a request with a session does besides passing.
    pub after_session: AfterLogin,
    /// What a request with an access token of its own does besides passing.
    pub after_bearer: AfterLogin,
    /// What a request with an access token that was given out on this side does besides passing.
    pub after_own_token: AfterLogin,
    /// What ends a session.
    pub logout: LogoutRules,
}

impl Rules {
    /// The rules of a login as OpenID Connect Core wants it: `openid` is asked for, everything is checked, nothing more
    /// is demanded, and a completed login goes on where it began. Ten minutes are enough to sign in, in five tabs.
    #[must_use]
    pub fn of(issuer: Issuer, client: Client) -> Self {
        Self {
            issuer,
            client,
            clients: Vec::new(),
            code_flow: CodeFlow::Open,
            sessions: Sessions::Kept,
            bearers: Bearers::NotAccepted,
            shown_claim: None,
            introspection: None,
            userinfo_tokens: UserinfoTokens::NotAccepted,
            own_tokens: OwnTokens::NotAccepted,
            refresh_token: None,
            password: None,
            client_credentials: None,
            request: RequestRules {
                scopes: vec!["openid".into()],
                audience: Vec::new(),
                response_type: ResponseType::Code,
                response_mode: ResponseMode::Query,
                pkce: Pkce::WhenOffered,
                max_age: None,
                more: Vec::new(),
                handed_on: Vec::new(),
            },
            tokens: TokenRules::strict(),
            userinfo: Userinfo::NotAsked,
            userinfo_remembered: None,
            userinfo_answer: AnswerRules::default(),
            demands: Demands::default(),
            looked_for: Vec::new(),
            refresh: Refresh::Ahead,
            reverify: Reverify::SealIsEnough,
            pending_lifetime: Some(Duration::from_secs(600)),
            pending_limit: 5,
            after_login: AfterLogin::Proxy,
            after_session: AfterLogin::Proxy,
            after_bearer: AfterLogin::Proxy,
            after_own_token: AfterLogin::Proxy,
            logout: LogoutRules::default(),
        }
    }
}

impl Rules {
    /// All that we are at the provider: one client at least.
    #[must_use]
    pub fn all_clients(&self) -> &[Client] {
        match self.clients.as_slice() {
            [] => slice::from_ref(&self.client),
            several => several,
        }
    }

    /// The client, for what is kept, if there are several.
    pub(crate) fn kept_client(&self) -> Option<String> {
        (!self.clients.is_empty()).then(|| self.client.id.clone())
    }

    /// Whether a request may bring its access token itself, however that is judged.
    #[must_use]
    pub fn takes_tokens(&self) -> bool {
        self.bearers != Bearers::NotAccepted
            || self.introspection.is_some()
            || self.userinfo_tokens != UserinfoTokens::NotAccepted
            || self.own_tokens != OwnTokens::NotAccepted
    }

    /// What becomes of whoever brings credentials of this kind; `None` if such do not count.
    #[must_use]
    pub const fn of_grant(&self, by: GrantType) -> Option<&GrantRules> {
        match by {
            GrantType::RefreshToken => self.refresh_token.as_ref(),
            GrantType::Password => self.password.as_ref(),
            GrantType::ClientCredentials => self.client_credentials.as_ref(),
        }
    }
}

/// Whether an access token that a request brings lets pass if the userinfo endpoint answers it: the provider knows then
/// whose it is (OpenID Connect Core 5.3). It does not tell for whom it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserinfoTokens {
    /// It does.
    Accepted,
    /// It does not.
    NotAccepted,
}

/// Whether somebody without a session may sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeFlow {
    /// Everybody is sent to the provider.
    Open,
    /// Those who can follow are sent to the provider, the others are told that they must sign in.
    OpenToBrowsers,
    /// Nobody is.
    Closed,
}

/// Whether a login is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sessions {
    /// In a session.
    Kept,
    /// Not at all: each request is a login.
    NotKept,
}

/// What is asked for with an authorization request.
#[derive(Clone, Debug)]
pub struct RequestRules {
    /// The scopes.
    pub scopes: Vec<String>,
    /// For whom the access token is to be, as some providers want to know.
    pub audience: Vec<String>,
    /// What comes with the browser.
    pub response_type: ResponseType,
    /// How the answer comes.
    pub response_mode: ResponseMode,
    /// When a proof key is sent.
    pub pkce: Pkce,
    /// The longest time since somebody signed in at the provider.
    pub max_age: Option<Duration>,
    /// More parameters. None may be one of the protocol's own.
    pub more: Vec<(String, String)>,
    /// Parameters that are handed on from the query of the request that begins the login.
    pub handed_on: Vec<String>,
}

/// What an authorization response brings (OAuth 2.0 Multiple Response Type Encoding Practices 3 and 5). All but the code
/// alone must be posted as a form: no gateway sees what stands behind a `#`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseType {
    /// A code.
    Code,
    /// A code and an ID token that vouches for it.
    CodeIdToken,
    /// A code and an access token, which is not used.
    CodeToken,
    /// All three; the ID token vouches for both.
    CodeIdTokenToken,
}

impl ResponseType {
    /// As it is asked for.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::CodeIdToken => "code id_token",
            Self::CodeToken => "code token",
            Self::CodeIdTokenToken => "code id_token token",
        }
    }

    /// Whether an ID token comes with the browser.
    pub(crate) const fn has_id_token(self) -> bool {
        matches!(self, Self::CodeIdToken | Self::CodeIdTokenToken)
    }

    /// Whether an access token does.
    pub(crate) const fn has_token(self) -> bool {
        matches!(self, Self::CodeToken | Self::CodeIdTokenToken)
    }
}

/// How an authorization response comes (OAuth 2.0 Multiple Response Types, Form Post Response Mode).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseMode {
    /// In the query.
    Query,
    /// As a form that the browser posts.
    FormPost,
}

/// Whether the userinfo endpoint is asked (OpenID Connect Core 5.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Userinfo {
    /// Once, when somebody signs in.
    Asked,
    /// No.
    NotAsked,
}

/// Whether the tokens of a session are verified again with every request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reverify {
    /// They are, with the keys the provider has now.
    EachRequest,
    /// They are not: what was verified once travels sealed.
    SealIsEnough,
}

/// What a completed login does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AfterLogin {
    /// The request goes on, if the browser is where it started.
    Proxy,
    /// The browser is sent on.
    Redirect {
        /// Where to; `None` is where it started.
        to: Option<String>,
        /// Where the tokens stand that it takes along.
        mode: RedirectMode,
        /// The tokens.
        tokens: Vec<HandedOut>,
    },
    /// The tokens are handed to the client as JSON.
    Respond {
        /// The tokens.
        tokens: Vec<HandedOut>,
    },
}

/// Where tokens stand in an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedirectMode {
    /// Behind `#`: only scripts of the page see them.
    Fragment,
    /// Behind `?`: they end up in logs and referrers.
    Query,
}

/// A token that is handed to the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandedOut {
    /// `id_token`
    IdToken,
    /// `access_token`
    AccessToken,
    /// `refresh_token`
    RefreshToken,
    /// All that the token endpoint said.
    Everything,
    /// All that the introspection endpoint said, which is no token.
    Introspection,
}
