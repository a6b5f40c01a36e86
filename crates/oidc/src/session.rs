//! A login that is remembered.

use jose::{Secret, Timestamp};
use serde::{Deserialize, Serialize};

/// What is remembered of a login. It travels sealed, so its members have short names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Whom it is about.
    #[serde(rename = "s")]
    pub subject: String,
    /// What the services behind the gateway are shown.
    #[serde(rename = "a")]
    pub access_token: Secret,
    /// What the provider said about the person.
    #[serde(rename = "i", skip_serializing_if = "Option::is_none")]
    pub id_token: Option<Secret>,
    /// What gets a new access token.
    #[serde(rename = "r", skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<Secret>,
    /// When the access token ends; `None` if the provider does not say.
    #[serde(rename = "e", skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

/// What came of opening the session a request shows.
#[derive(Debug)]
pub enum Opened {
    /// It shows none.
    Nothing,
    /// It is alive.
    Valid(Session),
    /// It was alive, and its time is over. The word says which time.
    Spent(&'static str),
    /// Nobody can tell what it is: forged, damaged, or sealed with a key that is gone. The word says which.
    Unreadable(&'static str),
    /// The place where sessions are kept does not answer. That is no reason for a new login.
    Unavailable,
}
