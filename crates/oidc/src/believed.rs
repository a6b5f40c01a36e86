//! What a session lets us believe of somebody.

use jose::{Claims, Secret};
use serde_json::Value;

use crate::{AccessTokenKind, ClaimPath, Session};

/// The claims of a session, by where they stand. The session travels sealed, so what was verified when somebody
/// signed in is not verified again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Believed {
    /// Those of the access token, if it is a JWT of the provider's.
    pub access_token: Option<Claims>,
    /// Those of the ID token.
    pub id_token: Option<Claims>,
    /// Those of the userinfo endpoint.
    pub userinfo: Option<Claims>,
    /// What the introspection endpoint said about the access token.
    pub introspection: Option<Claims>,
    /// What an access token says that nobody has verified: good enough to refuse somebody for it, and for nothing else.
    pub hearsay: Option<Claims>,
}

/// Where claims stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// In the access token: in what the introspection endpoint said about it, otherwise in itself.
    AccessToken,
    /// In the ID token.
    IdToken,
    /// In the answer of the userinfo endpoint.
    Userinfo,
}

impl Believed {
    /// What this session lets us believe.
    #[must_use]
    pub fn of(session: &Session) -> Self {
        let says = claims(&session.access_token);
        let (access_token, hearsay) = match session.access_token_kind {
            AccessTokenKind::Verified => (says, None),
            AccessTokenKind::Opaque => (None, says),
        };
        let id_token = session.id_token.as_ref().and_then(claims);
        Self {
            access_token,
            id_token: id_token.or_else(|| session.id_claims.clone()),
            userinfo: session.userinfo.clone(),
            introspection: session.introspection.clone(),
            hearsay,
        }
    }

    /// The claim at that path, from the first of these places that has it.
    #[must_use]
    pub fn find(&self, path: &ClaimPath, places: &[Source]) -> Option<&Value> {
        places
            .iter()
            .flat_map(|place| self.at(*place))
            .flatten()
            .find_map(|claims| path.find(claims))
    }

    /// All places where claims stand.
    pub(crate) fn everywhere(&self) -> impl Iterator<Item = &Claims> {
        let Self {
            access_token,
            id_token,
            userinfo,
            introspection,
            hearsay,
        } = self;
        [access_token, id_token, userinfo, introspection, hearsay]
            .into_iter()
            .flatten()
    }

    const fn at(&self, place: Source) -> [Option<&Claims>; 2] {
        match place {
            Source::AccessToken => [self.introspection.as_ref(), self.access_token.as_ref()],
            Source::IdToken => [self.id_token.as_ref(), None],
            Source::Userinfo => [self.userinfo.as_ref(), None],
        }
    }
}

/// The claims of a token that was verified before it was sealed.
pub(crate) fn claims(token: &Secret) -> Option<Claims> {
    jose::Token::parse(token.expose()).ok()?.unverified_claims().ok()
}
