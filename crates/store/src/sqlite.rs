//! A store in a file: SQLite, on a thread of its own, since it waits for the disk.

mod database;
mod session;

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, TrySendError};
use std::thread;
use std::time::Duration;

use model::{Catalogue, Document, Entity, Id};
use tokio::sync::{oneshot, watch};

use self::database::Database;
use crate::{By, Change, Deposit, Difference, Filter, Listing, Page, Revision, StoreError, Tagged};

/// A store in a file. All that is asked is done one after the other, in the order in which it was asked.
#[derive(Debug)]
pub struct Sqlite {
    asked: mpsc::SyncSender<Work>,
    revision: watch::Receiver<Revision>,
}

/// How often it is looked whether another process has written.
const WATCH: Duration = Duration::from_millis(500);

/// How many may wait for their turn. Who comes when it is full is refused at once, and may come again.
const WAITING: usize = 1_000;

type Work = Box<dyn FnOnce(&mut Database) + Send>;

impl Sqlite {
    /// Opens the file, and makes it and its tables if need be. Waits for the disk.
    ///
    /// # Errors
    /// [`StoreError::Newer`] for a file of a later version, [`StoreError::Unavailable`] for what is no database, or
    /// cannot be opened or written.
    pub fn open(path: &Path, catalogue: Arc<Catalogue>) -> Result<Self, StoreError> {
        let mut database = Database::open(path, catalogue)?;
        let now = database.revision()?;
        let (asked, work) = mpsc::sync_channel::<Work>(WAITING);
        let (told, revision) = watch::channel(now);
        let run = move || {
            loop {
                match work.recv_timeout(WATCH) {
                    Ok(work) => work(&mut database),
                    // Somebody else may have written meanwhile.
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => return,
                }
                // A file that cannot be read now is looked at again.
                if let Ok(now) = database.revision() {
                    told.send_if_modified(|before| std::mem::replace(before, now) != now);
                }
            }
        };
        let started = thread::Builder::new().name("sqlite".to_owned()).spawn(run);
        started.map_err(|error| StoreError::Unavailable(error.to_string()))?;
        Ok(Self { asked, revision })
    }

    /// The version of the tables in a file; none if there is no file, or nothing in it. Nothing is changed.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] for what is no database, or cannot be read.
    pub fn version(path: &Path) -> Result<Option<u32>, StoreError> {
        match path.try_exists() {
            Ok(false) => Ok(None),
            Ok(true) => database::version(path),
            Err(why) => Err(StoreError::Unavailable(format!("{}: {why}", path.display()))),
        }
    }

    /// The document that is meant, if it is there.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub async fn get(
        &self,
        entity: &Entity,
        workspace: Id,
        by: By<'_>,
    ) -> Result<Option<Document>, StoreError> {
        let entity = *entity;
        match by {
            By::Id(id) => {
                self.ask(move |database| database.get(&entity, workspace, By::Id(id)))
                    .await
            }
            By::Key(key) => {
                let key = key.to_owned();
                self.ask(move |database| database.get(&entity, workspace, By::Key(&key)))
                    .await
            }
            By::Unique(field, value) => {
                let value = value.to_owned();
                self.ask(move |database| database.get(&entity, workspace, By::Unique(field, &value)))
                    .await
            }
        }
    }

    /// A part of the documents of a kind.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub async fn list(
        &self,
        entity: &Entity,
        workspace: Id,
        filter: Filter,
        page: Page,
    ) -> Result<Listing, StoreError> {
        let entity = *entity;
        self.ask(move |database| database.list(&entity, workspace, &filter, page))
            .await
    }

    /// What is tagged in a workspace, perhaps with this tag, behind that one.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub async fn tagged(
        &self,
        workspace: Id,
        tag: Option<&str>,
        after: Option<Tagged>,
        size: u16,
    ) -> Result<Vec<Tagged>, StoreError> {
        let tag = tag.map(str::to_owned);
        self.ask(move |database| database.tagged(workspace, tag.as_deref(), after.as_ref(), size))
            .await
    }

    /// Makes all of the changes, or none. What is answered is on the disk.
    ///
    /// # Errors
    /// [`StoreError::Refused`] if they do not go together with what is there, others if the file cannot be written.
    pub async fn apply(&self, changes: Vec<Change>) -> Result<Revision, StoreError> {
        self.ask(move |database| database.apply(changes)).await
    }

    /// All documents that a gateway runs on, and the revision that they are.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub async fn snapshot(&self) -> Result<(Revision, Vec<Document>), StoreError> {
        self.ask(Database::snapshot).await
    }

    /// The revision that it is now.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub async fn revision(&self) -> Result<Revision, StoreError> {
        self.ask(|database| database.revision()).await
    }

    /// What whoever ran on a revision lacks now, or `None` if all must be read.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub async fn difference(&self, since: Revision) -> Result<Option<Difference>, StoreError> {
        self.ask(move |database| database.difference(since)).await
    }

    /// A text that was left here under this kind and name, unless it has expired.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub async fn deposited(
        &self,
        kind: &'static str,
        name: &str,
        now: u64,
    ) -> Result<Option<String>, StoreError> {
        let name = name.to_owned();
        self.ask(move |database| database.deposited(kind, &name, now))
            .await
    }

    /// Leaves a text, in the place of the one before.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be written.
    pub async fn deposit(&self, deposit: Deposit) -> Result<(), StoreError> {
        self.ask(move |database| database.deposit(&deposit)).await
    }

    /// Leaves a text unless there is one. The one that is there then.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be written.
    pub async fn settle(&self, deposit: Deposit, now: u64) -> Result<String, StoreError> {
        self.ask(move |database| database.settle(&deposit, now)).await
    }

    /// Takes a text away, unless it has expired. Of several who come at once one gets it.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be written.
    pub async fn take(&self, kind: &'static str, name: &str, now: u64) -> Result<Option<String>, StoreError> {
        let name = name.to_owned();
        self.ask(move |database| database.take(kind, &name, now)).await
    }

    /// Sweeps away some of what has expired. How much that was.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be written.
    pub async fn sweep(&self, now: u64) -> Result<u64, StoreError> {
        self.ask(move |database| database.sweep(now)).await
    }

    /// Tells each new revision, whichever process made it.
    #[must_use]
    pub fn revisions(&self) -> watch::Receiver<Revision> {
        self.revision.clone()
    }

    async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Database) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = oneshot::channel();
        let ended = || StoreError::Unavailable("its thread has ended".to_owned());
        let work: Work = Box::new(move |database| {
            // Whoever has stopped waiting needs no answer.
            let _ = answer.send(work(database));
        });
        self.asked.try_send(work).map_err(|refused| match refused {
            TrySendError::Full(_) => StoreError::Unavailable("too many are waiting for it".to_owned()),
            TrySendError::Disconnected(_) => ended(),
        })?;
        answered.await.map_err(|_| ended())?
    }
}
