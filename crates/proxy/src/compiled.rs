//! What one core follows: the plan of all cores, and its own seats.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use ahash::RandomState;
use plugin::{Exchange, Logs, Matched, Seat};

use crate::balancer::{Balancer, Turns};
use crate::certificates::Certificates;
use crate::chain::Chain;
use crate::compile::{Built, Destination, Plan};
use crate::ending::Ending;
use crate::forward::Prefix;
use crate::router::Asked;

/// A plan on one core. A request holds it from its head to the head of its answer, and no longer.
pub(crate) struct Compiled {
    plan: Arc<Plan>,
    places: Vec<Place>,
    turns: Vec<Rc<Turns>>,
    matched: Vec<Rc<Matched>>,
}

/// A plugin on this core.
pub(crate) struct Place {
    /// The plugin's name.
    pub(crate) plugin: &'static str,
    /// Its instance, with what it keeps here.
    pub(crate) seat: Seat,
    /// What it is shown of finished requests.
    pub(crate) logs: Logs,
}

impl Compiled {
    /// Seats the instances of a plan. Who already had a seat under the plan before keeps it, and the targets of an
    /// upstream go on with the turns they had.
    pub(crate) fn new(plan: Arc<Plan>, before: Option<&Self>) -> Self {
        let mut kept: HashMap<_, &Seat, RandomState> = HashMap::default();
        if let Some(before) = before {
            let seats = before.places.iter().map(|place| &place.seat);
            kept.extend(before.plan.built().iter().map(|built| built.id).zip(seats));
        }
        let place = |built: &Built| Place {
            plugin: built.plugin,
            seat: match kept.get(&built.id) {
                Some(seat) if built.instance.is(seat) => (*seat).clone(),
                _ => built.instance.seat(),
            },
            logs: built.instance.logs(),
        };
        let before = before.map_or(&[][..], |before| &before.turns);
        let before: HashMap<_, &Rc<Turns>, RandomState> =
            before.iter().map(|turns| (turns.upstream(), turns)).collect();
        let turns = |balancer: &Arc<Balancer>| match before.get(&balancer.upstream()) {
            Some(turns) if turns.are_of(balancer) => Rc::clone(turns),
            _ => Rc::new(Turns::new(balancer)),
        };
        let matched = |destination: &Destination| {
            Rc::new(Matched {
                route: Arc::clone(&destination.route),
                service: destination.service.clone(),
                workspace: destination.workspace,
                names: Arc::clone(&destination.names),
            })
        };
        Self {
            places: plan.built().iter().map(place).collect(),
            turns: plan.balancers().iter().map(turns).collect(),
            matched: plan.destinations().iter().map(matched).collect(),
            plan,
        }
    }

    /// The plugins on this core, by the numbers that chains use.
    pub(crate) fn places(&self) -> &[Place] {
        &self.places
    }

    /// Who is shown the requests that no route serves.
    pub(crate) fn strays(&self) -> &Chain {
        self.plan.strays()
    }

    /// What clients are shown that ask for a name.
    pub(crate) fn certificates(&self) -> &Certificates {
        self.plan.certificates()
    }

    /// Whose turn it is on this core, by the numbers that destinations use.
    pub(crate) fn turns(&self) -> &[Rc<Turns>] {
        &self.turns
    }

    /// Where a canonical request leads, and what becomes of the prefix that led there.
    pub(crate) fn find(&self, x: &mut Exchange) -> Result<(&Destination, Prefix), Ending> {
        let found = self.plan.router().find(&asked(x)).ok_or(Ending::NoRoute)?;
        let destination = &self.plan.destinations()[found.route];
        x.matched = Some(Rc::clone(&self.matched[found.route]));
        if let Some(closing) = destination.closed.first() {
            return Err(Ending::Closed { code: closing.code });
        }
        destination.plaintext.judge(&x.received)?;
        Ok((destination, destination.prefix(found.prefix)))
    }
}

fn asked(x: &Exchange) -> Asked<'_> {
    Asked {
        host: x.received.host(),
        port: port(x),
        path: x.received.target.path(),
        method: &x.received.method,
        head: &x.head,
        handshake: x.received.connection.handshake(),
    }
}

/// The port that the client named, else the one it came to.
fn port(x: &Exchange) -> u16 {
    let authority = x.received.authority();
    let named = authority.get(x.received.host().len()..);
    let named = named.and_then(|rest| rest.strip_prefix(':'));
    named
        .and_then(|port| port.parse().ok())
        .unwrap_or(x.received.port)
}

#[cfg(test)]
mod tests;
