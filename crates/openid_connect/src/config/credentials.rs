//! Which credentials of a request count, and where they are looked for.

use schema::{Choice, Record};

/// Options about the ways to prove who one is.
#[derive(Record)]
pub(crate) struct Credentials {
    /// The ways that are open. Their order has no meaning.
    #[field(
        default = [
            AuthMethod::Password,
            AuthMethod::ClientCredentials,
            AuthMethod::AuthorizationCode,
            AuthMethod::Bearer,
            AuthMethod::Introspection,
            AuthMethod::Userinfo,
            AuthMethod::KongOauth2,
            AuthMethod::RefreshToken,
            AuthMethod::Session
        ],
        set
    )]
    pub(crate) auth_methods: Option<Vec<AuthMethod>>,

    /// Where access tokens are looked for. A body is looked at if it is a form or JSON, says that it has 64 KiB at most, and
    /// the request has no other credentials.
    #[field(default = [TokenPlace::Header, TokenPlace::Query, TokenPlace::Body], set)]
    pub(crate) bearer_token_param_type: Option<Vec<TokenPlace>>,

    /// The cookie in which an access token may be, if cookies are among the places. Null looks into none.
    #[field()]
    pub(crate) bearer_token_cookie_name: Option<String>,

    /// The only header in which an access token may be, with or without `Bearer` before it. Null looks into
    /// `Authorization`, `Access-Token` and `X-Access-Token`.
    #[field()]
    pub(crate) bearer_token_header_name: Option<String>,

    /// Where the id and secret of a client are looked for: as `Basic` in `Authorization`, or as `client_id` and
    /// `client_secret`. A body may have an `assertion` of another authority instead, with the `grant_type` of RFC 7523.
    /// Only those in the header begin a session.
    #[field(default = [Place::Header, Place::Query, Place::Body], set)]
    pub(crate) client_credentials_param_type: Option<Vec<Place>>,

    /// Where user name and password are looked for: as `Basic` in `Authorization`, or as `username` and `password`. Only
    /// those in the header begin a session.
    #[field(default = [Place::Header, Place::Query, Place::Body], set)]
    pub(crate) password_param_type: Option<Vec<Place>>,

    /// Where refresh tokens are looked for. Only those in a header begin a session.
    #[field(default = [Place::Header, Place::Query, Place::Body], set)]
    pub(crate) refresh_token_param_type: Option<Vec<Place>>,

    /// The name of a refresh token there; in the name of a header, `_` and `-` are the same. Null finds none.
    #[field()]
    pub(crate) refresh_token_param_name: Option<String>,

    /// Where ID tokens are looked for that accompany an access token.
    #[field(default = [Place::Header, Place::Query, Place::Body], set)]
    pub(crate) id_token_param_type: Option<Vec<Place>>,

    /// The name of an ID token there; in the name of a header, `_` and `-` are the same. Null finds none.
    #[field()]
    pub(crate) id_token_param_name: Option<String>,

    /// Whether the ID tokens of the provider count as access tokens. They tell a client who signed in, and are seen by
    /// many: whoever gets hold of one passes.
    #[field(default = false)]
    pub(crate) lychgate_bearer_id_tokens: bool,

    /// Whether the upstream is kept from seeing what let the request pass, where the request had it.
    /// The cookies of our own it never sees.
    #[field(default = true)]
    pub(crate) hide_credentials: bool,

    /// Whether requests with the method OPTIONS must prove who they are, as all others. Without, all of them pass, and the
    /// service is told nothing of who asks.
    #[field(default = true)]
    pub(crate) run_on_preflight: bool,

    /// The consumer, by id or username, as whom those pass who prove nothing or would be refused. Whom another plugin has
    /// recognised is then not looked at any more. Null lets nobody pass so.
    #[field()]
    pub(crate) anonymous: Option<String>,

    /// A cookie of another origin, which must say what a claim of the access token says, if that is a JWT and verified here
    /// (`bearer`). Null asks for none.
    #[field()]
    pub(crate) jwt_session_cookie: Option<String>,

    /// The claim that is compared with that cookie. Null is `sid`.
    #[field(default = "sid")]
    pub(crate) jwt_session_claim: Option<String>,
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

/// A place in a request.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A header.
    #[choice("header")]
    Header,
    /// The query.
    #[choice("query")]
    Query,
    /// A form or JSON in the body.
    #[choice("body")]
    Body,
}

/// A place in a request where an access token may be.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenPlace {
    /// A header.
    #[choice("header")]
    Header,
    /// The query.
    #[choice("query")]
    Query,
    /// A form or JSON in the body.
    #[choice("body")]
    Body,
    /// A cookie.
    #[choice("cookie")]
    Cookie,
}

/// The ways that are open and supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Methods {
    /// Signing in at the provider with a browser.
    pub(crate) authorization_code: bool,
    /// An access token that is a JWT.
    pub(crate) bearer: bool,
    /// An access token the provider knows.
    pub(crate) introspection: bool,
    /// An access token whose user the provider tells.
    pub(crate) userinfo: bool,
    /// An access token of the oauth2 plugin.
    pub(crate) kong_oauth2: bool,
    /// A refresh token.
    pub(crate) refresh_token: bool,
    /// User name and password.
    pub(crate) password: bool,
    /// The id and secret of a client.
    pub(crate) client_credentials: bool,
    /// The session cookie.
    pub(crate) session: bool,
}

impl Credentials {
    /// The claim of a JWT that must say what a cookie says, and the name of that.
    pub(crate) fn shown(&self) -> Option<(&str, &str)> {
        let cookie = self.jwt_session_cookie.as_deref()?;
        Some((self.jwt_session_claim.as_deref().unwrap_or("sid"), cookie))
    }

    /// The ways that are open. With none, nobody passes.
    pub(crate) fn methods(&self) -> Methods {
        let named = self.auth_methods.as_deref().unwrap_or_default();
        Methods {
            authorization_code: named.contains(&AuthMethod::AuthorizationCode),
            bearer: named.contains(&AuthMethod::Bearer),
            introspection: named.contains(&AuthMethod::Introspection),
            userinfo: named.contains(&AuthMethod::Userinfo),
            kong_oauth2: named.contains(&AuthMethod::KongOauth2),
            refresh_token: named.contains(&AuthMethod::RefreshToken),
            password: named.contains(&AuthMethod::Password),
            client_credentials: named.contains(&AuthMethod::ClientCredentials),
            session: named.contains(&AuthMethod::Session),
        }
    }
}
