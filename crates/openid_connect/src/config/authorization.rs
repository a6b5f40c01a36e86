//! What is asked of the provider when somebody signs in.

use std::time::Duration;

use oidc::{Intention, Nonce, Pkce, RequestRules, ResponseType};
use plugin::Misconfigured;
use schema::{Choice, Record, Url};

use super::{Arguments, ClientAuthentication};

/// Options of the authorization request.
#[derive(Record)]
pub(crate) struct Authorization {
    /// The scopes to ask for. Null asks for none, which is plain OAuth 2.0 without an ID token.
    #[field(default = ["openid"], referenceable)]
    pub(crate) scopes: Option<Vec<String>>,

    /// For whom the access token is to be, for providers that want to be told. Null says nothing about it.
    #[field()]
    pub(crate) audience: Option<Vec<String>>,

    /// What the provider sends back: `code`, and with it perhaps `id_token` and `token`, as words of one text or of several.
    /// Without a code nobody signs in. Tokens come in a form only (`response_mode: form_post`); the ID token vouches for the
    /// code, the access token is not used.
    #[field(default = ["code"])]
    pub(crate) response_type: Option<Vec<String>>,

    /// How the provider sends it back.
    #[field(
        default = ResponseMode::Query,
        refused_values(
            ResponseMode::Fragment,
            ResponseMode::QueryJwt,
            ResponseMode::FormPostJwt,
            ResponseMode::FragmentJwt,
            ResponseMode::Jwt
        )
    )]
    pub(crate) response_mode: ResponseMode,

    /// More parameters of the authorization request.
    #[flatten = "authorization_query_args_"]
    pub(crate) query_args: Arguments,

    /// Whether a login ends with the query with which it began. Here it always does.
    #[field(default = false, inert)]
    pub(crate) preserve_query_args: bool,

    /// Whether to prove by PKCE that the code came to the one who asked for it (RFC 7636).
    /// Unset: yes, unless the provider says that it cannot.
    #[field()]
    pub(crate) require_proof_key_for_code_exchange: Option<bool>,

    /// Whether the parameters reach the provider before the browser does (RFC 9126).
    /// Unset: if the provider demands it.
    #[field(refused_values(true))]
    pub(crate) require_pushed_authorization_requests: Option<bool>,

    /// Where parameters are pushed to. Null asks discovery.
    #[field(inert)]
    pub(crate) pushed_authorization_request_endpoint: Option<Url>,

    /// How the client proves there who it is. Null does as elsewhere.
    #[field(refused)]
    pub(crate) pushed_authorization_request_endpoint_auth_method: Option<ClientAuthentication>,

    /// Whether the parameters are sent as a signed token (RFC 9101). Unset: if the provider demands it.
    #[field(refused_values(true))]
    pub(crate) require_signed_request_object: Option<bool>,

    /// Whether an ID token must carry the nonce of the very login. Turning it off lets stolen tokens in.
    #[field(default = true)]
    pub(crate) verify_nonce: bool,
}

/// How the provider's answer comes (OAuth 2.0 Multiple Response Types, Form Post Response Mode, JARM).
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ResponseMode {
    /// In the query of the redirect URI.
    #[choice("query")]
    Query,
    /// As a form that the browser posts.
    #[choice("form_post")]
    FormPost,
    /// Behind the `#`, which no gateway sees.
    #[choice("fragment")]
    Fragment,
    /// In the query, signed.
    #[choice("query.jwt")]
    QueryJwt,
    /// As a form, signed.
    #[choice("form_post.jwt")]
    FormPostJwt,
    /// Behind the `#`, signed.
    #[choice("fragment.jwt")]
    FragmentJwt,
    /// Where the provider likes, signed.
    #[choice("jwt")]
    Jwt,
}

