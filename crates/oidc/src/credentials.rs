//! What a request brings besides a session and an access token.

use jose::Secret;

/// Credentials that a request brings to be exchanged for tokens, and an ID token beside its access token. Each counts only
/// where its method is open; whoever fills this looks nowhere else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credentials {
    /// An ID token beside the access token. Alone it proves nothing: it was made for the client's eyes.
    pub id_token: Found<Secret>,
    /// A refresh token.
    pub refresh_token: Found<Secret>,
    /// The name and password of somebody.
    pub password: Found<Pair>,
    /// The id and secret of a client.
    pub client: Found<Pair>,
    /// What another authority says about a client or somebody (RFC 7523 section 2.1).
    pub assertion: Found<Secret>,
}

/// What stands in the places of a credential.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Found<T> {
    /// Nothing.
    #[default]
    Nothing,
    /// This.
    One(T, Stands),
    /// Several that are not the same.
    Several,
    /// Something that cannot be one.
    Malformed,
}

/// Where a credential stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// In a header, which no link and no form of another site can fill.
    InHeader,
    /// In the query or the body.
    Elsewhere,
}

/// A name and what proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The name of somebody, or the id of a client.
    pub name: Secret,
    /// The password, or the secret.
    pub secret: Secret,
}

impl<T: PartialEq> Found<T> {
    /// What both are together. The same thing in two places is one, and stands in a header if it does in either.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (found, Self::Nothing) | (Self::Nothing, found) => found,
            (Self::One(one, _), Self::One(another, Stands::InHeader)) if one == another => {
                Self::One(one, Stands::InHeader)
            }
            (Self::One(one, stands), Self::One(another, Stands::Elsewhere)) if one == another => {
                Self::One(one, stands)
            }
            (Self::Malformed, Self::Malformed) => Self::Malformed,
            _ => Self::Several,
        }
    }
}

#[cfg(test)]
mod tests;
