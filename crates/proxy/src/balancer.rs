//! Which target of an upstream is asked: each in its turn, by weight.
//!
//! The turns are those of smooth weighted round robin: whoever has waited longest for its share comes next, so that a
//! target of weight 3 beside one of weight 1 is not asked three times in a row. Cores take turns by themselves.

mod choice;

use std::cell::Cell;
use std::sync::Arc;

use model::Id;

pub(crate) use self::choice::Choice;

/// The targets of an upstream that take requests, and their weights: the same on all cores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Balancer {
    upstream: Id,
    /// None of the weights is zero.
    targets: Box<[(Id, u16)]>,
}

impl Balancer {
    /// Targets and their weights. One of weight zero takes no requests, and must not be among them.
    pub(crate) fn new(upstream: Id, targets: impl IntoIterator<Item = (Id, u16)>) -> Self {
        Self {
            upstream,
            targets: targets.into_iter().collect(),
        }
    }

    /// The upstream's id.
    pub(crate) const fn upstream(&self) -> Id {
        self.upstream
    }
}

/// Whose turn it is on one core.
#[derive(Debug)]
pub(crate) struct Turns {
    balancer: Arc<Balancer>,
    /// What each target is owed, in requests times the sum of all weights.
    owed: Box<[Cell<i64>]>,
}

impl Turns {
    /// Nobody is owed anything.
    pub(crate) fn new(balancer: &Arc<Balancer>) -> Self {
        Self {
            balancer: Arc::clone(balancer),
            owed: balancer.targets.iter().map(|_| Cell::default()).collect(),
        }
    }

    /// The id of the upstream.
    pub(crate) fn upstream(&self) -> Id {
        self.balancer.upstream
    }

    /// Whether these are the turns of just such a balancer.
    pub(crate) fn are_of(&self, balancer: &Balancer) -> bool {
        *self.balancer == *balancer
    }

    /// The number of the target whose turn it is, of those that were not tried. `None` if there is none.
    pub(crate) fn take(&self, tried: &[usize]) -> Option<usize> {
        let mut next: Option<(usize, i64)> = None;
        let mut sum = 0;
        let weights = self.balancer.targets.iter().map(|(_, weight)| i64::from(*weight));
        for (number, (weight, owed)) in weights.zip(&self.owed).enumerate() {
            if tried.contains(&number) {
                continue;
            }
            sum += weight;
            owed.set(owed.get() + weight);
            if next.is_none_or(|(_, most)| owed.get() > most) {
                next = Some((number, owed.get()));
            }
        }
        let (number, most) = next?;
        self.owed[number].set(most - sum);
        Some(number)
    }
}

#[cfg(test)]
mod tests;
