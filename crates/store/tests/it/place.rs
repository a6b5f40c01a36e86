//! Where a store is kept while a test lasts.

use std::sync::atomic::{AtomicU32, Ordering};

use store::{Change, Postgres, PostgresSettings, Sqlite, Store, StoreError};

use crate::documents::{File, catalogue, workspaces};
use testkit::postgres::Server;

use crate::server::{say, settings};

/// Where a store is kept. It is gone with the test.
pub(crate) enum Place {
    /// A file of SQLite's.
    File(File),
    /// A schema of a database of PostgreSQL's.
    Schema(PostgresSettings),
}

/// How many schemas there are.
static SCHEMAS: AtomicU32 = AtomicU32::new(0);

impl Place {
    /// One for a test.
    pub(crate) fn file(name: &str) -> Self {
        Self::File(File::new(name))
    }

    /// A schema that nobody else has, if there is a server.
    pub(crate) fn schema() -> Option<Self> {
        Server::shared().map(Self::schema_of)
    }

    /// A schema of this server.
    pub(crate) fn schema_of(server: &Server) -> Self {
        let number = SCHEMAS.fetch_add(1, Ordering::Relaxed);
        Self::Schema(PostgresSettings {
            schema: format!("Test \"{number}\""),
            ..settings(server)
        })
    }

    /// Another one of its kind.
    pub(crate) fn beside(&self) -> Self {
        match self {
            Self::File(file) => Self::File(file.beside()),
            Self::Schema(settings) => Self::Schema(PostgresSettings {
                schema: format!("{} beside", settings.schema),
                ..settings.clone()
            }),
        }
    }

    /// The store that is kept there. Two workspaces are in it; they are no revision.
    pub(crate) async fn open(&self) -> Store {
        let store = match self {
            Self::File(file) => Store::Sqlite(Sqlite::open(&file.path(), catalogue()).unwrap()),
            Self::Schema(settings) => Store::Postgres(postgres(settings).await.unwrap()),
        };
        let workspaces = workspaces().map(Change::Put);
        store.apply(workspaces.into()).await.unwrap();
        store
    }

    /// Has a stranger write something there, whatever goes together.
    pub(crate) async fn say(&self, sql: &str) {
        match self {
            Self::File(file) => {
                let connection = rusqlite::Connection::open(file.path()).unwrap();
                connection.pragma_update(None, "foreign_keys", false).unwrap();
                connection.execute_batch(sql).unwrap();
            }
            Self::Schema(settings) => {
                let schema = settings.schema.replace('"', "\"\"");
                let sql =
                    format!("SET search_path = \"{schema}\"; SET session_replication_role = replica; {sql}");
                say(settings, &sql).await;
            }
        }
    }
}

/// The store in a database.
pub(crate) async fn postgres(settings: &PostgresSettings) -> Result<Postgres, StoreError> {
    Postgres::open(settings.clone(), catalogue()).await
}

/// Makes a test for each kind of store of each of these functions.
macro_rules! of_every_store {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            use crate::place::Place;

            $(#[tokio::test]
            async fn $name() {
                super::$name(&Place::file(stringify!($name))).await;
            })*
        }

        mod postgres {
            use crate::place::Place;

            $(#[tokio::test]
            async fn $name() {
                if let Some(place) = Place::schema() {
                    super::$name(&place).await;
                }
            })*
        }
    };
}

pub(crate) use of_every_store;
