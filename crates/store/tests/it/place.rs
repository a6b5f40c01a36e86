//! Where a store is kept while a test lasts.

use store::{Sqlite, Store};

use crate::documents::{File, catalogue};

/// Where a store is kept. It is gone with the test.
pub(crate) enum Place {
    /// A file of SQLite's.
    File(File),
}

impl Place {
    /// One for a test.
    pub(crate) fn file(name: &str) -> Self {
        Self::File(File::new(name))
    }

    /// Another one of its kind.
    pub(crate) async fn beside(&self) -> Self {
        match self {
            Self::File(file) => Self::File(file.beside()),
        }
    }

    /// The store that is kept there.
    pub(crate) async fn open(&self) -> Store {
        match self {
            Self::File(file) => Store::Sqlite(Sqlite::open(&file.path(), catalogue()).unwrap()),
        }
    }

    /// Has a stranger write something there, whatever goes together.
    pub(crate) async fn say(&self, sql: &str) {
        match self {
            Self::File(file) => {
                let connection = rusqlite::Connection::open(file.path()).unwrap();
                connection.pragma_update(None, "foreign_keys", false).unwrap();
                connection.execute_batch(sql).unwrap();
            }
        }
    }
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
    };
}

pub(crate) use of_every_store;
