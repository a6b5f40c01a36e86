//! The routes of one host, by the prefixes of their paths.

use super::comparisons::compared;
use super::search::{By, Search};

/// Prefixes in byte order.
#[derive(Debug, Default)]
pub(super) struct Prefixes(Vec<Prefix>);

#[derive(Debug)]
struct Prefix {
    text: Box<str>,
    /// The routes that want it, in order.
    ranks: Vec<u32>,
    /// The longest other prefix that this one begins with.
    shorter: Option<usize>,
    /// The first rank here and at all shorter ones.
    first: u32,
}

impl Prefixes {
    /// Adds a route. Routes are added in the order of their ranks.
    pub(super) fn plant(&mut self, text: &str, rank: u32) {
        self.0.push(Prefix {
            text: text.into(),
            ranks: vec![rank],
            shorter: None,
            first: rank,
        });
    }

    /// After all was planted: sorts, and tells each prefix which shorter one it begins with.
    /// In byte order that one came before it.
    pub(super) fn settle(&mut self) {
        let prefixes = &mut self.0;
        prefixes.sort_by(|a, b| a.text.cmp(&b.text));
        prefixes.dedup_by(|later, first| {
            let same = later.text == first.text;
            if same {
                first.ranks.append(&mut later.ranks);
            }
            same
        });
        let mut open: Vec<usize> = Vec::new();
        for at in 0..prefixes.len() {
            while let Some(&top) = open.last() {
                if prefixes[at].text.starts_with(&*prefixes[top].text) {
                    prefixes[at].shorter = Some(top);
                    prefixes[at].first = prefixes[at].first.min(prefixes[top].first);
                    break;
                }
                open.pop();
            }
            open.push(at);
        }
    }

    /// Shows `search` the routes whose prefix the path begins with.
    ///
    /// They all stand on the way from the path's predecessor in byte order to the root: whatever lies between a
    /// prefix of the path and the path itself begins with that prefix.
    pub(super) fn look(&self, search: &mut Search<'_>) {
        let path = search.path();
        let after = self.0.partition_point(|prefix| {
            compared();
            &*prefix.text <= path
        });
        let mut next = after.checked_sub(1);
        while let Some(prefix) = next.map(|at| &self.0[at]) {
            if !search.takes(prefix.first) {
                return;
            }
            compared();
            if path.starts_with(&*prefix.text) {
                search.choose(&prefix.ranks, By::Prefix(prefix.text.len()));
            }
            next = prefix.shorter;
        }
    }
}
