//! Where providers send browsers back to.

use model::Document;
use schema::Value;

use super::login::Login;
use super::{Advice, place};

/// Advice about the redirect URIs of all logins.
pub(super) fn about_redirect_uris(documents: &[Document]) -> Vec<Advice> {
    let logins: Vec<Login<'_>> = documents.iter().filter_map(Login::of).collect();
    let of_request = logins.iter().filter_map(|login| login.is_of_any_host(documents));
    let shared = logins
        .iter()
        .enumerate()
        .filter_map(|(at, login)| login.is_shared_with(&logins[..at], documents));
    let lost = logins.iter().filter_map(|login| login.is_lost(documents));
    of_request.chain(shared).chain(lost).collect()
}

impl Login<'_> {
    /// Without a redirect URI the Host of a request says where the provider sends the browser; and if no route says
    /// which hosts there are, whoever asks may choose.
    fn is_of_any_host(&self, documents: &[Document]) -> Option<Advice> {
        if self.redirect_uri.is_some() {
            return None;
        }
        let mut routes = documents.iter().filter(|document| document.kind == "routes");
        let open = routes.find(|route| self.acts_on(route) && has_no_hosts(route))?;
        let name = open
            .body
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or("without a name");
        Some(Advice {
            place: place(documents, self.document),
            what: format!(
                "there is no redirect_uri, and route {name} is open to any host: its name is the client's to say"
            ),
            remedy:
                "write redirect_uri, or the hosts of the route; at least register exact URIs at the provider"
                    .to_owned(),
            code: "redirect_uri.from_request",
        })
    }

    /// What the provider sends back must reach this very plugin.
    fn is_lost(&self, documents: &[Document]) -> Option<Advice> {
        let uri = url::Url::parse(self.redirect_uri?).ok()?;
        let mut routes = documents.iter().filter(|document| document.kind == "routes");
        if routes.any(|route| self.acts_on(route) && may_match(route, &uri)) {
            return None;
        }
        Some(Advice {
            place: place(documents, self.document),
            what: format!(
                "no route of this plugin covers the redirect_uri {uri}: nobody who signs in comes back to it"
            ),
            remedy: "write an address that the route covers, such as that of its first path".to_owned(),
            code: "redirect_uri.no_route",
        })
    }

    /// Two providers that send browsers to one address can be taken for each other (RFC 9700 section 4.4).
    fn is_shared_with(&self, others: &[Self], documents: &[Document]) -> Option<Advice> {
        let uri = self.redirect_uri?;
        let is_other = |other: &&Self| other.redirect_uri == Some(uri) && other.issuer != self.issuer;
        let other = others.iter().find(is_other)?;
        Some(Advice {
            place: place(documents, self.document),
            what: format!("{uri} is the redirect_uri of {} as well", other.issuer),
            remedy: "give each provider one of its own: one could answer in the name of the other".to_owned(),
            code: "redirect_uri.shared",
        })
    }
}

/// Whether a route may take requests for an address. Of expressions nobody can tell.
fn may_match(route: &Document, uri: &url::Url) -> bool {
    let texts = |field: &str| -> Vec<&str> {
        let list = route.body.get(field).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str).collect()
    };
    let (paths, hosts) = (texts("paths"), texts("hosts"));
    let is_path = |path: &&str| path.starts_with('~') || uri.path().starts_with(path);
    let is_host = |host: &&str| {
        let host = host.split(':').next().unwrap_or_default();
        host.contains('*') || uri.host_str() == Some(host)
    };
    (paths.is_empty() || paths.iter().any(is_path)) && (hosts.is_empty() || hosts.iter().any(is_host))
}

fn has_no_hosts(route: &Document) -> bool {
    let hosts = route.body.get("hosts").and_then(Value::as_array);
    hosts.is_none_or(Vec::is_empty)
}
