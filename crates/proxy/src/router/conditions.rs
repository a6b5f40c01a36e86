//! What is left to be judged of a route when host and path are known to fit.

use http::{HeaderName, Method};
use model::RouteHeaderValue;
use plugin::{Handshake, Head};

use super::Asked;
use super::comparisons::compared;
use super::name::Name;
use super::wanted::Wanted;

/// Methods, headers and names in the TLS handshake. An empty list wants nothing.
#[derive(Debug)]
pub(super) struct Conditions {
    methods: Vec<Method>,
    headers: Vec<(HeaderName, Vec<RouteHeaderValue>)>,
    snis: Vec<Name>,
}

impl Conditions {
    /// Those of a route.
    pub(super) fn of(wanted: &Wanted) -> Self {
        Self {
            methods: wanted.methods.clone(),
            headers: wanted.headers.clone(),
            snis: wanted.snis.iter().map(|sni| Name::of(sni)).collect(),
        }
    }

    /// Whether the request fulfils them.
    pub(super) fn fit(&self, asked: &Asked<'_>) -> bool {
        compared();
        (self.methods.is_empty() || self.methods.contains(asked.method))
            && self.snis_fit(asked.handshake)
            && self
                .headers
                .iter()
                .all(|(name, values)| has_one_of(asked.head, name, values))
    }

    /// What came in the clear has no such name and passes here: a route for https alone sends it there, and one
    /// for both wants the name of those who use TLS, as in Kong.
    fn snis_fit(&self, handshake: Option<&Handshake>) -> bool {
        let Some(handshake) = handshake else {
            return true;
        };
        let asked = handshake.server_name.as_deref();
        self.snis.is_empty() || asked.is_some_and(|name| self.snis.iter().any(|sni| sni.fits(name)))
    }
}

/// Of a header that came several times, any line may be the one that is wanted.
fn has_one_of(head: &Head, name: &HeaderName, values: &[RouteHeaderValue]) -> bool {
    head.all(name).any(|sent| {
        let sent = sent.as_bytes();
        values.iter().any(|value| match value {
            RouteHeaderValue::Text(text) => sent.eq_ignore_ascii_case(text.as_bytes()),
            RouteHeaderValue::Regex(regex) => regex.fits(sent),
        })
    })
}
