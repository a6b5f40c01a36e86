//! Kong's order of routes.

use model::{Id, RouteRegex};

use super::wanted::Wanted;

/// A route, or the part of it whose paths are judged together.
pub(super) struct Draft<'a> {
    /// What the route wants.
    pub(super) wanted: &'a Wanted,
    /// The route's place in the list.
    pub(super) route: usize,
    /// Which paths lead here.
    pub(super) way: Way<'a>,
    weight: Weight,
}

/// Which paths lead somewhere.
pub(super) enum Way<'a> {
    /// All.
    Any,
    /// Those that begin with one of these, all of one length.
    Prefixes(Vec<&'a str>),
    /// Those that one of these fits.
    Regexes(&'a [RouteRegex]),
}

/// What decides between two parts of routes that both fit: the heavier goes first. What stands first counts most.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Weight {
    kinds: usize,
    plain_hosts: bool,
    headers: usize,
    regexes: bool,
    regex_priority: i64,
    prefix: usize,
    id: Id,
}

/// More header names than these do not count.
const HEADERS: usize = 255;

/// All parts of all routes, those that go first at the beginning.
pub(super) fn in_order(routes: &[Wanted]) -> Vec<Draft<'_>> {
    let mut drafts: Vec<Draft<'_>> = routes.iter().enumerate().flat_map(parts).collect();
    drafts.sort_by(|a, b| b.weight.cmp(&a.weight));
    drafts
}

/// Regular expressions are judged apart from prefixes, and prefixes of one length apart from those of another.
/// A route that wants nothing has no parts.
fn parts((route, wanted): (usize, &Wanted)) -> Vec<Draft<'_>> {
    let draft = |way| Draft {
        wanted,
        route,
        weight: Weight::of(wanted, &way),
        way,
    };
    if wanted.kinds() == 0 {
        return Vec::new();
    }
    let mut prefixes: Vec<&str> = wanted.prefixes.iter().map(String::as_str).collect();
    prefixes.sort_unstable_by_key(|prefix| (prefix.len(), *prefix));
    prefixes.dedup();
    let by_length = prefixes.chunk_by(|a, b| a.len() == b.len());
    let mut drafts: Vec<Draft<'_>> = by_length
        .map(|group| draft(Way::Prefixes(group.to_vec())))
        .collect();
    if !wanted.regexes.is_empty() {
        drafts.push(draft(Way::Regexes(&wanted.regexes)));
    }
    if drafts.is_empty() {
        drafts.push(draft(Way::Any));
    }
    if drafts.len() > 1 {
        for draft in &mut drafts {
            // Kong numbers the parts by the length of their prefixes.
            draft.weight.id = wanted.id.part(draft.weight.prefix);
        }
    }
    drafts
}

impl Weight {
    fn of(wanted: &Wanted, way: &Way<'_>) -> Self {
        let is_plain = |host: &String| !host.contains('*');
        let regexes = matches!(way, Way::Regexes(_));
        Self {
            kinds: wanted.kinds(),
            plain_hosts: !wanted.hosts.is_empty() && wanted.hosts.iter().all(is_plain),
            headers: wanted.headers.len().min(HEADERS),
            regexes,
            regex_priority: if regexes { wanted.regex_priority } else { 0 },
            prefix: match way {
                Way::Prefixes(prefixes) => prefixes.first().map_or(0, |prefix| prefix.len()),
                Way::Any | Way::Regexes(_) => 0,
            },
            id: wanted.id,
        }
    }
}
