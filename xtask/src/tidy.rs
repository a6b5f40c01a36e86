//! What must hold of this repository.

use crate::fault::Fault;
use crate::metadata::Metadata;
use crate::tree::Tree;
use crate::{behaviour, catalogue, codes, direction, manifests, pages, rims, size, web, words};

/// One thing that must hold.
pub(crate) type Check = fn(&Tree, &Metadata) -> Vec<Fault>;

/// Everything that must hold. That plugins stand in their order, and which options may be inert, can only be
/// told by running the code: `crates/lychgate/tests/it/lists.rs` does.
pub(crate) const CHECKS: &[(&str, Check)] = &[
    ("who uses whom", direction::faults),
    ("sizes", |tree, _| size::faults(tree)),
    ("names", |tree, _| words::faults(tree)),
    ("rims", |tree, _| rims::faults(tree)),
    ("manifests", |tree, _| manifests::faults(tree)),
    ("error codes", |tree, _| codes::faults(tree)),
    ("security catalogue", |tree, _| catalogue::faults(tree)),
    ("behaviour", |tree, _| behaviour::faults(tree)),
    ("pages", |tree, _| pages::faults(tree)),
    ("names in the Manager", |tree, _| web::names::faults(tree)),
];

/// All faults of all checks.
pub(crate) fn faults(tree: &Tree, metadata: &Metadata) -> Vec<Fault> {
    CHECKS
        .iter()
        .flat_map(|(_, check)| check(tree, metadata))
        .collect()
}

#[cfg(test)]
mod tests;
