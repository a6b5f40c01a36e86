//! What a route wants of a request.

use http::{HeaderName, Method};
use model::{Id, Route, RouteHeaderValue, RoutePath, RouteRegex};

use crate::canonical::canonical_prefix;

/// What a route wants of a request. An empty list wants nothing; alternatives inside a list.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    /// Hosts, each perhaps with a port or a star; the case does not matter.
    pub(super) hosts: Vec<String>,
    /// Path prefixes in canonical form.
    pub(super) prefixes: Vec<String>,
    /// Regular expressions of paths, in the order in which they are tried.
    pub(super) regexes: Vec<RouteRegex>,
    /// Decides between routes with regular expressions: the higher goes first.
    pub(super) regex_priority: i64,
    /// Methods.
    pub(super) methods: Vec<Method>,
    /// Headers, of which all must be there, each with one of its values.
    pub(super) headers: Vec<(HeaderName, Vec<RouteHeaderValue>)>,
    /// Names in the TLS handshake, perhaps with a star.
    pub(super) snis: Vec<String>,
    /// Decides between routes that are otherwise equal: the larger one goes first, as in Kong.
    pub(super) id: Id,
}

impl Wanted {
    /// What this route wants.
    pub(crate) fn of(route: &Route) -> Self {
        let mut wanted = Self {
            hosts: Vec::new(),
            prefixes: Vec::new(),
            regexes: Vec::new(),
            regex_priority: route.regex_priority.unwrap_or_default(),
            methods: Vec::new(),
            headers: Vec::new(),
            snis: Vec::new(),
            id: route.id,
        };
        for path in route.paths.iter().flatten() {
            match path {
                RoutePath::Prefix(prefix) => wanted.prefixes.push(canonical_prefix(prefix)),
                RoutePath::Regex(regex) => wanted.regexes.push(regex.clone()),
            }
        }
        let hosts = route.hosts.iter().flatten();
        wanted.hosts.extend(hosts.map(|host| host.as_str().to_owned()));
        let methods = route.methods.iter().flatten();
        wanted
            .methods
            .extend(methods.map(|method| method.as_http().clone()));
        let headers = route.headers.iter().flat_map(|headers| headers.iter());
        wanted.headers.extend(headers.cloned());
        let snis = route.snis.iter().flatten();
        wanted.snis.extend(snis.map(|sni| sni.as_str().to_owned()));
        wanted
    }

    /// How many kinds of conditions there are.
    pub(super) fn kinds(&self) -> usize {
        let kinds = [
            !self.hosts.is_empty(),
            !self.prefixes.is_empty() || !self.regexes.is_empty(),
            !self.methods.is_empty(),
            !self.headers.is_empty(),
            !self.snis.is_empty(),
        ];
        kinds.into_iter().filter(|set| *set).count()
    }
}
