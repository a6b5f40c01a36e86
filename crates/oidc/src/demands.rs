//! What is demanded of whoever passes.

use std::fmt;

use crate::{Believed, Demand, Source};

/// All that is demanded; each of these must be met.
#[derive(Clone, Debug, Default)]
pub struct Demands {
    /// Of scopes, audience, groups and roles.
    pub claims: Vec<(Subject, Demand)>,
    /// Claims that nobody may have, wherever they stand.
    pub forbidden: Vec<String>,
    /// Where the demanded claims are looked for; the first place that has one decides.
    pub places: Vec<Source>,
}

/// What a demand is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// What the token is good for.
    Scopes,
    /// For whom the token is.
    Audience,
    /// The groups of the person.
    Groups,
    /// The roles of the person.
    Roles,
}

/// Why somebody who is known may not pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotAllowed {
    /// A demand is not met.
    Lacks(Subject),
    /// A claim is there that nobody may have.
    Forbidden(String),
}

impl NotAllowed {
    /// The stable name of this refusal.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Lacks(Subject::Scopes) => "authorization.scopes",
            Self::Lacks(Subject::Audience) => "authorization.audience",
            Self::Lacks(Subject::Groups) => "authorization.groups",
            Self::Lacks(Subject::Roles) => "authorization.roles",
            Self::Forbidden(_) => "authorization.claim_forbidden",
        }
    }
}

impl fmt::Display for NotAllowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lacks(Subject::Scopes) => f.write_str("the scopes do not suffice"),
            Self::Lacks(Subject::Audience) => f.write_str("the token is for another audience"),
            Self::Lacks(Subject::Groups) => f.write_str("the groups do not suffice"),
            Self::Lacks(Subject::Roles) => f.write_str("the roles do not suffice"),
            Self::Forbidden(name) => write!(f, "the claim {name:?} is there, which nobody may have"),
        }?;
        write!(f, " ({})", self.code())
    }
}

impl std::error::Error for NotAllowed {}

impl Demands {
    /// Whether nothing is demanded.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.claims.is_empty() && self.forbidden.is_empty()
    }

    /// Judges what is believed of somebody; the first demand that is not met decides.
    ///
    /// # Errors
    /// [`NotAllowed`].
    pub fn judge(&self, believed: &Believed) -> Result<(), NotAllowed> {
        for (subject, demand) in &self.claims {
            if !demand.is_met_by(believed.find(&demand.path, &self.places)) {
                return Err(NotAllowed::Lacks(*subject));
            }
        }
        let is_there = |name: &&String| believed.everywhere().any(|claims| claims.value(name).is_some());
        match self.forbidden.iter().find(is_there) {
            Some(name) => Err(NotAllowed::Forbidden(name.clone())),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
