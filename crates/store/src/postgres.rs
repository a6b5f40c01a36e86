//! A store that several nodes share: PostgreSQL, 13 or later.

mod line;
mod revisions;
mod session;
mod settings;
mod tables;
mod tls;

use std::sync::Arc;
use std::time::Duration;

use model::{Catalogue, Document, Entity, Id};
use tokio::sync::{Notify, broadcast, watch};
use tokio::task::JoinSet;
use tokio::time::sleep;

use self::line::{Ear, Line, Turn, keep};
pub use self::settings::{Authorities, PostgresSettings, Tls};
use crate::apply::apply;
use crate::session::Session as _;
use crate::sql::postgres as sql;
use crate::{
    By, Change, Deposit, Difference, Filter, Listing, Page, Revision, StoreError, Tagged, deposit, read,
};

/// A store in a database that other nodes use too.
///
/// It has two connections, so that nobody who reads waits for somebody who writes; on each of them one is served after
/// the other. A connection that is lost is made anew by itself, and until then all that is asked is refused at once.
#[derive(Debug)]
pub struct Postgres {
    catalogue: Arc<Catalogue>,
    reading: Line,
    writing: Line,
    readiness: watch::Receiver<Readiness>,
    revision: watch::Receiver<Revision>,
    words: broadcast::Sender<String>,
    schema: String,
    /// What keeps the connections, and ends with the store.
    _kept: JoinSet<()>,
}

impl Postgres {
    /// Connects, and makes the tables if need be. What keeps the connections runs where this is called.
    ///
    /// # Errors
    /// [`StoreError::Newer`] for a database of a later version, [`StoreError::Unavailable`] if it does not answer in
    /// time, does not let us in, or has other tables of these names.
    pub async fn open(settings: PostgresSettings, catalogue: Arc<Catalogue>) -> Result<Self, StoreError> {
        let postgres = Self::begin(settings, catalogue)?;
        postgres.ready().await?;
        Ok(postgres)
    }

    /// The version of the tables in a database; none if there are none yet. Nothing is changed.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if it does not answer in time, or does not let us in.
    pub async fn version(settings: PostgresSettings) -> Result<Option<u32>, StoreError> {
        let tls = tls::Connector::new(&settings.tls)?;
        let schema = settings.schema.clone();
        let (line, end) = line::new(settings.timeout);
        let mut kept = JoinSet::new();
        kept.spawn(keep(Arc::new(settings), tls, end, Ear::default()));
        let mut turn = line.first_turn().await?;
        tables::version(&turn.read().await?, &schema).await
    }

    /// Begins to connect, and goes on trying for ever. Until the database is ready all that is asked is refused.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if the authorities that are to be trusted are none.
    pub fn begin(settings: PostgresSettings, catalogue: Arc<Catalogue>) -> Result<Self, StoreError> {
        let tls = tls::Connector::new(&settings.tls)?;
        let settings = Arc::new(settings);
        let heard = Arc::new(Notify::new());
        let (words, _) = broadcast::channel(WORDS);
        let mut kept = JoinSet::new();
        let mut line = |words| {
            let (line, end) = line::new(settings.timeout);
            let news = Arc::clone(&heard);
            let ear = Ear { news, words };
            kept.spawn(keep(Arc::clone(&settings), tls.clone(), end, ear));
            line
        };
        // What both of them hear would be heard twice.
        let (reading, writing) = (line(Some(words.clone())), line(None));
        let schema = settings.schema.clone();
        let (say, readiness) = watch::channel(Readiness::New);
        let (told, revision) = watch::channel(Revision(0));
        let lines = (reading.clone(), writing.clone());
        kept.spawn(async move {
            let (reading, writing) = lines;
            prepare(&writing, &reading, &settings.schema, &say, &told).await;
            revisions::follow(reading, heard, told).await;
        });
        Ok(Self {
            catalogue,
            reading,
            writing,
            readiness,
            revision,
            words,
            schema,
            _kept: kept,
        })
    }

