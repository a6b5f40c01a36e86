//! How strictly tokens are judged.

use std::time::Duration;

use jose::Algorithm;
use oidc::{Issuers, Nonce, Obtained, Signature, StandardClaims, TokenRules};
use schema::{Choice, Record, Seconds};

/// Options of judging tokens.
#[derive(Record)]
pub(crate) struct Verification {
    /// Whether what every token says of itself counts: issuer, audience, times. Without, old tokens
    /// and those of others are believed.
    #[field(default = true)]
    pub(crate) verify_claims: bool,

    /// Whether signatures count. Without, whatever comes from the token endpoint is believed.
    #[field(default = true)]
    pub(crate) verify_signature: bool,

    /// Ways by which access tokens come whose signatures do not count, though they name the provider: what they say is
    /// believed because it came over TLS. A token that a request brings itself is never among them, and ID tokens neither.
    #[field(default = [""; 0], set)]
    pub(crate) ignore_signature: Option<Vec<Unsigned>>,

    /// Whether the provider may sign with the client's secret, instead of a key of its own.
    #[field(default = false)]
    pub(crate) enable_hs_signatures: bool,

    /// Seconds by which the provider's clock may differ from ours.
    #[field(default = 0)]
    pub(crate) leeway: Option<Seconds>,

    /// Domains that people may come from: what their ID token says in `hd`. Null lets them come from anywhere.
    #[field()]
    pub(crate) domains: Option<Vec<String>>,

    /// The most seconds since somebody proved at the provider who they are. Null does not ask.
    #[field()]
    pub(crate) max_age: Option<Seconds>,

    /// Whether claims that stand elsewhere are fetched (OpenID Connect Core 5.6.2).
    #[field(default = false, refused)]
    pub(crate) resolve_distributed_claims: bool,
}

/// A way to an access token that may go without a signature.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unsigned {
    /// A code.
    #[choice("authorization_code")]
    AuthorizationCode,
    /// The id and secret of a client.
    #[choice("client_credentials")]
    ClientCredentials,
    /// Introspection.
    #[choice("introspection")]
    Introspection,
    /// User name and password.
    #[choice("password")]
    Password,
    /// A refresh token.
    #[choice("refresh_token")]
    RefreshToken,
    /// A session.
    #[choice("session")]
    Session,
    /// The userinfo endpoint.
    #[choice("userinfo")]
    Userinfo,
}

impl Unsigned {
    /// The way in the words of the protocol. Where the provider is asked about a token, its signature is not looked at in
    /// any case, and nothing it says itself is believed.
    const fn obtained(self) -> Option<Obtained> {
        match self {
            Self::AuthorizationCode => Some(Obtained::ByCode),
            Self::ClientCredentials => Some(Obtained::ByClient),
            Self::Password => Some(Obtained::ByPassword),
            Self::RefreshToken => Some(Obtained::ByRefreshToken),
            Self::Session => Some(Obtained::InSession),
            Self::Introspection | Self::Userinfo => None,
        }
    }
}

impl Verification {
    /// How strictly tokens are judged. `secret` is the client's.
    pub(crate) fn tokens(&self, nonce: Nonce, secret: Option<jose::Secret>, issuers: Issuers) -> TokenRules {
        TokenRules {
            issuers,
            algorithms: Algorithm::ALL.to_vec(),
            shared_secret: secret.filter(|_| self.enable_hs_signatures),
            signature: match self.verify_signature {
                true => Signature::Checked,
                false => Signature::Ignored,
            },
            unsigned: self.unsigned().filter_map(|way| way.obtained()).collect(),
            standard_claims: match self.verify_claims {
                true => StandardClaims::Checked,
                false => StandardClaims::NotChecked,
            },
            nonce,
            domains: self.domains.clone().unwrap_or_default(),
            leeway: self.leeway(),
        }
    }

    /// The ways by which access tokens need no signature.
    pub(crate) fn unsigned(&self) -> impl Iterator<Item = Unsigned> {
        self.ignore_signature.iter().flatten().copied()
    }

    /// Whether nobody signs in whose tokens were believed without a signature.
    pub(crate) fn looks_at_signatures(&self) -> bool {
        self.verify_signature && self.unsigned().all(|way| way.obtained().is_none())
    }

    /// By how much the provider's clock may differ from ours.
    pub(crate) fn leeway(&self) -> Duration {
        self.leeway.map_or(Duration::ZERO, Seconds::duration)
    }

    /// The longest time since somebody signed in at the provider.
    pub(crate) fn max_age(&self) -> Option<Duration> {
        self.max_age.map(Seconds::duration)
    }
}
