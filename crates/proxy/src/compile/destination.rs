//! Where the requests of a route go, and what is done with them before.

use std::sync::Arc;

use http::{HeaderName, HeaderValue, StatusCode};
use model::{Id, PLUGINS, Plugin, Protocol, ROUTES, Route, SERVICES, Service, Snapshot};
use plugin::{Forwarded, Instance, Names, Received, Scheme};
use schema::{DocumentPath, Step};

use super::instances::Instances;
use super::peers::Places;
use super::problem::{FORGES, Problem, Problems};
use super::upstream::Upstream;
use crate::chain::{Candidate, Chain};
use crate::ending::Ending;
use crate::forward::Prefix;
use crate::strip::Reserved;

/// Where the requests of a route go, and what is done with them before.
pub(crate) struct Destination {
    /// The route.
    pub(crate) route: Arc<Route>,
    /// Its service, if it has one.
    pub(crate) service: Option<Arc<Service>>,
    /// The workspace of both.
    pub(crate) workspace: Id,
    /// By what all three are told.
    pub(crate) names: Arc<Names>,
    /// Why nobody may pass. Nothing, if requests are served.
    pub(crate) closed: Vec<Closing>,
    /// What becomes of requests in the clear.
    pub(crate) plaintext: Plaintext,
    /// What only we may tell the upstream.
    pub(crate) reserved: Arc<Reserved>,
    /// The plugins that may act.
    pub(crate) chain: Chain,
    /// The service as the wire sees it; `None` if the route leads nowhere.
    pub(crate) upstream: Option<Upstream>,
}

/// What keeps the requests of a route from being served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closing {
    /// The kind of entity that is to blame, such as `plugins`.
    pub kind: &'static str,
    /// Its id.
    pub id: Id,
    /// The stable name of what is wrong with it.
    pub code: &'static str,
}

/// What becomes of a request that came without TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Plaintext {
    /// It is served.
    Served,
    /// It is told to come again over TLS.
    Refused,
    /// It is sent there with this status.
    Moved(StatusCode),
}

impl Destination {
    pub(super) fn new(
        snapshot: &Snapshot,
        route: &Arc<Route>,
        instances: &Instances,
        places: &mut Places<'_>,
        reserved: Arc<Reserved>,
        problems: &mut Problems,
    ) -> Self {
        let mut closed = Vec::new();
        for entity in snapshot.quarantined_for(route) {
            let problem = Problem::quarantined(entity);
            closed.push(Closing::by(&problem));
            problems.add(problem);
            problems.close(entity.id, route);
        }
        let mut candidates = Vec::new();
        for scope in snapshot.plugins_for(route) {
            match instances.find(scope.id) {
                Ok(Some(place)) => {
                    if let Some(problem) = forged(scope, &instances.built[place].instance, &reserved) {
                        closed.push(Closing::by(&problem));
                        problems.add(*problem);
                        problems.close(scope.id, route);
                    }
                    candidates.push(instances.candidate(scope, place));
                }
                Ok(None) => {}
                Err(code) => {
                    closed.push(Closing {
                        kind: PLUGINS.name,
                        id: scope.id,
                        code,
                    });
                    problems.close(scope.id, route);
                }
            }
        }
        let service = route.service.and_then(|id| snapshot.service(id)).cloned();
        let upstream = service.as_deref().map(|service| {
            let peers = places.of(service)?;
            Ok(Upstream::new(route, service, peers))
        });
        let upstream = upstream.transpose().unwrap_or_else(|problem: Box<Problem>| {
            closed.push(Closing::by(&problem));
            let service = problem.id;
            problems.add(*problem);
            problems.close(service, route);
            None
        });
        let workspace = snapshot.workspace_of(route.id);
        closed.extend(unspoken(route, service.as_deref()));
        Self {
            closed,
            plaintext: plaintext(route),
            reserved,
            upstream,
            chain: chain(candidates, instances),
            names: Arc::new(Names::of(route, service.as_deref(), workspace)),
            service,
            workspace,
            route: Arc::clone(route),
        }
    }

    /// What becomes of the so many bytes of the path that led here.
    pub(crate) fn prefix(&self, length: usize) -> Prefix {
        match self.route.strip_path && length > 0 {
            true => Prefix::Stripped(length),
            false => Prefix::Kept,
        }
    }
}

impl Closing {
    const fn by(problem: &Problem) -> Self {
        Self {
            kind: problem.kind,
            id: problem.id,
            code: problem.code,
        }
    }
}

