//! Whose the credentials of plugins are.

use model::{CONSUMERS, Link, OnDelete};

/// The link of a credential to the consumer whose it is, and with whom it goes.
pub(crate) const OWNER: Link = Link {
    field: "consumer",
    to: CONSUMERS.name,
    on_delete: OnDelete::Cascade,
};
