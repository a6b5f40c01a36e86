//! What is counted of the work that others can make us do, and what becomes of it. A test compares the names with the
//! metrics.

use oidc::Error;
use plugin::{Services, Tallies, Tally};

use crate::provider::Unavailable;

/// The counts of all instances on this node.
pub(crate) struct Counts {
    unknown_keys: Tally,
    calls: Tally,
    too_many: Tally,
    resting: Tally,
    refused_tokens: Tally,
    refused_credentials: Tally,
}

impl Counts {
    pub(crate) fn of(services: &Services) -> Self {
        let tallies = services.shared.the::<Tallies>();
        Self {
            unknown_keys: tallies.the("lychgate_oidc_unknown_keys_total"),
            calls: tallies.the("lychgate_oidc_calls_wanted_total"),
            too_many: tallies.the("lychgate_oidc_calls_refused_total"),
            resting: tallies.the("lychgate_oidc_calls_rested_total"),
            refused_tokens: tallies.the("lychgate_oidc_tokens_refused_total"),
            refused_credentials: tallies.the("lychgate_oidc_credentials_refused_total"),
        }
    }

    /// Somebody shows a token whose key is not known.
    pub(crate) fn unknown_key(&self) {
        self.unknown_keys.add();
    }

    /// A reply of the provider is wanted; or why there is none.
    pub(crate) fn call<T>(&self, asked: &Result<T, Unavailable>) {
        self.calls.add();
        match asked {
            Err(Unavailable::TooManyCalls) => self.too_many.add(),
            Err(Unavailable::Resting) => self.resting.add(),
            _ => {}
        }
    }

    /// What a request brings was not accepted.
    pub(crate) fn refusal(&self, error: &Error) {
        match error {
            Error::Bearer(_) => self.refused_tokens.add(),
            Error::Credentials(_) => self.refused_credentials.add(),
            _ => {}
        }
    }
}