impl Plaintext {
    /// Ends the way of a request that came without TLS where that is not served.
    pub(crate) fn judge(self, received: &Received) -> Result<(), Ending> {
        match self {
            _ if received.scheme == Scheme::Https => Ok(()),
            Self::Served => Ok(()),
            Self::Refused => Err(Ending::HttpsOnly),
            Self::Moved(status) => Err(match over_tls(received) {
                Some(location) => Ending::Moved { status, location },
                None => Ending::HttpsOnly,
            }),
        }
    }
}

/// What is wrong with a plugin that would tell the upstream what only we may, in the words of a client.
fn forged(scope: &Plugin, instance: &Instance, reserved: &Reserved) -> Option<Box<Problem>> {
    let mut relays = instance.relays().into_iter();
    let forged = relays.find(|relay| {
        let is_ours = relay.from.as_ref().is_some_and(|from| reserved.covers(from));
        reserved.covers(&relay.to) && !is_ours
    })?;
    let option = forged.option.iter().copied().map(Step::from);
    let field = DocumentPath::from(
        std::iter::once(Step::from("config"))
            .chain(option)
            .collect::<Vec<_>>(),
    );
    let what = format!(
        "`{field}` would fill `{}`, which only the gateway may tell, with what a client sends",
        forged.to
    );
    let remedy = "fill another header, or write a text that is always the same";
    let mut problem = Problem::of_plugin(scope, FORGES, what, remedy.to_owned());
    problem.field = field;
    Some(problem)
}

/// What is wrong with plugins that act on no route: they would close the first that they meet.
pub(super) fn forged_by_idle(snapshot: &Snapshot, instances: &Instances, problems: &mut Problems) {
    for scope in snapshot.plugins() {
        let Ok(Some(place)) = instances.find(scope.id) else {
            continue;
        };
        let instance = &instances.built[place].instance;
        let Some(problem) = forged(scope, instance, &Reserved::with(Vec::new())) else {
            continue;
        };
        let mut routes = snapshot.routes().iter();
        let acts = routes.any(|route| snapshot.plugins_for(route).any(|one| one.id == scope.id));
        if !acts {
            problems.add(*problem);
        }
    }
}

/// The address of the same at the usual port of https; `None` if nobody said which host was meant.
fn over_tls(received: &Received) -> Option<HeaderValue> {
    let told = received.forwarded.as_deref().and_then(Forwarded::host_name);
    let host = told.unwrap_or_else(|| received.host());
    let location = format!("https://{host}{}", received.target.as_str());
    let location = HeaderValue::try_from(location).ok();
    location.filter(|_| !host.is_empty())
}

/// Checked configurations never say so; were one to, plain HTTP would be the weaker answer.
fn unspoken(route: &Route, service: Option<&Service>) -> Option<Closing> {
    let speaks = |protocol| route.protocols.contains(&protocol);
    if !speaks(Protocol::Http) && !speaks(Protocol::Https) {
        return Some(Closing {
            kind: ROUTES.name,
            id: route.id,
            code: "route.protocol_unsupported",
        });
    }
    let spoken = |service: &&Service| matches!(service.protocol, Protocol::Http | Protocol::Https);
    service.filter(|service| !spoken(service)).map(|service| Closing {
        kind: SERVICES.name,
        id: service.id,
        code: "service.protocol_unsupported",
    })
}

fn plaintext(route: &Route) -> Plaintext {
    if route.protocols.contains(&Protocol::Http) {
        return Plaintext::Served;
    }
    match StatusCode::from_u16(route.https_redirect_status_code) {
        Ok(status) if status.is_redirection() => Plaintext::Moved(status),
        _ => Plaintext::Refused,
    }
}

/// The plugins that belong to no route and no service: they are shown what no route serves, and cannot act on it.
pub(super) fn strays(snapshot: &Snapshot, instances: &Instances) -> Chain {
    let everywhere = snapshot.plugins_for_strays().iter();
    let places = everywhere.filter_map(|scope| {
        let place = instances.find(scope.id).ok().flatten()?;
        Some(instances.candidate(scope, place))
    });
    chain(places.collect(), instances)
}

fn chain(candidates: Vec<Candidate<'_>>, instances: &Instances) -> Chain {
    let members = || candidates.iter().map(|one| &instances.built[one.place].instance);
    let keeps = unique(members().flat_map(Instance::keeps));
    let logs = members().map(Instance::logs).max().unwrap_or_default();
    let mut proofs: Vec<String> = members().flat_map(Instance::proofs).collect();
    proofs.sort_unstable();
    proofs.dedup();
    Chain::new(candidates, keeps).shown(logs, proofs)
}

fn unique(names: impl Iterator<Item = HeaderName>) -> Vec<HeaderName> {
    let mut names: Vec<HeaderName> = names.collect();
    names.sort_unstable_by(|a, b| a.as_str().cmp(b.as_str()));
    names.dedup();
    names
}
