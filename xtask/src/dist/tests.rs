use std::fs;
use std::path::PathBuf;

use super::{digest, files, has_symbols, is_whole, lists_symbols, size};

#[test]
fn sizes_are_for_people() {
    assert_eq!(
        [size(13_499_999), size(2_100), size(12)],
        ["13.4 MB", "2.1 kB", "0.0 kB"]
    );
}

#[test]
fn files_in_folders_are_found_in_order() {
    let folder = std::env::temp_dir().join(format!("xtask-dist-{}", std::process::id()));
    fs::create_dir_all(folder.join("b")).unwrap();
    for file in ["c", "b/d", "a"] {
        fs::write(folder.join(file), file).unwrap();
    }
    let found = files(&folder).unwrap();
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(found, ["a", "b/d", "c"].map(PathBuf::from));
}

#[test]
fn a_file_that_was_changed_is_noticed() {
    let folder = std::env::temp_dir().join(format!("xtask-digests-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("a"), "a").unwrap();
    digest(&folder, &["a".into()]).unwrap();
    assert!(is_whole(&folder).unwrap());
    fs::write(folder.join("a"), "b").unwrap();
    assert!(!is_whole(&folder).unwrap());
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn symbols_are_noticed() {
    // Of test programs, which have theirs.
    let own = std::env::current_exe().unwrap();
    assert!(has_symbols(&own).unwrap());
    // Without its table of sections, as if it were stripped of that too.
    let mut elf = fs::read(own).unwrap();
    elf[0x3c..0x3e].fill(0);
    assert!(!lists_symbols(&elf));
    assert!(!lists_symbols(b"\x7fELF\x02\x01") && !lists_symbols(b"#!/bin/sh"));
}
