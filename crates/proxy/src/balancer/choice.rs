//! The place that was chosen for a request, and where else it may go.

use http::HeaderValue;

use super::Turns;
use crate::compile::Peer;
use crate::wire::{Elsewhere, To};

/// The place that was chosen for a request, and where else it may go.
pub(crate) struct Choice<'a> {
    peers: &'a [Peer],
    /// Whose turn it is; `None` if the one place is all there is.
    turns: Option<&'a Turns>,
    chosen: usize,
    /// The places that gave no answer.
    tried: Vec<usize>,
    /// The Host that whoever is asked is told in the place of its own.
    asked: Option<HeaderValue>,
}

impl<'a> Choice<'a> {
    /// Takes a turn. `None` if nobody takes requests.
    pub(crate) fn of(
        peers: &'a [Peer],
        turns: Option<&'a Turns>,
        asked: Option<HeaderValue>,
    ) -> Option<Self> {
        let chosen = match turns {
            Some(turns) => turns.take(&[])?,
            None => 0,
        };
        Some(Self {
            peers,
            turns,
            chosen,
            tried: Vec::new(),
            asked,
        })
    }

    /// The place that was chosen.
    pub(crate) const fn to(&self) -> &'a To {
        &self.peers[self.chosen].to
    }

    /// The Host that it is told.
    pub(crate) fn host(&self) -> HeaderValue {
        let own = &self.peers[self.chosen].host;
        self.asked.as_ref().unwrap_or(own).clone()
    }
}

impl<'a> Elsewhere<'a> for Choice<'a> {
    /// Whoever was not tried yet. Once all were, they are tried again, but never the same one twice in a row.
    fn next(&mut self) -> Option<(&'a To, HeaderValue)> {
        let turns = self.turns?;
        self.tried.push(self.chosen);
        let untried = turns.take(&self.tried);
        self.chosen = match untried {
            Some(next) => next,
            None => {
                self.tried.clear();
                turns.take(&[self.chosen])?
            }
        };
        Some((self.to(), self.host()))
    }
}

#[cfg(test)]
mod tests;
