use super::{Tree, root};

#[test]
fn files_for_tests_are_told_from_the_product() {
    let tree = Tree::of(&[
        ("crates/a/src/lib.rs", "#[cfg(test)]\nmod fakes;\nmod real;\n"),
        ("crates/a/src/fakes.rs", ""),
        ("crates/a/src/fakes/inner.rs", ""),
        ("crates/a/src/real.rs", "#[cfg(test)]\nmod tests;\n"),
        ("crates/a/src/real/tests.rs", ""),
        ("crates/a/src/realistic.rs", ""),
        ("crates/a/tests/it/main.rs", ""),
        ("README.md", ""),
    ]);
    let product: Vec<_> = tree.product().map(|file| file.path.as_str()).collect();
    assert_eq!(
        product,
        [
            "crates/a/src/lib.rs",
            "crates/a/src/real.rs",
            "crates/a/src/realistic.rs"
        ]
    );
    assert_eq!(tree.tests().count(), 4);
}

#[test]
fn the_tree_is_read_without_what_is_built() {
    let tree = Tree::read(&root()).unwrap();
    assert!(!tree.text("xtask/Cargo.toml").is_empty());
    assert!(tree.files().all(|file| !file.path.starts_with("target/")));
    assert_eq!(tree.text("nothing"), "");
}