    /// Waits until it is known whether the database is ready, which it may become later too.
    ///
    /// # Errors
    /// [`StoreError::Newer`] for a database of a later version, [`StoreError::Unavailable`] if it does not answer in
    /// time, does not let us in, or has other tables of these names.
    pub async fn ready(&self) -> Result<(), StoreError> {
        let mut readiness = self.readiness.clone();
        let tried = readiness.wait_for(|readiness| !matches!(readiness, Readiness::New));
        match tried.await.map(|readiness| readiness.clone()) {
            Ok(readiness) => readiness.check(),
            Err(_) => Readiness::New.check(),
        }
    }

    /// The document that is meant, if it is there.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub async fn get(
        &self,
        entity: &Entity,
        workspace: Id,
        by: By<'_>,
    ) -> Result<Option<Document>, StoreError> {
        let mut turn = self.turn(&self.reading).await?;
        read::get(&turn.read().await?, entity, workspace, by).await
    }

    /// A part of the documents of a kind.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub async fn list(
        &self,
        entity: &Entity,
        workspace: Id,
        filter: Filter,
        page: Page,
    ) -> Result<Listing, StoreError> {
        let mut turn = self.turn(&self.reading).await?;
        read::list(&turn.read().await?, entity, workspace, &filter, page).await
    }

    /// What is tagged in a workspace, perhaps with this tag, behind that one.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub async fn tagged(
        &self,
        workspace: Id,
        tag: Option<&str>,
        after: Option<Tagged>,
        size: u16,
    ) -> Result<Vec<Tagged>, StoreError> {
        let mut turn = self.turn(&self.reading).await?;
        read::tagged(&turn.read().await?, workspace, tag, after.as_ref(), size).await
    }

    /// Makes all of the changes, or none. What is answered is kept; what is not answered may have been made if the
    /// connection was lost in the very moment.
    ///
    /// # Errors
    /// [`StoreError::Refused`] if they do not go together with what is there, others if the database cannot be written.
    pub async fn apply(&self, changes: Vec<Change>) -> Result<Revision, StoreError> {
        let mut turn = self.turn(&self.writing).await?;
        let session = turn.write().await?;
        let revision = apply(&session, &self.catalogue, changes).await?;
        if revision > *self.revision.borrow() {
            // Heard when all of it is kept, and not before.
            session.run(sql::NOTIFY, &[]).await?;
        }
        session.commit().await?;
        Ok(revision)
    }

    /// All documents that a gateway runs on, and the revision that they are.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub async fn snapshot(&self) -> Result<(Revision, Vec<Document>), StoreError> {
        let mut turn = self.turn(&self.reading).await?;
        read::snapshot(&turn.read().await?, &self.catalogue).await
    }

    /// The revision that it is now.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub async fn revision(&self) -> Result<Revision, StoreError> {
        let mut turn = self.turn(&self.reading).await?;
        read::revision(&turn.read().await?).await
    }

    /// What whoever ran on a revision lacks now, or `None` if all must be read.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub async fn difference(&self, since: Revision) -> Result<Option<Difference>, StoreError> {
        let mut turn = self.turn(&self.reading).await?;
        read::difference(&turn.read().await?, &self.catalogue, since).await
    }

    /// A text that was left here under this kind and name, unless it has expired.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be read.
    pub async fn deposited(
        &self,
        kind: &'static str,
        name: &str,
        now: u64,
    ) -> Result<Option<String>, StoreError> {
        let mut turn = self.turn(&self.reading).await?;
        deposit::find(&turn.read().await?, kind, name, now).await
    }

    /// Leaves a text, in the place of the one before.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be written.
    pub async fn deposit(&self, deposit: Deposit) -> Result<(), StoreError> {
        let mut turn = self.turn(&self.writing).await?;
        let session = turn.write().await?;
        deposit::put(&session, &deposit).await?;
        session.commit().await
    }

    /// Leaves a text unless there is one. The one that is there then, on whichever node it was left.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be written.
    pub async fn settle(&self, deposit: Deposit, now: u64) -> Result<String, StoreError> {
        let mut turn = self.turn(&self.writing).await?;
        let session = turn.write().await?;
        let settled = deposit::settle(&session, &deposit, now).await?;
        session.commit().await?;
        Ok(settled)
    }

    /// Takes a text away, unless it has expired. Of several who come at once, on whichever nodes, one gets it.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be written. It may then be gone, and nobody has it.
    pub async fn take(&self, kind: &'static str, name: &str, now: u64) -> Result<Option<String>, StoreError> {
        let mut turn = self.turn(&self.writing).await?;
        let session = turn.write().await?;
        let taken = deposit::take(&session, kind, name, now).await?;
        session.commit().await?;
        Ok(taken)
    }

    /// Sweeps away some of what has expired. How much that was.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be written.
    pub async fn sweep(&self, now: u64) -> Result<u64, StoreError> {
        let mut turn = self.turn(&self.writing).await?;
        let session = turn.write().await?;
        let swept = deposit::sweep(&session, now).await?;
        session.commit().await?;
        Ok(swept)
    }

    /// Tells each new revision, whichever node made it.
    #[must_use]
    pub fn revisions(&self) -> watch::Receiver<Revision> {
        self.revision.clone()
    }

    /// Says something to all nodes, this one too. Whoever has no connection in this moment does not hear it.
    ///
    /// # Errors
    /// [`StoreError`] if the database cannot be written, or the word is longer than it takes: 8,000 bytes.
    pub async fn tell(&self, word: &str) -> Result<(), StoreError> {
        let mut turn = self.turn(&self.writing).await?;
        let session = turn.write().await?;
        let word = &self.signed(word);
        session.rows(sql::TELL, &[word.into()]).await?;
        session.commit().await
    }

    /// What nodes say from now on, in their turn.
    #[must_use]
    pub fn words(&self) -> Words {
        Words {
            heard: self.words.subscribe(),
            signature: self.signed(""),
        }
    }

    /// Whose word it is stands before it.
    fn signed(&self, word: &str) -> String {
        format!("{}\n{word}", self.schema)
    }

    async fn turn(&self, line: &Line) -> Result<Turn, StoreError> {
        let readiness = self.readiness.borrow().clone();
        readiness.check()?;
        line.turn().await
    }
}

