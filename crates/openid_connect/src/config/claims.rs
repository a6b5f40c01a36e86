//! What the claims of somebody must say who wants to pass.

use oidc::{ClaimPath, Demand, Demands, Source, Subject};
use plugin::Misconfigured;
use schema::{Choice, Record};

/// Options of authorization by claims. All that is demanded must be met.
#[derive(Record)]
pub(crate) struct Claims {
    #[flatten = "scopes_"]
    #[record(default_of = ("claim", ["scope"]))]
    pub(crate) scopes: Requirement,

    #[flatten = "audience_"]
    #[record(default_of = ("claim", ["aud"]))]
    pub(crate) audience: Requirement,

    #[flatten = "groups_"]
    #[record(default_of = ("claim", ["groups"]))]
    pub(crate) groups: Requirement,

    #[flatten = "roles_"]
    #[record(default_of = ("claim", ["roles"]))]
    pub(crate) roles: Requirement,

    /// Claims that nobody may have. Who has one is refused with 403. Null forbids none.
    #[field()]
    pub(crate) claims_forbidden: Option<Vec<String>>,

    /// The way to the claim whose words are the groups of whoever passes, for other plugins and the upstream.
    /// Each step is taken literally. Null finds no groups.
    #[field()]
    pub(crate) authenticated_groups_claim: Option<Vec<String>>,

    /// Where demanded claims are looked for; the first place that has one decides. Kong looks into access tokens only.
    #[field(default = [ClaimsSource::AccessToken], set)]
    pub(crate) lychgate_claims_sources: Option<Vec<ClaimsSource>>,
}

/// Where claims stand.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClaimsSource {
    /// In the access token, if it is a JWT that the provider has signed.
    #[choice("access_token")]
    AccessToken,
    /// In the ID token.
    #[choice("id_token")]
    IdToken,
    /// In the answer of the userinfo endpoint, if that is asked.
    #[choice("userinfo")]
    Userinfo,
}

/// What one claim must say.
#[derive(Record)]
pub(crate) struct Requirement {
    /// What the claim must have. Each text is one possibility; of its words, the claim must have all.
    /// Null or an empty list demands nothing.
    #[field()]
    pub(crate) required: Option<Vec<String>>,

    /// The way to the claim: its name, or the names from the outside in. Each step is taken literally.
    #[field()]
    pub(crate) claim: Option<Vec<String>>,
}

impl Claims {
    /// What is demanded of whoever passes.
    ///
    /// # Errors
    /// [`Misconfigured`] for a demand that does not say of which claim.
    pub(crate) fn demands(&self) -> Result<Demands, Misconfigured> {
        let families = [
            ("scopes", Subject::Scopes, &self.scopes),
            ("audience", Subject::Audience, &self.audience),
            ("groups", Subject::Groups, &self.groups),
            ("roles", Subject::Roles, &self.roles),
        ];
        let mut claims = Vec::new();
        for (name, subject, requirement) in families {
            let required = requirement.required.as_deref().unwrap_or_default();
            if required.is_empty() {
                continue;
            }
            let path = path(requirement.claim.as_deref()).ok_or_else(|| {
                Misconfigured::new(
                    "config.claim",
                    format!("{name}_claim: with {name}_required it must say where to look"),
                )
            })?;
            claims.push((subject, Demand::new(path, required)));
        }
        Ok(Demands {
            claims,
            forbidden: self.claims_forbidden.clone().unwrap_or_default(),
            places: self.places(),
        })
    }

    /// Where the demanded claims are looked for.
    fn places(&self) -> Vec<Source> {
        let places = self.lychgate_claims_sources.iter().flatten();
        places
            .map(|place| match place {
                ClaimsSource::AccessToken => Source::AccessToken,
                ClaimsSource::IdToken => Source::IdToken,
                ClaimsSource::Userinfo => Source::Userinfo,
            })
            .collect()
    }

    /// The way to the groups of whoever passes.
    pub(crate) fn groups(&self) -> Option<ClaimPath> {
        path(self.authenticated_groups_claim.as_deref())
    }
}

fn path(steps: Option<&[String]>) -> Option<ClaimPath> {
    ClaimPath::new(steps.unwrap_or_default().iter().cloned())
}