impl Authorization {
    /// What is asked for.
    ///
    /// # Errors
    /// [`Misconfigured`] for a parameter that is the protocol's own.
    pub(crate) fn request(&self, max_age: Option<Duration>) -> Result<RequestRules, Misconfigured> {
        let more: Vec<_> = self
            .query_args
            .pairs()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let handed_on = self.query_args.client().to_vec();
        let names = more.iter().map(|(name, _)| name).chain(&handed_on);
        if let Some(own) = names.into_iter().find(|name| oidc::authorization::is_own(name)) {
            return Err(Misconfigured::new(
                "config.query_argument",
                format!(
                    "authorization_query_args_*: {own} is a parameter of the protocol, which has an option of its own"
                ),
            ));
        }
        Ok(RequestRules {
            scopes: self.scopes.clone().unwrap_or_default(),
            audience: self.audience.clone().unwrap_or_default(),
            response_type: self.response_type()?,
            response_mode: self.response_mode(),
            pkce: self.pkce(),
            max_age,
            more,
            handed_on,
        })
    }

    /// What comes with the browser.
    ///
    /// # Errors
    /// [`Misconfigured`] for what has no code or is not known, and for tokens that would come where no gateway sees them.
    fn response_type(&self) -> Result<ResponseType, Misconfigured> {
        let listed = self.response_type.iter().flatten();
        let words: Vec<&str> = listed.flat_map(|text| text.split_ascii_whitespace()).collect();
        let bad = |code, what: String| Err(Misconfigured::new(code, what));
        if let Some(unknown) = words
            .iter()
            .find(|word| !["code", "id_token", "token"].contains(word))
        {
            return bad(
                "config.response_type",
                format!("response_type: `{unknown}` is none of code, id_token and token"),
            );
        }
        if !words.is_empty() && !words.contains(&"code") {
            return bad(
                "config.response_type",
                "response_type: without a code nobody signs in; add code".into(),
            );
        }
        let found = match (words.contains(&"id_token"), words.contains(&"token")) {
            (false, false) => return Ok(ResponseType::Code),
            (true, false) => ResponseType::CodeIdToken,
            (false, true) => ResponseType::CodeToken,
            (true, true) => ResponseType::CodeIdTokenToken,
        };
        match self.response_mode {
            ResponseMode::FormPost => Ok(found),
            _ => bad(
                "config.response_mode",
                format!(
                    "response_mode: with response_type {} tokens come behind a #, which no gateway sees, or in a query, \
                     which logs keep; write form_post",
                    found.as_str()
                ),
            ),
        }
    }

    /// What a discovery document must not speak against.
    pub(crate) fn intentions(&self) -> Vec<Intention> {
        let intend = |member, value: &str| Intention {
            member,
            value: value.to_owned(),
        };
        let scopes = self.scopes.iter().flatten();
        let mut intentions: Vec<_> = scopes.map(|scope| intend("scopes_supported", scope)).collect();
        let asked = self.response_type().unwrap_or(ResponseType::Code);
        intentions.push(intend("response_types_supported", asked.as_str()));
        if self.response_mode == ResponseMode::FormPost {
            intentions.push(intend("response_modes_supported", "form_post"));
        }
        if self.pkce() == Pkce::Always {
            intentions.push(intend("code_challenge_methods_supported", "S256"));
        }
        intentions
    }

    /// How the provider's answer comes.
    pub(crate) const fn response_mode(&self) -> oidc::ResponseMode {
        match self.response_mode {
            ResponseMode::FormPost => oidc::ResponseMode::FormPost,
            // The others are refused.
            _ => oidc::ResponseMode::Query,
        }
    }

    /// When a proof key is sent.
    pub(crate) const fn pkce(&self) -> Pkce {
        match self.require_proof_key_for_code_exchange {
            Some(true) => Pkce::Always,
            Some(false) => Pkce::Never,
            None => Pkce::WhenOffered,
        }
    }

    /// Whether an ID token must belong to the very login.
    pub(crate) const fn nonce(&self) -> Nonce {
        match self.verify_nonce {
            true => Nonce::Checked,
            false => Nonce::NotChecked,
        }
    }
}
