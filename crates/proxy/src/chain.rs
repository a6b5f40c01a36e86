//! Which plugins act on a request, and in which order.
//!
//! Of each plugin one configuration acts: the one that says most about the request. Which one that is may
//! depend on the consumer, and the consumer may be found out by a plugin. So all that can be known is sorted
//! beforehand, and the choice is made when the plugin's turn comes.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use ahash::RandomState;
use http::{HeaderName, header};
use model::Id;
use plugin::{Answer, Body, BodyError, BodyNeed, Exchange, Fault, Head, Logs, Seat, Verdict};

use crate::compiled::Place;
use crate::ending::Ending;
use crate::error_body::Wish;
use crate::transform::transform;

/// The longest that a plugin may wait, or the client may take for a body that a plugin wants to see.
/// A request that waits holds its plan, and all that belongs to it.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// The plugins that may act on the requests of one route.
#[derive(Debug)]
pub(crate) struct Chain {
    turns: Vec<Turn>,
    keeps: Vec<HeaderName>,
    logs: Logs,
    proofs: Arc<[String]>,
}

/// One plugin, with the configurations among which its turn decides.
#[derive(Debug)]
struct Turn {
    for_consumers: HashMap<Id, Meant, RandomState>,
    for_groups: HashMap<Id, Meant, RandomState>,
    for_all: Option<usize>,
}

/// A candidate that is meant for somebody, and how much it says about a request: the less, the more.
#[derive(Clone, Copy, Debug)]
struct Meant {
    rank: u8,
    place: usize,
}

/// A configuration of a plugin that may act on requests of the route.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate<'a> {
    /// The plugin's name.
    pub(crate) plugin: &'static str,
    /// The higher acts the earlier.
    pub(crate) priority: i32,
    /// For which requests it was configured.
    pub(crate) scope: &'a model::Plugin,
    /// Its place on each core.
    pub(crate) place: usize,
}

impl Chain {
    /// Sorts what may act. `keeps` are the request headers that the way back still needs.
    pub(crate) fn new(mut candidates: Vec<Candidate<'_>>, keeps: Vec<HeaderName>) -> Self {
        candidates.sort_by(|a, b| a.scope.turn(a.priority).cmp(&b.scope.turn(b.priority)));
        let turns = candidates.chunk_by(|a, b| a.plugin == b.plugin).map(Turn::new);
        Self {
            turns: turns.collect(),
            keeps,
            logs: Logs::Nothing,
            proofs: Arc::default(),
        }
    }

    /// The same, of which the most curious is shown that much of finished requests, and in which these carry proofs.
    pub(crate) fn shown(mut self, logs: Logs, proofs: Vec<String>) -> Self {
        self.logs = logs;
        self.proofs = proofs.into();
        self
    }

    /// What the most curious of them is shown of finished requests.
    pub(crate) const fn logs(&self) -> Logs {
        self.logs
    }

    /// The headers and query parameters that carry proofs.
    pub(crate) const fn proofs(&self) -> &Arc<[String]> {
        &self.proofs
    }

    /// Those who are shown a request of this consumer when it is over, whether or not they had their turn: as with
    /// Kong, what one refuses is written down by all.
    pub(crate) fn onlookers(&self, places: &[Place], x: &Exchange) -> Vec<Seat> {
        let chosen = self.turns.iter().filter_map(|turn| turn.pick(x));
        let places = chosen.map(|at| &places[at]);
        let curious = places.filter(|place| place.logs != Logs::Nothing);
        curious.map(|place| place.seat.clone()).collect()
    }

    /// Lets each plugin act in its turn, until one of them ends the request.
    pub(crate) async fn access(
        &self,
        places: &[Place],
        x: &mut Exchange,
        ran: &mut Ran,
    ) -> Result<(), Ending> {
        for turn in &self.turns {
            let Some(chosen) = turn.pick(x) else {
                continue;
            };
            ran.add(chosen);
            let place = &places[chosen];
            match act(place, x, LONGEST_WAIT).await? {
                Verdict::Pass => {}
                Verdict::Reply(answer) => return Err(Ending::Reply(answer)),
                Verdict::Refuse(refusal) => return Err(Ending::Refused(refusal)),
            }
        }
        Ok(())
    }

    /// The headers that the way back still needs.
    pub(crate) fn keep(&self, head: &Head) -> Head {
        let mut kept = Head::new();
        for name in &self.keeps {
            head.all(name)
                .for_each(|value| kept.append(name.clone(), value.clone()));
        }
        kept
    }
}

