//! Which place a reference means.

use std::collections::HashMap;

use schema::{Map, Record as _, Reference, Value};

use super::{Missing, Secrets};
use crate::{Catalogue, Document, Id, VAULTS, Vault};

/// The vaults that are configured, by their workspace and their prefix.
#[derive(Clone, Debug, Default)]
pub struct Vaults(HashMap<(Id, String), Vault>);

/// The kinds of vaults that Kong has and this gateway has not.
const FOREIGN: &[&str] = &["aws", "azure", "conjur", "gcp", "hcv"];

/// A place where a secret may be.
enum Place {
    /// The environment; names of variables begin so.
    Environment { prefix: Option<String> },
    /// A folder below that of the settings; `None` is that one itself.
    Folder { below: Option<String> },
}

impl Vaults {
    /// Those among these documents. One that does not pass its checks is none, so that no reference leads there.
    #[must_use]
    pub fn of(catalogue: &Catalogue, documents: &[Document]) -> Self {
        let vaults = documents.iter().filter(|document| document.kind == VAULTS.name);
        let read = vaults.filter_map(|document| {
            let mut body = document.body.clone();
            body.as_object_mut()?.insert("id".to_owned(), document.id.into());
            let is_good = catalogue.fill_and_check(VAULTS.name, &mut body).is_empty();
            let vault = Vault::decode(&body).ok().filter(|_| is_good)?;
            Some(((document.workspace, vault.prefix.to_string()), vault))
        });
        Self(read.collect())
    }

    /// What a reference of this workspace leads to; never an empty text, and never another reference.
    ///
    /// # Errors
    /// [`Missing`], if it leads nowhere.
    pub fn follow(&self, text: &str, workspace: Id, secrets: &dyn Secrets) -> Result<String, Missing> {
        let malformed = |_| Missing::new("it is not a reference to a vault", "write {vault://VAULT/NAME}");
        let reference = Reference::read(text).map_err(malformed)?;
        let whole = match self.place(&reference, workspace, secrets)? {
            Place::Environment { prefix } => {
                let prefix = reference.prefix.clone().or(prefix).unwrap_or_default();
                secrets.variable(&variable(&prefix, &reference.resource))?
            }
            Place::Folder { below } => secrets.file(&path(below.as_deref(), &reference)?)?,
        };
        let found = match &reference.key {
            Some(key) => member(&whole, key)?,
            None => whole,
        };
        if found.is_empty() {
            return Err(Missing::new(
                "what it leads to is empty",
                "write the secret there",
            ));
        }
        // It would be followed again, perhaps for ever, or taken for a secret.
        if Reference::is_meant(&found) {
            return Err(Missing::new(
                "what it leads to is another reference",
                "write the secret itself there",
            ));
        }
        Ok(found)
    }

    fn place(&self, reference: &Reference, workspace: Id, secrets: &dyn Secrets) -> Result<Place, Missing> {
        let name = reference.vault.as_str();
        if let Some(vault) = self.0.get(&(workspace, name.to_owned())) {
            let prefix = vault.config.prefix.clone();
            return Ok(match vault.name.as_str() {
                "file" => Place::Folder { below: prefix },
                _ => Place::Environment { prefix },
            });
        }
        match name {
            "env" => Ok(Place::Environment {
                prefix: secrets.variable_prefix().map(str::to_owned),
            }),
            "file" => Ok(Place::Folder { below: None }),
            name if FOREIGN.contains(&name) => Err(Missing::new(
                format!("vaults of the kind `{name}` are not supported"),
                "let an agent of that vault write a file, and refer to it as {vault://file/NAME}; or use \
                 {vault://env/NAME}",
            )),
            name => Err(Missing::new(
                format!("there is no vault `{name}` in its workspace"),
                "declare it under `vaults`, or use `env` or `file`",
            )),
        }
    }
}

/// The variable of this name, in Kong's spelling.
fn variable(prefix: &str, resource: &str) -> String {
    format!("{prefix}{}", resource.replace('-', "_")).to_uppercase()
}

/// The file of this name, in a folder.
fn path(below: Option<&str>, reference: &Reference) -> Result<String, Missing> {
    if reference.prefix.is_some() {
        return Err(Missing::new(
            "a reference cannot choose the folder",
            "let the `config.prefix` of a vault name it",
        ));
    }
    if !is_name(&reference.resource) {
        return Err(Missing::new(
            "it does not name one file",
            "write the name of a file alone, without `/` and without a dot at its beginning",
        ));
    }
    Ok(match below {
        Some(folder) => format!("{folder}/{}", reference.resource),
        None => reference.resource.clone(),
    })
}

/// Whether a text is the name of a file or folder and of nothing else: `..` leads out, and hidden files are not meant
/// for others.
pub(crate) fn is_name(text: &str) -> bool {
    let strange = |found: char| matches!(found, '/' | '\\') || found.is_control();
    !text.is_empty() && !text.starts_with('.') && !text.contains(strange)
}

/// The text of a member of a JSON object. What is wrong is told without what stands there.
fn member(json: &str, key: &str) -> Result<String, Missing> {
    let Ok(members) = serde_json::from_str::<Map<String, Value>>(json) else {
        return Err(Missing::new(
            "what it leads to is not a JSON object",
            "write an object there, or leave the key out of the reference",
        ));
    };
    let text = members.get(key).and_then(Value::as_str).map(str::to_owned);
    text.ok_or_else(|| {
        Missing::new(
            "what it leads to has no such member that is a text",
            "correct the key, or write the member",
        )
    })
}
