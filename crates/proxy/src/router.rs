//! Which route is meant.
//!
//! An index, not a walk: the host leads to a sorted list of path prefixes, and the longest prefix to
//! all shorter ones. A look-up allocates nothing.

use std::collections::HashMap;

use ahash::RandomState;
use http::Method;

/// What a route wants of a request. An empty list wants nothing; alternatives inside a list.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    /// Hosts, each perhaps with a port; the case does not matter.
    pub(crate) hosts: Vec<String>,
    /// Path prefixes in canonical form.
    pub(crate) paths: Vec<String>,
    /// Methods.
    pub(crate) methods: Vec<Method>,
    /// Decides between routes that are otherwise equal: the larger one wins, as in Kong.
    pub(crate) id: String,
}

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
}

/// The route that is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Its place in the list that the router was built from.
    pub(crate) route: usize,
    /// How many bytes of the path its prefix matched.
    pub(crate) prefix: usize,
}

/// All routes, ready to be found.
#[derive(Debug)]
pub(crate) struct Router {
    hosts: HashMap<Box<str>, Host, RandomState>,
    anywhere: Paths,
}

/// The routes of one host.
#[derive(Debug, Default)]
struct Host {
    any_port: Paths,
    ports: Vec<(u16, Paths)>,
}

/// Routes by path prefix, the prefixes in byte order.
#[derive(Debug, Default)]
struct Paths {
    prefixes: Vec<Prefix>,
    pathless: Vec<Entry>,
}

#[derive(Debug)]
struct Prefix {
    text: Box<str>,
    /// The longest other prefix that this one begins with.
    shorter: Option<usize>,
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    /// The place in the order of all routes; the smaller goes first.
    rank: usize,
    route: usize,
    methods: Vec<Method>,
}

impl Router {
    /// Indexes `routes`. A route that wants nothing never matches, as in Kong.
    pub(crate) fn build(routes: &[Wanted]) -> Self {
        let mut router = Self {
            hosts: HashMap::with_hasher(RandomState::new()),
            anywhere: Paths::default(),
        };
        for (rank, branch) in in_order(routes).into_iter().enumerate() {
            router.plant(rank, &branch);
        }
        router.each_paths(Paths::link);
        router
    }

    /// The route that is meant, if there is one.
    pub(crate) fn find(&self, asked: &Asked<'_>) -> Option<Found> {
        let mut best: Option<(usize, Found)> = None;
        let mut lower = [0; 255];
        let host = lower_case(asked.host, &mut lower).and_then(|host| self.hosts.get(host));
        if let Some(host) = host {
            host.any_port.find(asked, &mut best);
            let with_port = host.ports.iter().find(|(port, _)| *port == asked.port);
            with_port.inspect(|(_, paths)| paths.find(asked, &mut best));
        }
        self.anywhere.find(asked, &mut best);
        best.map(|(_, found)| found)
    }

    fn plant(&mut self, rank: usize, branch: &Branch<'_>) {
        let entry = || Entry {
            rank,
            route: branch.route,
            methods: branch.wanted.methods.clone(),
        };
        if branch.wanted.hosts.is_empty() {
            self.anywhere.plant(&branch.prefixes, entry);
        }
        for host in &branch.wanted.hosts {
            let (name, port) = split(host);
            let at = self.hosts.entry(name.into_boxed_str()).or_default();
            at.of_port(port).plant(&branch.prefixes, entry);
        }
    }

    fn each_paths(&mut self, act: impl Fn(&mut Paths)) {
        act(&mut self.anywhere);
        for host in self.hosts.values_mut() {
            act(&mut host.any_port);
            host.ports.iter_mut().for_each(|(_, paths)| act(paths));
        }
    }
}

impl Host {
    fn of_port(&mut self, port: Option<u16>) -> &mut Paths {
        let Some(port) = port else {
            return &mut self.any_port;
        };
        let known = self.ports.iter().position(|(known, _)| *known == port);
        let at = known.unwrap_or_else(|| {
            self.ports.push((port, Paths::default()));
            self.ports.len() - 1
        });
        &mut self.ports[at].1
    }
}

impl Paths {
    /// Replaces `best` if a route here goes before it.
    fn find(&self, asked: &Asked<'_>, best: &mut Option<(usize, Found)>) {
        choose(&self.pathless, asked.method, 0, best);
        // All prefixes of the path stand on the way from its predecessor in byte order to the root:
        // whatever lies between a prefix of the path and the path itself begins with that prefix.
        let after = self
            .prefixes
            .partition_point(|prefix| &*prefix.text <= asked.path);
        let mut next = after.checked_sub(1);
        while let Some(at) = next {
            let prefix = &self.prefixes[at];
            if asked.path.starts_with(&*prefix.text) {
                choose(&prefix.entries, asked.method, prefix.text.len(), best);
            }
            next = prefix.shorter;
        }
    }