impl Turn {
    /// Of candidates with the most telling first.
    fn new(candidates: &[Candidate<'_>]) -> Self {
        let is_for_all = |scope: &model::Plugin| scope.consumer.is_none() && scope.consumer_group.is_none();
        let for_all = candidates.iter().position(|one| is_for_all(one.scope));
        let (mut for_consumers, mut for_groups) = (HashMap::default(), HashMap::default());
        // Who stands behind the best candidate for all never acts.
        for one in &candidates[..for_all.unwrap_or(candidates.len())] {
            let meant = Meant {
                rank: one.scope.rank(),
                place: one.place,
            };
            match (one.scope.consumer, one.scope.consumer_group) {
                (Some(consumer), _) => for_consumers.entry(consumer).or_insert(meant),
                (None, Some(group)) => for_groups.entry(group).or_insert(meant),
                (None, None) => continue,
            };
        }
        Self {
            for_consumers,
            for_groups,
            for_all: for_all.map(|at| candidates[at].place),
        }
    }

    /// The candidate that says most about the request, by whom it is from.
    fn pick(&self, x: &Exchange) -> Option<usize> {
        let consumer = x.consumer.as_deref().map(|consumer| consumer.id);
        let own = consumer.and_then(|consumer| self.for_consumers.get(&consumer).copied());
        let of_group = match self.for_groups.is_empty() {
            true => None,
            false => self.of_groups(x, consumer),
        };
        let for_somebody = own.into_iter().chain(of_group).min_by_key(|meant| meant.rank);
        for_somebody.map(|meant| meant.place).or(self.for_all)
    }

    /// The candidate of the groups that the request belongs to, those of its consumer and those that were found
    /// otherwise. Of several that say as much the first by its group's name counts.
    fn of_groups(&self, x: &Exchange, consumer: Option<Id>) -> Option<Meant> {
        let of_consumer = consumer.map_or(&[][..], |consumer| x.directory.groups_of(consumer));
        let groups = of_consumer
            .iter()
            .chain(x.consumer_groups.as_deref().unwrap_or_default());
        let meant = groups.filter_map(|group| Some((self.for_groups.get(&group.id)?, &group.name)));
        meant
            .min_by_key(|(meant, name)| (meant.rank, *name))
            .map(|(meant, _)| *meant)
    }
}

/// The places whose turn has come, in order. The usual number of them costs no allocation.
#[derive(Debug, Default)]
pub(crate) struct Ran {
    first: [usize; Self::USUAL],
    count: usize,
    more: Vec<usize>,
}

impl Ran {
    const USUAL: usize = 12;

    fn add(&mut self, place: usize) {
        match self.first.get_mut(self.count) {
            Some(free) => *free = place,
            None => self.more.push(place),
        }
        self.count += 1;
    }

    fn iter(&self) -> impl Iterator<Item = usize> {
        let first = &self.first[..self.count.min(Self::USUAL)];
        first.iter().chain(&self.more).copied()
    }
}

async fn act(place: &Place, x: &mut Exchange, longest: Duration) -> Result<Verdict, Ending> {
    let fault = |fault| Ending::Fault {
        plugin: place.plugin,
        fault,
    };
    if let BodyNeed::Buffer { limit } = place.seat.body(x) {
        let held = tokio::time::timeout(longest, hold(x, limit)).await;
        held.map_err(|_| Ending::BodyLate)?.map_err(fault)?;
    }
    if let Some(verdict) = place.seat.at_once(x) {
        return Ok(verdict);
    }
    let Some(access) = place.seat.access(x) else {
        return Ok(Verdict::Pass);
    };
    let decided = tokio::time::timeout(longest, access).await;
    decided.unwrap_or_else(|_| Err(late(longest))).map_err(fault)
}

/// Reads the whole body, so that the plugin can look at it and the upstream still gets it.
async fn hold(x: &mut Exchange, limit: usize) -> Result<(), Fault> {
    let whole = std::mem::take(&mut x.body).collect(limit).await;
    x.body = Body::from(whole.map_err(|error| match error {
        BodyError::TooLarge => Fault::BodyTooLarge,
        BodyError::Broken(_) => Fault::BodyBroken,
    })?);
    // Trailers are not kept, so none may be announced.
    x.head.remove(&header::TRAILER);
    Ok(())
}

fn late(longest: Duration) -> Fault {
    Fault::Unavailable {
        code: "plugin.late",
        detail: format!("the plugin had not decided after {} s", longest.as_secs()),
        retry_after: 5,
    }
}

/// Lets those that had their turn see the answer, in the same order, then adds what they left for the client: so
/// each can tell what the upstream said from what was added here. Then the body becomes what they want it to be. An
/// accident takes the place of the answer, in the form that the client wishes.
pub(crate) fn respond(
    places: &[Place],
    ran: &Ran,
    wish: &Wish,
    x: &mut Exchange,
    mut answer: Answer,
) -> Answer {
    for place in ran.iter().map(|at| &places[at]) {
        if let Err(fault) = place.seat.respond(x, &mut answer) {
            let plugin = place.plugin;
            answer = Ending::Fault { plugin, fault }.answer(x, wish);
        }
    }
    answer.head.append_all(std::mem::take(&mut x.downstream));
    if !answer.transforms.is_empty() {
        transform(x, &mut answer);
    }
    answer
}

#[cfg(test)]
mod tests;
