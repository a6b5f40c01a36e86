//! A look at the connection to a provider, before anybody signs in: what a login will need, one thing after the other.
//!
//! ```text
//! options → configuration → address → name → connection → document → keys → client
//!            schema, own     https    judged   TLS          issuer,   fit     a code that
//!            rules                             verified     endpoints         cannot be good
//! ```
//!
//! What follows from what was seen is decided by functions over values, a file for each part; here it is asked for. A name
//! is looked up once, and all that follows goes to one of the addresses that were judged then. Nothing is stored, and
//! nothing is touched that logins use.

mod asked;
mod caller;
mod client;
mod configuration;
mod connection;
mod course;
mod document;
mod endpoints;
mod finding;
mod keys;
mod premises;
mod scrub;
mod support;

#[cfg(test)]
mod tests;

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use model::Resolved;
use plugin::Services;
use serde_json::Value;

pub use self::finding::{Finding, Report, Status, Step, Verdict};
pub use self::premises::{Checks, Followed, Kept, NodeKept, Premises};

pub(crate) use self::asked::answer;

use self::scrub::Scrub;

/// The longest that a check may take.
const LONGEST: Duration = Duration::from_secs(30);

/// Why a check does not go to an address; `None` if it does.
pub type Forbids<'a> = &'a (dyn Fn(SocketAddr) -> Option<Avoided> + Sync);

/// Why a check does not go to an address, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Avoided {
    /// No provider can be there.
    ByAll(String),
    /// Logins go there all the same: it is denied to others.
    ByChecks(String),
}

impl fmt::Display for Avoided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::ByAll(why) | Self::ByChecks(why)) = self;
        f.write_str(why)
    }
}

/// What is checked, and how.
pub struct Check<'a> {
    /// The options of the plugin, as they are written, with what references lead to in their place.
    pub config: &'a Value,
    /// What references lead to, which nobody is told.
    pub resolved: &'a Resolved,
    /// Whether the client is shown to the provider.
    pub sign_in: SignIn,
    /// What the house lends. Calls go through the inspector of its HTTP.
    pub services: &'a Services,
    /// Which addresses may not be called from here, beside those that nobody may.
    pub forbids: Forbids<'a>,
}

/// Whether the client is shown to the provider.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignIn {
    /// It is not: nothing is sent that proves who we are.
    #[default]
    NotTried,
    /// The token endpoint is shown its id and proof with a code that cannot be good.
    Tried,
}

impl Check<'_> {
    /// Looks, within 30 seconds. It calls nobody but the provider that the options name, and nobody at all if it is not
    /// clear from them whom.
    pub async fn run(self) -> Report {
        let scrub = Scrub::of(self.config, self.resolved);
        let mut report = course::run(&self, &scrub, LONGEST).await;
        scrub.report(&mut report);
        report
    }
}
