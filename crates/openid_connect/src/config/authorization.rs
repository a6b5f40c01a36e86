//! What is asked of the provider when somebody signs in.

use oidc::Pkce;
use schema::Record;

/// Options of the authorization request.
#[derive(Record)]
pub(crate) struct Authorization {
    /// The scopes to ask for. Null asks for none, which is plain OAuth 2.0 without an ID token.
    #[field(default = ["openid"], referenceable)]
    pub(crate) scopes: Option<Vec<String>>,

    /// Whether to prove by PKCE that the code came to the one who asked for it (RFC 7636).
    /// Unset: yes, unless the provider says that it cannot.
    #[field()]
    pub(crate) require_proof_key_for_code_exchange: Option<bool>,
}

impl Authorization {
    /// When a proof key is sent.
    pub(crate) const fn pkce(&self) -> Pkce {
        match self.require_proof_key_for_code_exchange {
            Some(true) => Pkce::Always,
            Some(false) => Pkce::Never,
            None => Pkce::WhenOffered,
        }
    }
}
