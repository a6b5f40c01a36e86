//! One look-up: the first route found so far.

use super::comparisons::compared;
use super::regexes::Regexes;
use super::{Asked, Branch, Found};

/// One look-up: the first route found so far, and what it takes to judge others.
pub(super) struct Search<'a> {
    branches: &'a [Branch],
    regexes: &'a Regexes,
    asked: &'a Asked<'a>,
    best: Option<(u32, By)>,
    /// The regular expressions that fit the path, once somebody wanted to know.
    fitting: Option<Vec<u32>>,
}

/// By what a path led to a route.
#[derive(Clone, Copy)]
pub(super) enum By {
    /// The route wants no path.
    Nothing,
    /// A prefix of so many bytes.
    Prefix(usize),
    /// A regular expression of the route.
    Regex,
}

impl<'a> Search<'a> {
    pub(super) fn new(branches: &'a [Branch], regexes: &'a Regexes, asked: &'a Asked<'a>) -> Self {
        Self {
            branches,
            regexes,
            asked,
            best: None,
            fitting: None,
        }
    }

    /// The path that is asked for.
    pub(super) fn path(&self) -> &'a str {
        self.asked.path
    }

    /// Whether this rank goes before what was found so far.
    pub(super) fn takes(&self, rank: u32) -> bool {
        self.best.is_none_or(|(best, _)| rank < best)
    }

    /// Takes the first of `ranks`, which are in order, that goes before what was found so far and fits.
    pub(super) fn choose(&mut self, ranks: &[u32], by: By) {
        let before = ranks.iter().copied().take_while(|rank| self.takes(*rank));
        let mut fitting = before.filter(|rank| self.branch(*rank).conditions.fit(self.asked));
        if let Some(rank) = fitting.next() {
            self.best = Some((rank, by));
        }
    }

    /// Whether the regular expression of this number fits the path.
    pub(super) fn fits(&self, number: u32) -> bool {
        compared();
        self.regexes.fits(number, self.asked.path)
    }

    /// Shows `look` the number of each regular expression that fits the path.
    pub(super) fn fitting(&mut self, look: impl Fn(&mut Self, u32)) {
        let known = self.fitting.take();
        let fitting = known.unwrap_or_else(|| {
            compared();
            self.regexes.fitting(self.asked.path)
        });
        for number in &fitting {
            compared();
            look(self, *number);
        }
        self.fitting = Some(fitting);
    }

    /// What was found.
    pub(super) fn found(&self) -> Option<Found> {
        let (rank, by) = self.best?;
        let branch = self.branch(rank);
        let prefix = match by {
            By::Nothing => 0,
            By::Prefix(length) => length,
            By::Regex => {
                let matched = |number: &u32| self.regexes.matched(*number, self.asked.path);
                branch.regexes.iter().find_map(matched).unwrap_or(0)
            }
        };
        Some(Found {
            route: branch.route,
            prefix,
        })
    }

    fn branch(&self, rank: u32) -> &'a Branch {
        &self.branches[rank as usize]
    }
}
