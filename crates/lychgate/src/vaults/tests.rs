//! Files and variables as they are read.

use std::os::unix::fs::symlink;

use model::Secrets as _;

use super::NodeVaults;
use crate::scratch::Folder;
use crate::settings::Environment;

#[test]
fn a_variable_is_its_text() {
    let environment = Environment::of(&[("SECRET", " s1\n"), ("BROKEN", "s\u{fffd}1"), ("EMPTY", "")]);
    let vaults = NodeVaults::of_environment(&environment);
    assert_eq!(vaults.variable("SECRET").as_deref(), Ok(" s1\n"));
    assert_eq!(vaults.variable("EMPTY").as_deref(), Ok(""));
    for (name, why) in [("secret", "is not set"), ("BROKEN", "is not UTF-8 text")] {
        let told = vaults.variable(name).unwrap_err().to_string();
        assert!(told.contains(why) && !told.contains('\u{fffd}'), "{told}");
    }
}

// AD-23
#[test]
fn a_file_is_its_text_without_its_last_end_of_line_and_lies_in_the_folder() {
    let (folder, outside) = (Folder::new("vaults"), Folder::new("outside"));
    let path = folder.path();
    std::fs::create_dir_all(path.join("shop")).unwrap();
    std::fs::create_dir_all(path.join("..data")).unwrap();
    let rows = [
        ("plain", "s1", "s1"),
        ("line", "s1\n", "s1"),
        ("dos", "s1\r\n", "s1"),
        ("two", " s1\n\n", " s1\n"),
        ("empty", "", ""),
        ("shop/secret", "s2\n", "s2"),
        ("..data/mounted", "s3", "s3"),
    ];
    for (name, text, _) in rows {
        folder.file(name, text);
    }
    folder.file("long", &"x".repeat(64 * 1024 + 1));
    folder.file("whole", &"x".repeat(64 * 1024));
    std::fs::write(path.join("bytes"), [0xff, 0xfe]).unwrap();
    symlink("..data/mounted", path.join("mounted")).unwrap();
    symlink(outside.file("other", "s4"), path.join("away")).unwrap();
    let vaults = NodeVaults::default().with_folder(path);
    for (name, _, expected) in rows {
        assert_eq!(vaults.file(name).as_deref(), Ok(expected), "{name}");
    }
    assert_eq!(vaults.file("mounted").as_deref(), Ok("s3"));
    assert_eq!(vaults.file("whole").unwrap().len(), 64 * 1024);
    for (name, why) in [
        ("nothing", "No such file"),
        ("shop", "it is not a regular file"),
        ("long", "it is longer than 64 KiB"),
        ("bytes", "it is not UTF-8 text"),
        ("away", "it lies outside of"),
        ("../outside", "cannot be read"),
    ] {
        let told = vaults.file(name).unwrap_err().to_string();
        assert!(told.contains(why), "{name}: {told}");
    }
    let told = NodeVaults::default().file("plain").unwrap_err().to_string();
    assert!(told.contains("vault_file_prefix"), "{told}");
}
