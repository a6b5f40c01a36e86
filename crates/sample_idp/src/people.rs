//! The people who can sign in.

use serde_json::{Map, Value, json};

use crate::scope::Scope;

/// A person. The sign-in page asks nobody for a password: whoever reaches it may be any of them.
#[derive(Debug, PartialEq, Eq)]
pub struct Person {
    /// What they are called at sign-in; the claim `preferred_username`.
    pub username: &'static str,
    /// What the token endpoint asks for, if a client shows a name and a password (RFC 6749 section 4.3).
    pub password: &'static str,
    /// The claim `sub`. It differs from the username, so that nobody mistakes one for the other.
    pub subject: &'static str,
    /// The claim `name`, and what stands on their button.
    pub name: &'static str,
    /// The claim `email`.
    pub email: &'static str,
    /// The claim `groups`.
    pub groups: &'static [&'static str],
}

/// Everybody, in the order of the sign-in page.
pub static PEOPLE: [Person; 3] = [
    Person {
        username: "alice",
        password: "wonderland",
        subject: "u-alice",
        name: "Alice Adler",
        email: "alice@example.com",
        groups: &["admins", "staff"],
    },
    Person {
        username: "bob",
        password: "builder",
        subject: "u-bob",
        name: "Bob Brandt",
        email: "bob@example.com",
        groups: &["staff"],
    },
    Person {
        username: "carol",
        password: "lewis",
        subject: "u-carol",
        name: "Carol Chen",
        email: "carol@example.com",
        groups: &["guests"],
    },
];

impl Person {
    pub(crate) fn find(username: &str) -> Option<&'static Self> {
        PEOPLE.iter().find(|person| person.username == username)
    }

    /// Somebody else.
    pub(crate) fn another(&'static self) -> &'static Self {
        PEOPLE.iter().find(|other| *other != self).unwrap_or(self)
    }

    /// What a scope lets out about them (OpenID Connect Core 5.4; `groups` by custom).
    pub(crate) fn claims(&self, scope: &Scope) -> Map<String, Value> {
        let mut claims = Map::new();
        if scope.contains("profile") {
            claims.insert("name".into(), json!(self.name));
            claims.insert("preferred_username".into(), json!(self.username));
        }
        if scope.contains("email") {
            claims.insert("email".into(), json!(self.email));
            claims.insert("email_verified".into(), json!(true));
        }
        if scope.contains("groups") {
            claims.insert("groups".into(), json!(self.groups));
        }
        claims
    }
}
