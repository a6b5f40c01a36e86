//! Documents to keep.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use model::{
    CONSUMER_GROUP_CONSUMERS, CONSUMER_GROUPS, CONSUMERS, Catalogue, DEFAULT_WORKSPACE, Document, Entity, Id,
    PLUGINS, ROUTES, SERVICES, Workspace,
};
use serde_json::{Value, json};
use store::{Change, Sqlite};

/// The workspace of everything, and another one.
pub(crate) fn workspaces() -> [Document; 2] {
    let mut other = Workspace::default_document(0);
    other.id = elsewhere();
    other.body["id"] = elsewhere().into();
    other.body["name"] = "elsewhere".into();
    [Workspace::default_document(0), other]
}

/// Another workspace than that of everything.
pub(crate) fn elsewhere() -> Id {
    Id::named("workspaces", "elsewhere")
}

pub(crate) fn catalogue() -> Arc<Catalogue> {
    Arc::new(Catalogue::new([]))
}

/// A document whose id is made of its kind and a word.
pub(crate) fn document(entity: &Entity, word: &str, mut body: Value) -> Document {
    let id = Id::named(entity.name, word);
    body["id"] = id.to_string().into();
    Document {
        kind: entity.name,
        id,
        workspace: DEFAULT_WORKSPACE,
        body,
    }
}

pub(crate) fn service(name: &str) -> Document {
    document(&SERVICES, name, json!({ "name": name, "host": "a.example" }))
}

pub(crate) fn route(name: &str, of: &Document) -> Document {
    let service = json!({ "id": of.id.to_string() });
    document(
        &ROUTES,
        name,
        json!({ "name": name, "paths": ["/"], "service": service }),
    )
}

pub(crate) fn plugin(word: &str, of: &Document) -> Document {
    let route = json!({ "id": of.id.to_string() });
    document(
        &PLUGINS,
        word,
        json!({ "name": "cors", "route": route, "config": {} }),
    )
}

pub(crate) fn consumer(username: &str) -> Document {
    document(
        &CONSUMERS,
        username,
        json!({ "username": username, "tags": ["people", username] }),
    )
}

pub(crate) fn group(name: &str) -> Document {
    document(&CONSUMER_GROUPS, name, json!({ "name": name }))
}

/// That a consumer is in a group.
pub(crate) fn membership(username: &str, of: &str) -> Document {
    let link = |to: Document| json!({ "id": to.id.to_string() });
    document(
        &CONSUMER_GROUP_CONSUMERS,
        &format!("{username} in {of}"),
        json!({ "consumer": link(consumer(username)), "consumer_group": link(group(of)) }),
    )
}

pub(crate) fn in_workspace(workspace: Id, document: Document) -> Document {
    let id = Id::named(document.kind, &format!("{} in {workspace}", document.id));
    let mut body = document.body;
    body["id"] = id.to_string().into();
    Document {
        workspace,
        id,
        body,
        ..document
    }
}

pub(crate) fn delete(document: &Document) -> Change {
    Change::Delete {
        kind: document.kind,
        workspace: document.workspace,
        id: document.id,
    }
}

/// A file that is gone with the test.
pub(crate) struct File(PathBuf);

/// How many folders there are. Each has a path of its own: a store that was let go still tidies its folder up for a moment,
/// and must not find another's there.
static FOLDERS: AtomicU32 = AtomicU32::new(0);

impl File {
    pub(crate) fn new(name: &str) -> Self {
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("store-{name}-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    /// Another one, in a folder of its own.
    pub(crate) fn beside(&self) -> Self {
        let name = self.0.file_name().unwrap().to_string_lossy();
        Self::new(&format!("beside-{name}"))
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.0.join("lychgate.sqlite")
    }

    pub(crate) fn open(&self) -> Sqlite {
        Sqlite::open(&self.path(), catalogue()).unwrap()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
