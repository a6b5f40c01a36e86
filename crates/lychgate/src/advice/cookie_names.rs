//! Cookies of logins that do not share them.

use model::Document;
use schema::Value;

use super::login::Login;
use super::{Advice, place};

/// What must be equal for two logins to share their sessions.
const SHARED: [&str; 4] = ["session_audience", "issuer", "client_id", "session_secret"];

/// What must be equal for two cookies to be one in a browser, for each of the two.
const COOKIES: [(&str, &str, &str); 2] = [
    (
        "session_cookie_name",
        "session_cookie_path",
        "session_cookie_domain",
    ),
    (
        "authorization_cookie_name",
        "authorization_cookie_path",
        "authorization_cookie_domain",
    ),
];

/// Advice about logins that overwrite each other's cookies: one host, one name, and nothing in common.
pub(super) fn about_cookie_names(documents: &[Document]) -> Vec<Advice> {
    let logins: Vec<Login<'_>> = documents.iter().filter_map(Login::of).collect();
    let overwrites = |(at, login): (usize, &Login<'_>)| {
        let other = logins[..at].iter().find(|other| {
            let option = |name: &str| (login.option(name), other.option(name));
            let differ = |name: &&str| {
                let (one, other) = option(name);
                one != other
            };
            let one_cookie =
                |(name, path, domain): &(&str, &str, &str)| ![*name, *path, *domain].iter().any(differ);
            SHARED.iter().any(differ) && COOKIES.iter().any(one_cookie) && login.meets(other, documents)
        })?;
        Some(Advice {
            place: place(documents, login.document),
            what: format!(
                "its cookies have the names of those of {}, at the same hosts, and it does not share that login",
                place(documents, other.document)
            ),
            remedy:
                "give session_cookie_name and authorization_cookie_name names of their own, or both one login"
                    .to_owned(),
            code: "cookie.taken",
        })
    };
    logins.iter().enumerate().filter_map(overwrites).collect()
}

impl Login<'_> {
    fn option(&self, name: &str) -> Option<&Value> {
        self.document
            .body
            .get("config")?
            .get(name)
            .filter(|value| !value.is_null())
    }

    /// Whether one browser may meet both at one host.
    fn meets(&self, other: &Self, documents: &[Document]) -> bool {
        let hosts = |login: &Self| -> Vec<Option<Vec<String>>> {
            documents
                .iter()
                .filter(|document| document.kind == "routes" && login.acts_on(document))
                .map(hosts)
                .collect()
        };
        let (own, others) = (hosts(self), hosts(other));
        own.iter().any(|own| {
            others.iter().any(|other| match (own, other) {
                (Some(own), Some(other)) => own.iter().any(|host| other.contains(host)),
                _ => true,
            })
        })
    }
}

/// The hosts of a route; `None` for any.
fn hosts(route: &Document) -> Option<Vec<String>> {
    let hosts = route
        .body
        .get("hosts")?
        .as_array()
        .filter(|hosts| !hosts.is_empty())?;
    Some(
        hosts
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
    )
}
