//! A plugin that signs people in, as a configuration has it.

use model::Document;

use super::plugin::openid_connect;

/// A plugin that signs people in.
pub(super) struct Login<'a> {
    pub(super) document: &'a Document,
    pub(super) issuer: &'a str,
    pub(super) redirect_uri: Option<&'a str>,
}

impl<'a> Login<'a> {
    /// This document, if it is one that is in force.
    pub(super) fn of(document: &'a Document) -> Option<Self> {
        let config = openid_connect(document)?;
        let methods = config.get("auth_methods")?.as_array()?;
        methods.iter().find(|method| *method == "authorization_code")?;
        Some(Self {
            document,
            issuer: config.get("issuer")?.as_str()?.trim_end_matches('/'),
            redirect_uri: config.get("redirect_uri").and_then(|uris| uris.get(0)?.as_str()),
        })
    }

    /// Whether it acts on requests of this route.
    pub(super) fn acts_on(&self, route: &Document) -> bool {
        let link = |field: &str| self.document.body.get(field)?.get("id")?.as_str();
        let of_route = |field: &str| route.body.get(field)?.get("id")?.as_str();
        let id = route.id.to_string();
        match (link("route"), link("service")) {
            (Some(own), _) => own == id,
            (None, Some(service)) => of_route("service") == Some(service),
            (None, None) => true,
        }
    }
}
