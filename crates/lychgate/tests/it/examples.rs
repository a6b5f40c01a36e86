//! The files in `examples/` are good.

use crate::binary::{repository, run};

#[test]
fn every_example_passes_the_check() {
    let mut checked = 0;
    for entry in std::fs::read_dir(repository().join("examples")).unwrap() {
        let path = entry.unwrap().path();
        if !path
            .extension()
            .is_some_and(|kind| kind == "yaml" || kind == "yml" || kind == "json")
        {
            continue;
        }
        let ended = run(&["check", path.to_str().unwrap()], "");
        assert_eq!(ended.code, Some(0), "{path:?}: {}{}", ended.stdout, ended.stderr);
        checked += 1;
    }
    assert!(checked >= 3, "the examples are gone");
}
