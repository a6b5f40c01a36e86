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
        // What only the reader knows is a fault of its own.
        let text = std::fs::read_to_string(&path).unwrap();
        let filled_in = text.replace("YOUR_", "MY_").replace(
            "replace-this-by-a-secret-of-your-own",
            "a-secret-of-my-own-that-nobody-can-guess",
        );
        let ended = run(&["check", "-"], &filled_in);
        assert_eq!(ended.code, Some(0), "{path:?}: {}{}", ended.stdout, ended.stderr);
        checked += 1;
    }
    assert!(checked >= 3, "the examples are gone");
}
