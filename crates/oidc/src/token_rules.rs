//! How strictly tokens are judged.

use std::time::Duration;

use jose::{Algorithm, Claims, Header, JwsError, KeySet, Secret, Timestamp};

use crate::{Issuers, Nonce};

/// How strictly tokens are judged.
#[derive(Clone, Debug)]
pub struct TokenRules {
    /// Signatures that count, if they are made with the provider's keys.
    pub algorithms: Vec<Algorithm>,
    /// The secret that the provider may sign with instead, because it shares it with us.
    pub shared_secret: Option<Secret>,
    /// Whether signatures count.
    pub signature: Signature,
    /// The ways by which access tokens come whose signatures do not count.
    pub unsigned: Vec<Obtained>,
    /// Whether what every token says of itself counts: issuer, audience, times, and so on.
    pub standard_claims: StandardClaims,
    /// Whether an ID token must belong to the very login.
    pub nonce: Nonce,
    /// Whose tokens count.
    pub issuers: Issuers,
    /// Domains that people may come from (`hd`); with none, it does not matter.
    pub domains: Vec<String>,
    /// By how much the provider's clock may differ from ours.
    pub leeway: Duration,
}

/// Whether signatures count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signature {
    /// They do.
    Checked,
    /// They do not: any token that came from the token endpoint is believed. A token that a request brings itself is
    /// not, ever.
    Ignored,
}

/// How an access token was obtained. One that a request brings itself is not among them: its signature counts, always.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obtained {
    /// For a code.
    ByCode,
    /// For a refresh token.
    ByRefreshToken,
    /// For somebody's name and password.
    ByPassword,
    /// By a client, for itself.
    ByClient,
    /// Some way or other, before a session began.
    InSession,
}

/// Whether what every token says of itself counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StandardClaims {
    /// It does.
    Checked,
    /// It does not: tokens of other issuers, for other clients, and old ones are believed.
    NotChecked,
}

impl TokenRules {
    /// Everything is checked, to the second, and only what nobody can forge who can verify it.
    #[must_use]
    pub fn strict() -> Self {
        Self {
            algorithms: Algorithm::ALL.to_vec(),
            shared_secret: None,
            signature: Signature::Checked,
            unsigned: Vec::new(),
            standard_claims: StandardClaims::Checked,
            nonce: Nonce::Checked,
            issuers: Issuers::default(),
            domains: Vec::new(),
            leeway: Duration::ZERO,
        }
    }

    /// Verifies the signature of a token that comes from the provider, if signatures count.
    pub(crate) fn verify(&self, token: &Secret, keys: &KeySet) -> Result<(Header, Claims), JwsError> {
        match self.signature {
            Signature::Ignored => unverified(token),
            Signature::Checked => self.verify_signature(token, keys),
        }
    }

    /// The same of an access token that was obtained in this way.
    pub(crate) fn verify_access_token(
        &self,
        token: &Secret,
        keys: &KeySet,
        obtained: Obtained,
    ) -> Result<(Header, Claims), JwsError> {
        match self.unsigned.contains(&obtained) {
            true => unverified(token),
            false => self.verify(token, keys),
        }
    }

    /// Verifies the signature of a token that anybody may have written.
    pub(crate) fn verify_signature(
        &self,
        token: &Secret,
        keys: &KeySet,
    ) -> Result<(Header, Claims), JwsError> {
        let parsed = jose::Token::parse(token.expose())?;
        let verified = match &self.shared_secret {
            Some(secret) if parsed.header().algorithm.is_symmetric() => {
                jose::verify_hmac(token.expose(), secret, &Algorithm::HMAC)
            }
            _ => jose::verify(token.expose(), keys, &self.algorithms),
        }?;
        Ok((verified.header, verified.claims))
    }

    /// Whether a token with this end is over.
    pub(crate) fn is_over(&self, end: Timestamp, now: Timestamp) -> bool {
        // A token is good while now < exp + leeway.
        now >= end.plus(self.leeway)
    }

    /// Whether a moment that should be past is yet to come.
    pub(crate) fn is_to_come(&self, moment: Timestamp, now: Timestamp) -> bool {
        moment > now.plus(self.leeway)
    }
}

/// What a token says that is believed without a signature, since it came from the provider over TLS.
fn unverified(token: &Secret) -> Result<(Header, Claims), JwsError> {
    let parsed = jose::Token::parse(token.expose())?;
    Ok((parsed.header().clone(), parsed.unverified_claims()?))
}

#[cfg(test)]
mod tests;
