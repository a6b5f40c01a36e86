//! Whose tokens count.

use jose::Claims;

use crate::access_token::is_same_issuer;

/// Whose tokens count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Issuers {
    /// Those of the provider.
    #[default]
    OfTheProvider,
    /// Those of these, letter by letter, and of nobody else, whatever else is judged.
    AnyOf(Vec<String>),
}

impl Issuers {
    /// Whether this one is among them, if the provider is called so. Providers are not of one mind about a slash at the end
    /// of their own names; lists are taken at their word.
    pub(crate) fn have(&self, named: &str, provider: &str) -> bool {
        match self {
            Self::OfTheProvider => is_same_issuer(named, provider),
            Self::AnyOf(issuers) => issuers.iter().any(|issuer| issuer == named),
        }
    }

    /// The same of what claims say, letter by letter; who says nothing is not among them.
    pub(crate) fn have_exactly(&self, claims: &Claims, provider: &str) -> bool {
        claims.issuer().is_some_and(|named| match self {
            Self::OfTheProvider => named == provider,
            Self::AnyOf(_) => self.have(named, provider),
        })
    }

    /// Whether claims name one of them.
    pub(crate) fn issued(&self, claims: &Claims, provider: &str) -> bool {
        claims.issuer().is_some_and(|named| self.have(named, provider))
    }

    /// Whether what a token says, or leaves out, lets it count: a token that names nobody counts as the provider's, unless
    /// there is a list.
    pub(crate) fn may_have_issued(&self, claims: &Claims, provider: &str) -> bool {
        match (claims.value("iss").is_some(), self) {
            (false, Self::OfTheProvider) => true,
            _ => self.issued(claims, provider),
        }
    }

    /// The same of what the provider says about a token: where that names nobody, it is the provider's.
    pub(crate) fn may_be_told_of(&self, claims: &Claims, provider: &str) -> bool {
        match claims.value("iss").is_some() {
            true => self.issued(claims, provider),
            false => self.have(provider, provider),
        }
    }

    /// Whether they count even where nothing else that a token says of itself does.
    pub(crate) const fn always_count(&self) -> bool {
        matches!(self, Self::AnyOf(_))
    }
}

#[cfg(test)]
mod tests;
