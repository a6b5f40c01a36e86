//! The configuration that was last in force, in the file `last_configuration` under the prefix: for a start while the
//! database that several nodes share is away.

#[cfg(test)]
mod tests;

use std::fs::{self, File, OpenOptions};
use std::io::{self, Cursor, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use model::{Catalogue, Document, Id};
use ports::{Entropy, NodeSecrets};
use schema::Value;
use serde_json::json;
use session::{Keys, Ring, Seal};

/// The configuration that was last in force. It holds secrets, so it is sealed with the key ring of the node.
#[derive(Debug)]
pub(crate) struct LastConfiguration {
    path: PathBuf,
    seal: Seal,
}

/// It packs documents to a fifth in the time that sealing takes.
const LEVEL: i32 = 1;

impl LastConfiguration {
    /// Where it is kept, if the ring has a secret.
    pub(crate) fn under(prefix: &Path, secrets: &NodeSecrets) -> Option<Self> {
        let ring = Ring::new(secrets.expose().map(<[u8]>::to_vec))?;
        Some(Self {
            path: prefix.join("last_configuration"),
            seal: Seal::new(&ring, "last configuration", &[]),
        })
    }

    /// Where it is kept.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps these documents in the place of those before. They are there whole or not at all. Waits for the disk.
    pub(crate) fn keep(&self, documents: &[Document], entropy: &dyn Entropy) -> io::Result<()> {
        let packed = zstd::encode_all(Cursor::new(written(documents).to_string()), LEVEL)?;
        let sealed = self
            .seal
            .seal(&Keys::default(), &packed, entropy)
            .map_err(io::Error::other)?;
        let draft = self.path.with_extension("new");
        // A draft that a killed gateway left behind.
        let _ = fs::remove_file(&draft);
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&draft)?;
        file.write_all(&sealed)?;
        file.sync_all()?;
        fs::rename(&draft, &self.path)?;
        let folder = self.path.parent().unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()
    }

    /// The documents that were kept; nothing if none were, and why not if they cannot be read.
    pub(crate) fn read(&self, catalogue: &Catalogue) -> Result<Option<Vec<Document>>, String> {
        let mut sealed = match fs::read(&self.path) {
            Ok(sealed) => sealed,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.to_string()),
        };
        let keys = Keys::default();
        let packed = self
            .seal
            .open(&keys, &mut sealed)
            .map_err(|error| error.to_string())?;
        let text = zstd::decode_all(Cursor::new(packed)).map_err(|error| error.to_string())?;
        let value: Value = serde_json::from_slice(&text).map_err(|error| error.to_string())?;
        let documents = value.as_array().into_iter().flatten();
        let read = documents.map(|value| {
            document(catalogue, value).ok_or_else(|| "a later version has written it".to_owned())
        });
        read.collect::<Result<_, _>>().map(Some)
    }
}

fn written(documents: &[Document]) -> Value {
    let one = |document: &Document| {
        json!({
            "kind": document.kind,
            "id": document.id.to_string(),
            "workspace": document.workspace.to_string(),
            "body": document.body,
        })
    };
    documents.iter().map(one).collect()
}

fn document(catalogue: &Catalogue, value: &Value) -> Option<Document> {
    let id = |field: &str| Id::parse(value.get(field)?.as_str()?);
    Some(Document {
        kind: catalogue.entity(value.get("kind")?.as_str()?)?.name,
        id: id("id")?,
        workspace: id("workspace")?,
        body: value.get("body")?.clone(),
    })
}
