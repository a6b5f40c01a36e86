//! The routes of one host, by path.

use super::comparisons::compared;
use super::prefixes::Prefixes;
use super::search::{By, Search};

/// The routes of one host, by path.
#[derive(Debug, Default)]
pub(super) struct Paths {
    prefixes: Prefixes,
    /// Those that want no path, in order.
    any: Vec<u32>,
    /// The numbers of regular expressions in order, each with the ranks it leads to in order.
    regexes: Vec<(u32, Vec<u32>)>,
    /// The first rank that a regular expression leads to.
    first_by_regex: Option<u32>,
}

impl Paths {
    /// Adds a route that wants no path. Routes are added in the order of their ranks.
    pub(super) fn plant_any(&mut self, rank: u32) {
        self.any.push(rank);
    }

    /// Adds a route that wants one of these prefixes.
    pub(super) fn plant_prefixes(&mut self, prefixes: &[&str], rank: u32) {
        for prefix in prefixes {
            self.prefixes.plant(prefix, rank);
        }
    }

    /// Adds a route that wants one of the regular expressions of these numbers.
    pub(super) fn plant_regexes(&mut self, numbers: &[u32], rank: u32) {
        self.first_by_regex = self.first_by_regex.or(Some(rank));
        let ranks = || vec![rank];
        self.regexes
            .extend(numbers.iter().map(|number| (*number, ranks())));
    }

    /// After all was planted.
    pub(super) fn settle(&mut self) {
        self.prefixes.settle();
        self.regexes.sort_by_key(|(number, _)| *number);
        self.regexes.dedup_by(|later, first| {
            let same = later.0 == first.0;
            if same {
                first.1.append(&mut later.1);
            }
            same
        });
    }

    /// Shows `search` the routes here that fit the path.
    pub(super) fn look(&self, search: &mut Search<'_>) {
        search.choose(&self.any, By::Nothing);
        self.prefixes.look(search);
        if self.first_by_regex.is_some_and(|first| search.takes(first)) {
            self.look_by_regex(search);
        }
    }

    /// A few are tried one by one; of many, all that fit are found at once.
    fn look_by_regex(&self, search: &mut Search<'_>) {
        if self.regexes.len() > FEW {
            return search.fitting(|search, number| {
                let at = self.regexes.binary_search_by_key(&number, |(number, _)| {
                    compared();
                    *number
                });
                at.into_iter()
                    .for_each(|at| search.choose(&self.regexes[at].1, By::Regex));
            });
        }
        for (number, ranks) in &self.regexes {
            let first = ranks.first().copied();
            if first.is_some_and(|first| search.takes(first)) && search.fits(*number) {
                search.choose(ranks, By::Regex);
            }
        }
    }
}

/// So many regular expressions are tried faster one by one than among all others.
const FEW: usize = 8;
