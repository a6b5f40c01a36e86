//! What can be chosen when the provider starts.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use jose::Algorithm;

use crate::{Client, Clock};

/// How a provider is to be.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where it listens: on the loopback, since nobody here needs a password. Port 0 lets the kernel pick one.
    pub address: SocketAddr,
    /// The path of its issuer: empty, or such as `/oauth2/default`.
    pub issuer_path: String,
    /// Who may ask.
    pub clients: Vec<Client>,
    /// For whom access tokens are: their `aud`.
    pub audience: String,
    /// Where access tokens name their scopes.
    pub scope_claim: ScopeClaim,
    /// How long things are good.
    pub lifetimes: Lifetimes,
    /// What tokens are signed with.
    pub algorithm: SigningAlgorithm,
    /// What time it is.
    pub clock: Clock,
}

/// How long things are good, in whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetimes {
    /// A code, 60 seconds by default.
    pub code: Duration,
    /// An access token, an hour by default.
    pub access_token: Duration,
    /// An ID token, an hour by default.
    pub id_token: Duration,
    /// A refresh token, thirty days by default; each use brings a new one.
    pub refresh_token: Duration,
    /// The provider's own login, eight hours by default.
    pub login: Duration,
}

/// Where access tokens name their scopes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ScopeClaim {
    /// In `scope`, as words with spaces between (RFC 9068 section 2.2.3).
    #[default]
    Scope,
    /// In `scp`, as a list: so does Okta.
    Scp,
}

/// What tokens are signed with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SigningAlgorithm {
    /// ECDSA on P-256.
    #[default]
    Es256,
    /// ECDSA on P-384.
    Es384,
    /// RSA with 2048 bits and SHA-256. Making such a key takes a noticeable moment.
    Rs256,
    /// RSA with 2048 bits and SHA-512.
    Rs512,
    /// RSA with 2048 bits, PSS and SHA-256.
    Ps256,
    /// Ed25519.
    EdDsa,
    /// HMAC with the secret of the client, which nobody publishes (OpenID Connect Core 10.1). That is for ID
    /// tokens: services have no such secret, so access tokens are signed as with `Es256`. A client whose secret
    /// is missing or shorter than 32 bytes gets `server_error`.
    Hs256,
}

impl SigningAlgorithm {
    /// The algorithm of ID tokens.
    pub(crate) const fn algorithm(self) -> Algorithm {
        match self {
            Self::Es256 => Algorithm::Es256,
            Self::Es384 => Algorithm::Es384,
            Self::Rs256 => Algorithm::Rs256,
            Self::Rs512 => Algorithm::Rs512,
            Self::Ps256 => Algorithm::Ps256,
            Self::EdDsa => Algorithm::EdDsa,
            Self::Hs256 => Algorithm::Hs256,
        }
    }

    /// The algorithm of the published keys, which is that of access tokens.
    pub(crate) const fn of_keys(self) -> Algorithm {
        match self {
            Self::Hs256 => Algorithm::Es256,
            other => other.algorithm(),
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            issuer_path: String::new(),
            clients: Vec::new(),
            audience: "api://default".to_owned(),
            scope_claim: ScopeClaim::default(),
            lifetimes: Lifetimes::default(),
            algorithm: SigningAlgorithm::default(),
            clock: Clock::default(),
        }
    }
}

impl Default for Lifetimes {
    fn default() -> Self {
        Self {
            code: Duration::from_secs(60),
            access_token: Duration::from_secs(3600),
            id_token: Duration::from_secs(3600),
            refresh_token: Duration::from_secs(30 * 24 * 3600),
            login: Duration::from_secs(8 * 3600),
        }
    }
}

impl Options {
    /// Refuses what cannot be served.
    pub(crate) fn check(&self) -> io::Result<()> {
        if !self.address.ip().is_loopback() {
            let what = format!(
                "the sample provider signs anybody in, so it listens on the loopback only, not on {}",
                self.address
            );
            return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
        }
        if !is_issuer_path(&self.issuer_path) {
            let what = format!(
                "the issuer path {:?} should be empty or like /oauth2/default",
                self.issuer_path
            );
            return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
        }
        Ok(())
    }
}

fn is_issuer_path(path: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
    let is_segment = |segment: &str| {
        !segment.is_empty() && segment != "." && segment != ".." && segment.chars().all(plain)
    };
    path.is_empty()
        || path
            .strip_prefix('/')
            .is_some_and(|path| path.split('/').all(is_segment))
}