    fn plant(&mut self, prefixes: &[&str], entry: impl Fn() -> Entry) {
        if prefixes.is_empty() {
            self.pathless.push(entry());
        }
        for prefix in prefixes {
            let place = self.prefixes.binary_search_by(|known| (*known.text).cmp(prefix));
            let at = place.unwrap_or_else(|at| {
                let fresh = Prefix {
                    text: (*prefix).into(),
                    shorter: None,
                    entries: Vec::new(),
                };
                self.prefixes.insert(at, fresh);
                at
            });
            self.prefixes[at].entries.push(entry());
        }
    }

    /// Tells each prefix which shorter one it begins with. In byte order that one came before it.
    fn link(&mut self) {
        let mut open: Vec<usize> = Vec::new();
        for at in 0..self.prefixes.len() {
            while let Some(&top) = open.last() {
                if self.prefixes[at].text.starts_with(&*self.prefixes[top].text) {
                    break;
                }
                open.pop();
            }
            self.prefixes[at].shorter = open.last().copied();
            open.push(at);
        }
    }
}

/// Entries stand in order of their rank, because they were planted so.
fn choose(entries: &[Entry], method: &Method, prefix: usize, best: &mut Option<(usize, Found)>) {
    let fits = |entry: &&Entry| entry.methods.is_empty() || entry.methods.contains(method);
    let before = |entry: &&Entry| best.as_ref().is_none_or(|(rank, _)| entry.rank < *rank);
    let chosen = entries.iter().take_while(before).find(fits);
    if let Some(entry) = chosen {
        *best = Some((
            entry.rank,
            Found {
                route: entry.route,
                prefix,
            },
        ));
    }
}

/// A route, or the part of it whose prefixes have one length: those are judged apart, as in Kong.
struct Branch<'a> {
    wanted: &'a Wanted,
    route: usize,
    prefixes: Vec<&'a str>,
}

/// Kong's order: more kinds of conditions, then hosts, then the longer prefix, then the larger id.
fn in_order(routes: &[Wanted]) -> Vec<Branch<'_>> {
    let mut branches: Vec<Branch<'_>> = routes.iter().enumerate().flat_map(split_by_length).collect();
    branches.sort_by(|a, b| weight(b).cmp(&weight(a)));
    branches
}

fn weight<'a>(branch: &Branch<'a>) -> (usize, bool, usize, &'a str) {
    let wanted = branch.wanted;
    let kinds = [
        wanted.hosts.is_empty(),
        wanted.paths.is_empty(),
        wanted.methods.is_empty(),
    ];
    let kinds = kinds.into_iter().filter(|empty| !empty).count();
    let prefix = branch.prefixes.first().map_or(0, |prefix| prefix.len());
    (kinds, !wanted.hosts.is_empty(), prefix, &wanted.id)
}

fn split_by_length((route, wanted): (usize, &Wanted)) -> Vec<Branch<'_>> {
    let has_conditions = !(wanted.hosts.is_empty() && wanted.paths.is_empty() && wanted.methods.is_empty());
    if wanted.paths.is_empty() {
        let branch = Branch {
            wanted,
            route,
            prefixes: Vec::new(),
        };
        return has_conditions.then_some(branch).into_iter().collect();
    }
    let mut prefixes: Vec<&str> = wanted.paths.iter().map(String::as_str).collect();
    prefixes.sort_unstable_by_key(|prefix| (prefix.len(), *prefix));
    prefixes.dedup();
    prefixes
        .chunk_by(|a, b| a.len() == b.len())
        .map(|prefixes| Branch {
            wanted,
            route,
            prefixes: prefixes.to_vec(),
        })
        .collect()
}

/// A configured host in lower case, and its port.
fn split(host: &str) -> (String, Option<u16>) {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => (name, port.parse().ok()),
        _ => (host, None),
    };
    (name.trim_end_matches('.').to_ascii_lowercase(), port)
}

/// The host of a request in lower case and without the dot of the root, in `room`.
fn lower_case<'a>(host: &str, room: &'a mut [u8; 255]) -> Option<&'a str> {
    let host = host.strip_suffix('.').unwrap_or(host);
    let room = room.get_mut(..host.len())?;
    room.copy_from_slice(host.as_bytes());
    room.make_ascii_lowercase();
    std::str::from_utf8(room).ok()
}

#[cfg(test)]
mod tests;
