//! The provider's own login, which lets a second application in without asking.

use jose::{Secret, Timestamp};

use crate::people::Person;

/// The cookie that shows a login.
pub(crate) const COOKIE: &str = "sample_idp_login";

/// Somebody who signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Login {
    /// The claim `sid`.
    pub(crate) id: String,
    pub(crate) person: &'static Person,
    /// The claim `auth_time`.
    pub(crate) at: Timestamp,
    pub(crate) expires: Timestamp,
}

/// The line that makes a browser keep a login, as long as it is open.
///
/// Cookies do not know ports: the narrow path keeps this one away from a gateway on the same address.
pub(crate) fn keeping(value: &Secret, path: &str) -> String {
    format!(
        "{COOKIE}={}; Path={path}/v1; HttpOnly; SameSite=Lax",
        value.expose()
    )
}

/// The line that makes a browser forget it.
pub(crate) fn forgetting(path: &str) -> String {
    format!("{COOKIE}=; Path={path}/v1; HttpOnly; SameSite=Lax; Max-Age=0")
}

/// The login that a `Cookie` header shows.
pub(crate) fn shown(header: &str) -> Option<Secret> {
    let mut pairs = header.split(';').filter_map(|pair| pair.trim().split_once('='));
    let (_, value) = pairs.find(|(name, _)| *name == COOKIE)?;
    Some(Secret::new(value))
}
