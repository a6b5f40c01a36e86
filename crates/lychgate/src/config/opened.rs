//! The store of a node, opened beside the node.

use std::io;
use std::num::NonZeroUsize;

use model::{Catalogue, DEFAULT_WORKSPACE, Document, Id, WORKSPACES};
use schema::Value;
use store::{Change, Filter, Page, Store, StoreError};

use super::Place;
use crate::catalogue::catalogue;
use crate::gateway::NotStarted;
use crate::outside::OutsideRuntime;
use crate::plugins::PLUGINS;
use crate::report::Item;
use crate::settings::{Database, Environment};
use crate::start::{DATABASE, open_store, read_settings};
use crate::vaults::NodeVaults;

/// A store, and everything in it at one moment.
pub(super) struct Opened {
    pub(super) catalogue: Catalogue,
    /// All documents, those of all workspaces and the workspaces themselves.
    pub(super) documents: Vec<Document>,
    pub(super) environment: Environment,
    pub(super) secrets: NodeVaults,
    store: Store,
    runtime: OutsideRuntime,
}

/// What becomes of a store that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// It is made, so that a node may be given its entities before it first starts.
    Made,
    /// Whoever only looks has probably named another folder than they meant.
    Refused,
}

impl Opened {
    /// Opens the store that the settings name, and reads all of it.
    pub(super) fn of(place: &Place, missing: Missing) -> Result<Self, Vec<Item>> {
        let environment = Environment::of_process();
        let (settings, _) = read_settings(place.conf.as_deref(), place.prefix.as_deref(), &environment)?;
        if settings.database == Database::Off {
            return Err(vec![Item {
                place: "database".to_owned(),
                what: "there is no store: entities come from a declarative file".to_owned(),
                code: "config.no_store",
                remedy: "change that file, or let database be `sqlite`".to_owned(),
            }]);
        }
        let file = settings.prefix.join(DATABASE);
        if missing == Missing::Refused && settings.database == Database::Sqlite && !file.exists() {
            return Err(vec![Item {
                place: "prefix".to_owned(),
                what: format!("there is no store {}", file.display()),
                code: "config.no_store",
                remedy: "name the folder of the node with --prefix, or its settings with --conf".to_owned(),
            }]);
        }
        let no_runtime = |error: io::Error| vec![Item::from(&NotStarted::Threads(error))];
        let runtime = OutsideRuntime::start(NonZeroUsize::MIN).map_err(no_runtime)?;
        let store = open_store(&settings, &runtime.handle())?;
        let read = runtime.handle().block_on(everything(&store));
        Ok(Self {
            catalogue: catalogue(PLUGINS),
            documents: read.map_err(|error| vec![refused(&error)])?,
            secrets: NodeVaults::of(&settings, &environment),
            environment,
            store,
            runtime,
        })
    }

    /// The id of a workspace, and its name.
    pub(super) fn workspace<'a>(&self, name: Option<&'a str>) -> Result<(Id, &'a str), Vec<Item>> {
        const DEFAULT: &str = "default";
        let name = name.unwrap_or(DEFAULT);
        if name == DEFAULT {
            return Ok((DEFAULT_WORKSPACE, name));
        }
        let is_it = |document: &&Document| {
            document.kind == WORKSPACES.name
                && document.body.get("name").and_then(Value::as_str) == Some(name)
        };
        let found = self
            .documents
            .iter()
            .find(is_it)
            .map(|workspace| (workspace.id, name));
        found.ok_or_else(|| {
            vec![Item {
                place: "--workspace".to_owned(),
                what: format!("there is no workspace {name:?}"),
                code: "config.no_workspace",
                remedy: "name one that is there, or leave it out".to_owned(),
            }]
        })
    }

    /// What a variable of the environment holds.
    pub(super) fn variable(&self) -> impl Fn(&str) -> Option<String> + '_ {
        |name| self.environment.given(name).map(str::to_owned)
    }

    /// Makes all of these changes, or none.
    pub(super) fn apply(&self, changes: Vec<Change>) -> Result<(), Vec<Item>> {
        let applied = self.runtime.handle().block_on(self.store.apply(changes));
        applied.map(|_| ()).map_err(|error| vec![refused(&error)])
    }
}

async fn everything(store: &Store) -> Result<Vec<Document>, StoreError> {
    let (_, mut documents) = store.snapshot().await?;
    let mut page = Page::default();
    loop {
        let part = store
            .list(&WORKSPACES, DEFAULT_WORKSPACE, Filter::default(), page)
            .await?;
        documents.extend(part.documents);
        page.after = part.next;
        if part.next.is_none() {
            break;
        }
    }
    Ok(documents)
}

fn refused(error: &StoreError) -> Item {
    let remedy = match error {
        StoreError::Refused(_) => {
            "correct the file, or give back what another entity has; nothing was changed"
        }
        _ => "see that the database can be read and written; nothing was changed",
    };
    Item {
        place: "the store".to_owned(),
        what: error.to_string(),
        code: error.code(),
        remedy: remedy.to_owned(),
    }
}