/// How many words may wait to be heard. Of more the first are lost.
const WORDS: usize = 256;

/// What nodes of one database say to each other.
#[derive(Debug)]
pub struct Words {
    heard: broadcast::Receiver<String>,
    signature: String,
}

impl Words {
    /// The next word; none any more when the store is gone.
    pub async fn next(&mut self) -> Option<String> {
        loop {
            match self.heard.recv().await {
                Ok(word) => match word.strip_prefix(&self.signature) {
                    Some(word) => return Some(word.to_owned()),
                    None => continue,
                },
                Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    }
}

/// Whether the database has our tables.
#[derive(Clone, Debug)]
enum Readiness {
    /// Nobody has looked yet.
    New,
    /// It has.
    Ready,
    /// It has not, and why.
    Not(StoreError),
}

impl Readiness {
    fn check(self) -> Result<(), StoreError> {
        match self {
            Self::Ready => Ok(()),
            Self::Not(why) => Err(why),
            Self::New => Err(StoreError::Unavailable("it is not connected yet".to_owned())),
        }
    }
}

/// Between two tries to make the tables.
const REST: Duration = Duration::from_secs(1);

/// Makes the tables as soon as there is a database for them, and tells its revision.
async fn prepare(
    writing: &Line,
    reading: &Line,
    schema: &str,
    say: &watch::Sender<Readiness>,
    told: &watch::Sender<Revision>,
) {
    let make = async || {
        tables::make(&mut writing.first_turn().await?, schema).await?;
        read::revision(&reading.first_turn().await?.read().await?).await
    };
    loop {
        match make().await {
            Ok(now) => {
                told.send_replace(now);
                say.send_replace(Readiness::Ready);
                return;
            }
            Err(why) => {
                say.send_replace(Readiness::Not(why));
                sleep(REST).await;
            }
        }
    }
}
