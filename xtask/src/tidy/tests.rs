use super::CHECKS;
use crate::metadata::Metadata;
use crate::tree::{Tree, root};

/// The whole law about this repository's files, one check after the other.
#[test]
fn the_tree_is_tidy() {
    let tree = Tree::read(&root()).unwrap();
    let metadata = Metadata::read().unwrap();
    let mut told = String::new();
    for (name, check) in CHECKS {
        for fault in check(&tree, &metadata) {
            told.push_str(&format!("\n{name}: {fault}"));
        }
    }
    assert!(told.is_empty(), "{told}");
}
