use std::os::unix::fs::PermissionsExt as _;

use model::DEFAULT_WORKSPACE;

use serde_json::json;

use super::*;
use crate::catalogue::catalogue;
use crate::entropy::SystemEntropy;
use crate::plugins::PLUGINS;
use crate::scratch::Folder;

fn secrets(byte: u8) -> NodeSecrets {
    NodeSecrets::new(vec![vec![byte; 32]])
}

fn documents() -> Vec<Document> {
    let id = Id::parse("4506673d-c825-444c-a25b-602e3c2ec16e").unwrap();
    vec![Document {
        kind: "services",
        id,
        workspace: DEFAULT_WORKSPACE,
        body: json!({ "id": id.to_string(), "name": "app", "host": "s3cret.test" }),
    }]
}

#[test]
fn what_was_kept_is_read_again_by_its_node_alone() {
    let folder = Folder::new("last");
    let catalogue = catalogue(PLUGINS);
    let last = LastConfiguration::under(folder.path(), &secrets(1)).unwrap();
    assert_eq!(last.read(&catalogue), Ok(None));
    last.keep(&[], &SystemEntropy).unwrap();
    last.keep(&documents(), &SystemEntropy).unwrap();
    assert_eq!(last.read(&catalogue), Ok(Some(documents())));

    let file = fs::read(last.path()).unwrap();
    assert!(!file.windows(6).any(|window| window == b"s3cret"));
    assert_eq!(
        fs::metadata(last.path()).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let other = LastConfiguration::under(folder.path(), &secrets(2)).unwrap();
    assert!(
        other
            .read(&catalogue)
            .unwrap_err()
            .contains("session.unknown_key")
    );

    let mut changed = file;
    *changed.last_mut().unwrap() ^= 1;
    fs::write(last.path(), changed).unwrap();
    assert!(last.read(&catalogue).unwrap_err().contains("session.forged"));
}

#[test]
fn a_node_without_secrets_keeps_nothing() {
    assert!(LastConfiguration::under(Path::new("/"), &NodeSecrets::new(Vec::new())).is_none());
}
