//! The boards of all instances of this node.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::Board;

/// The boards of all instances of this node. One is gone with its instance.
#[derive(Default)]
pub(crate) struct Boards(Mutex<Vec<Weak<Board>>>);

impl Boards {
    /// One more.
    pub(super) fn hang(&self, board: &Arc<Board>) {
        let mut boards = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        boards.retain(|board| board.strong_count() > 0);
        boards.push(Arc::downgrade(board));
    }

    /// Those that hang there now.
    pub(crate) fn all(&self) -> Vec<Arc<Board>> {
        let boards = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        boards.iter().filter_map(Weak::upgrade).collect()
    }
}
