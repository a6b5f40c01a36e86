use testkit::entropy::{Counted, Dry};

use super::*;
use crate::scratch::Folder;

fn secrets(folder: &Path) -> Result<Vec<Vec<u8>>, BadKeyRing> {
    let ring = open(folder, &Counted::default())?;
    Ok(ring.expose().map(<[u8]>::to_vec).collect())
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn written(folder: &Folder, text: &str, mode: u32) -> PathBuf {
    let path = folder.file("keyring", text);
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    path
}

#[test]
fn the_first_start_makes_a_ring_that_only_its_owner_can_read() {
    let folder = Folder::new("first");
    let prefix = folder.path().join("a/b");
    let made = secrets(&prefix).unwrap();
    assert_eq!(made.iter().map(Vec::len).collect::<Vec<_>>(), [32]);
    assert_eq!((mode(&prefix.join("keyring")), mode(&prefix)), (0o600, 0o700));
    assert_eq!(
        fs::read_dir(&prefix).unwrap().count(),
        1,
        "no draft is left behind"
    );
    assert_eq!(secrets(&prefix).unwrap(), made, "the second start finds it");
}

#[test]
fn several_lines_are_read_in_their_order() {
    let folder = Folder::new("several");
    let line = |byte| base64url::encode(&[byte; 32]);
    written(
        &folder,
        &format!("{}\n\n  {}\r\n{}", line(3), line(2), line(1)),
        0o600,
    );
    assert_eq!(secrets(folder.path()).unwrap(), [[3; 32], [2; 32], [1; 32]]);
}

// A damaged or exposed ring is said, never replaced.
#[test]
fn a_ring_that_cannot_be_trusted_is_left_alone() {
    let good = base64url::encode(&[1; 32]);
    let short = base64url::encode(&[1; 31]);
    for (text, mode, code) in [
        (good.clone(), 0o644, "key_ring.exposed"),
        (good.clone(), 0o640, "key_ring.exposed"),
        (good.clone(), 0o602, "key_ring.exposed"),
        (String::new(), 0o600, "key_ring.damaged"),
        ("\n\n".to_owned(), 0o600, "key_ring.damaged"),
        (short, 0o600, "key_ring.damaged"),
        (format!("{good}\n{good}="), 0o600, "key_ring.damaged"),
        ("not base64url!".to_owned(), 0o600, "key_ring.damaged"),
        ("A".repeat(70_000), 0o600, "key_ring.unreadable"),
    ] {
        let folder = Folder::new("bad");
        let path = written(&folder, &text, mode);
        let bad = secrets(folder.path()).unwrap_err();
        assert_eq!(bad.code(), code, "{mode:o} {text:.40}");
        assert!(bad.to_string().contains(path.to_str().unwrap()), "{bad}");
        assert!(!bad.to_string().contains(&good), "the secret is not shown");
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
}

#[test]
fn what_is_no_file_or_no_folder_is_said() {
    let folder = Folder::new("none");
    fs::create_dir(folder.path().join("keyring")).unwrap();
    assert_eq!(secrets(folder.path()).unwrap_err().code(), "key_ring.unreadable");
    let below_a_file = folder.file("file", "").join("prefix");
    assert_eq!(secrets(&below_a_file).unwrap_err().code(), "key_ring.unreadable");
    assert_eq!(
        secrets(Path::new("/proc/none")).unwrap_err().code(),
        "key_ring.unwritable"
    );
}

#[test]
fn without_randomness_there_is_no_ring() {
    let folder = Folder::new("dry");
    assert_eq!(open(folder.path(), &Dry).unwrap_err().code(), "entropy.none");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn each_role_has_tokens_of_its_own() {
    let folder = Folder::new("roles");
    let entropy = Counted::default();
    let read = |role| admin_tokens(folder.path(), role, &entropy).unwrap();
    let (admin, reader) = (read(Role::Admin), read(Role::ReadOnly));
    assert_eq!((admin.len(), admin[0].0), (1, Role::Admin));
    assert_eq!((reader.len(), reader[0].0), (1, Role::ReadOnly));
    let text = |file: &str| {
        let path = folder.path().join(file);
        assert_eq!(mode(&path), 0o600, "{file}");
        fs::read_to_string(path).unwrap()
    };
    assert_ne!(text("admin_token"), text("admin_token_read_only"));
}
