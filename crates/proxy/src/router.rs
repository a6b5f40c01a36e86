//! Which route is meant, as Kong's router flavor `traditional_compatible` has it.
//!
//! An index, not a walk: the host leads to the routes that want it, the path among these to those of its prefixes
//! and of the regular expressions that fit. The few that are left are judged in the order of all routes.
//! A look-up allocates nothing unless a regular expression could decide it.
//!
//! Of routes that want the same hosts and the same path, and differ in methods, headers or names of the TLS
//! handshake alone, each one is judged until one fits.

mod comparisons;
mod conditions;
mod hosts;
mod name;
mod order;
mod paths;
mod prefixes;
mod regexes;
mod search;
mod wanted;

use http::Method;
use plugin::{Handshake, Head};

use self::conditions::Conditions;
use self::hosts::Hosts;
use self::order::{Way, in_order};
use self::regexes::{Collected, Regexes};
use self::search::Search;
pub(crate) use self::wanted::Wanted;

/// What a request is asked for, as far as routes care.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    /// The host without its port.
    pub(crate) host: &'a str,
    /// The port that the host named, else that of the listener.
    pub(crate) port: u16,
    /// The canonical path.
    pub(crate) path: &'a str,
    /// The method.
    pub(crate) method: &'a Method,
    /// The headers.
    pub(crate) head: &'a Head,
    /// The TLS handshake, if there was one.
    pub(crate) handshake: Option<&'a Handshake>,
}

/// The route that is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Its place in the list that the router was built from.
    pub(crate) route: usize,
    /// How many bytes of the path its prefix or its regular expression matched.
    pub(crate) prefix: usize,
}

/// All routes, ready to be found.
#[derive(Debug)]
pub(crate) struct Router {
    hosts: Hosts,
    regexes: Regexes,
    /// By their rank: the smaller goes first.
    branches: Vec<Branch>,
}

/// A route, or the part of it whose paths are judged together.
#[derive(Debug)]
struct Branch {
    route: usize,
    conditions: Conditions,
    /// The numbers of its regular expressions, in the order in which they are tried.
    regexes: Vec<u32>,
}

impl Router {
    /// Indexes `routes`. A route that wants nothing never matches, as in Kong.
    pub(crate) fn build(routes: &[Wanted]) -> Self {
        let mut hosts = Hosts::default();
        let mut collected = Collected::default();
        let mut branches = Vec::new();
        for (rank, draft) in (0..).zip(in_order(routes)) {
            let regexes = match draft.way {
                Way::Regexes(regexes) => regexes.iter().map(|regex| collected.number(regex)).collect(),
                _ => Vec::new(),
            };
            hosts.plant(&draft.wanted.hosts, |paths| match &draft.way {
                Way::Any => paths.plant_any(rank),
                Way::Prefixes(prefixes) => paths.plant_prefixes(prefixes, rank),
                Way::Regexes(_) => paths.plant_regexes(&regexes, rank),
            });
            branches.push(Branch {
                route: draft.route,
                conditions: Conditions::of(draft.wanted),
                regexes,
            });
        }
        hosts.settle();
        Self {
            hosts,
            regexes: collected.settle(),
            branches,
        }
    }

    /// The route that is meant, if there is one.
    pub(crate) fn find(&self, asked: &Asked<'_>) -> Option<Found> {
        let mut search = Search::new(&self.branches, &self.regexes, asked);
        self.hosts
            .each(asked.host, asked.port, |paths| paths.look(&mut search));
        search.found()
    }
}

#[cfg(test)]
mod tests;
