//! One of the stores, whichever it is.

use model::{Document, Entity, Id};
use tokio::sync::watch;

use crate::deposit::SWEPT;
use crate::{
    By, Change, Deposit, Difference, Filter, Listing, Memory, Page, Postgres, Revision, Sqlite, StoreError,
    Tagged, Words,
};

/// Where the documents of a gateway are kept.
#[derive(Debug)]
pub enum Store {
    /// In memory: they come from a declarative file, and change only with it.
    Memory(Memory),
    /// In a file.
    Sqlite(Sqlite),
    /// In a database that other nodes use too.
    Postgres(Postgres),
}

impl Store {
    /// The document that is meant, if it is there.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub async fn get(
        &self,
        entity: &Entity,
        workspace: Id,
        by: By<'_>,
    ) -> Result<Option<Document>, StoreError> {
        match self {
            Self::Memory(memory) => Ok(memory.get(entity, workspace, by)),
            Self::Sqlite(sqlite) => sqlite.get(entity, workspace, by).await,
            Self::Postgres(postgres) => postgres.get(entity, workspace, by).await,
        }
    }

    /// A part of the documents of a kind, in the order of their ids.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub async fn list(
        &self,
        entity: &Entity,
        workspace: Id,
        filter: Filter,
        page: Page,
    ) -> Result<Listing, StoreError> {
        match self {
            Self::Memory(memory) => Ok(memory.list(entity, workspace, &filter, page)),
            Self::Sqlite(sqlite) => sqlite.list(entity, workspace, filter, page).await,
            Self::Postgres(postgres) => postgres.list(entity, workspace, filter, page).await,
        }
    }

    /// What is tagged in a workspace, perhaps with this tag, behind that one; in the order of tags, kinds and ids.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub async fn tagged(
        &self,
        workspace: Id,
        tag: Option<&str>,
        after: Option<Tagged>,
        size: u16,
    ) -> Result<Vec<Tagged>, StoreError> {
        match self {
            Self::Memory(memory) => Ok(memory.tagged(workspace, tag, after.as_ref(), size)),
            Self::Sqlite(sqlite) => sqlite.tagged(workspace, tag, after, size).await,
            Self::Postgres(postgres) => postgres.tagged(workspace, tag, after, size).await,
        }
    }

    /// Makes all of the changes, or none.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`] where documents come from a file, [`StoreError::Refused`] if they do not go together
    /// with what is there, others if nothing can be written.
    pub async fn apply(&self, changes: Vec<Change>) -> Result<Revision, StoreError> {
        match self {
            Self::Memory(_) => Err(StoreError::ReadOnly),
            Self::Sqlite(sqlite) => sqlite.apply(changes).await,
            Self::Postgres(postgres) => postgres.apply(changes).await,
        }
    }

    /// The revision that it is now. Also shows whether the store can be read.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot.
    pub async fn revision(&self) -> Result<Revision, StoreError> {
        match self {
            Self::Memory(memory) => Ok(memory.revision()),
            Self::Sqlite(sqlite) => sqlite.revision().await,
            Self::Postgres(postgres) => postgres.revision().await,
        }
    }

    /// All documents that a gateway runs on, and the revision that they are.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub async fn snapshot(&self) -> Result<(Revision, Vec<Document>), StoreError> {
        match self {
            Self::Memory(memory) => Ok(memory.snapshot()),
            Self::Sqlite(sqlite) => sqlite.snapshot().await,
            Self::Postgres(postgres) => postgres.snapshot().await,
        }
    }

    /// What a gateway that ran on a revision lacks now, or `None` if it must read all: that is too long ago, too much,
    /// or cannot be told for certain.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub async fn difference(&self, since: Revision) -> Result<Option<Difference>, StoreError> {
        match self {
            Self::Memory(memory) => Ok(memory.difference(since)),
            Self::Sqlite(sqlite) => sqlite.difference(since).await,
            Self::Postgres(postgres) => postgres.difference(since).await,
        }
    }

    /// A text that was left here under this kind and name, unless it has expired by `now`, which is in milliseconds
    /// since 1970.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub async fn deposited(
        &self,
        kind: &'static str,
        name: &str,
        now: u64,
    ) -> Result<Option<String>, StoreError> {
        match self {
            Self::Memory(memory) => Ok(memory.deposited(kind, name, now)),
            Self::Sqlite(sqlite) => sqlite.deposited(kind, name, now).await,
            Self::Postgres(postgres) => postgres.deposited(kind, name, now).await,
        }
    }

    /// Leaves a text, in the place of the one before. In memory it is there until the node ends.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be written.
    pub async fn deposit(&self, deposit: Deposit) -> Result<(), StoreError> {
        match self {
            Self::Memory(memory) => {
                memory.deposit(deposit);
                Ok(())
            }
            Self::Sqlite(sqlite) => sqlite.deposit(deposit).await,
            Self::Postgres(postgres) => postgres.deposit(deposit).await,
        }
    }

    /// Leaves a text unless there is one that has not expired by `now`. The one that is there then: of several who come
    /// at once, on whichever nodes, all are told the same.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be written.
    pub async fn settle(&self, deposit: Deposit, now: u64) -> Result<String, StoreError> {
        match self {
            Self::Memory(memory) => Ok(memory.settle(deposit, now)),
            Self::Sqlite(sqlite) => sqlite.settle(deposit, now).await,
            Self::Postgres(postgres) => postgres.settle(deposit, now).await,
        }
    }

    /// Takes a text away, unless it has expired by `now`. Of several who come at once, on whichever nodes, one gets it.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be written. It may then be gone, and nobody has it.
    pub async fn take(&self, kind: &'static str, name: &str, now: u64) -> Result<Option<String>, StoreError> {
        match self {
            Self::Memory(memory) => Ok(memory.take(kind, name, now)),
            Self::Sqlite(sqlite) => sqlite.take(kind, name, now).await,
            Self::Postgres(postgres) => postgres.take(kind, name, now).await,
        }
    }

    /// Sweeps away some of what has expired by `now`. Whether there may be more.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be written.
    pub async fn sweep(&self, now: u64) -> Result<bool, StoreError> {
        let swept = match self {
            Self::Memory(memory) => memory.sweep(now),
            Self::Sqlite(sqlite) => sqlite.sweep(now).await?,
            Self::Postgres(postgres) => postgres.sweep(now).await?,
        };
        Ok(swept >= SWEPT)
    }

    /// Says something to all nodes that share the store, this one too. Whoever does not reach it in this moment does
    /// not hear it.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be written.
    pub async fn tell(&self, word: &str) -> Result<(), StoreError> {
        match self {
            Self::Memory(_) | Self::Sqlite(_) => Ok(()),
            Self::Postgres(postgres) => postgres.tell(word).await,
        }
    }

    /// What nodes that share the store say from now on; nothing where a node has it alone.
    #[must_use]
    pub fn words(&self) -> Option<Words> {
        match self {
            Self::Memory(_) | Self::Sqlite(_) => None,
            Self::Postgres(postgres) => Some(postgres.words()),
        }
    }

    /// Tells each new revision, whoever made it.
    #[must_use]
    pub fn revisions(&self) -> watch::Receiver<Revision> {
        match self {
            Self::Memory(memory) => memory.revisions(),
            Self::Sqlite(sqlite) => sqlite.revisions(),
            Self::Postgres(postgres) => postgres.revisions(),
        }
    }
}
