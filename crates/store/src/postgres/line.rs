//! A connection that is there whenever the database is.

use std::collections::HashMap;
use std::fmt;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{self, Notify, OwnedMutexGuard, broadcast, watch};
use tokio::time::{sleep, timeout};
use tokio_postgres::config::SslMode;
use tokio_postgres::tls::TlsStream;
use tokio_postgres::{AsyncMessage, Client, Config, Connection, IsolationLevel, Socket, Statement};

use super::session::{Patience, Session, unavailable};
use super::settings::{PostgresSettings, Tls};
use super::tls::Connector;
use crate::StoreError;
use crate::sql::postgres as sql;

/// Between the loss of a connection and the first try to have another.
const SHORTEST: Duration = Duration::from_millis(100);

/// Between two tries after many.
const LONGEST: Duration = Duration::from_secs(2);

/// After this much silence the system asks whether the server is still there.
const SILENCE: Duration = Duration::from_secs(30);

/// A connection that is there whenever the database is.
#[derive(Clone)]
pub(super) struct Line {
    state: watch::Receiver<State>,
    limit: Duration,
}

/// What a connection is now.
#[derive(Clone)]
pub(super) enum State {
    /// Nobody has tried yet.
    New,
    /// It is there, for one at a time.
    Up(Arc<sync::Mutex<Connected>>),
    /// It is not, and why.
    Down(StoreError),
}

/// A connection that is there.
pub(super) struct Connected {
    client: Client,
    statements: Mutex<HashMap<&'static str, Statement>>,
    patience: Patience,
}

/// Somebody's turn to use a connection.
pub(super) struct Turn(OwnedMutexGuard<Connected>);

/// A line, and the end of it that [`keep`] keeps.
pub(super) fn new(limit: Duration) -> (Line, watch::Sender<State>) {
    let (end, state) = watch::channel(State::New);
    (Line { state, limit }, end)
}

impl Line {
    /// Waits for the first connection, and for a turn on it.
    pub(super) async fn first_turn(&self) -> Result<Turn, StoreError> {
        let mut state = self.state.clone();
        let tried = state.wait_for(|state| !matches!(state, State::New)).await;
        // It is tried with a limit of its own.
        drop(tried.map_err(|_| lost("nobody keeps it"))?);
        self.turn().await
    }

    /// Waits for a turn.
    pub(super) async fn turn(&self) -> Result<Turn, StoreError> {
        let state = self.state.borrow().clone();
        let connected = match state {
            State::Up(connected) => connected,
            State::Down(why) => return Err(why),
            State::New => return Err(lost("it is not connected yet")),
        };
        let turn = timeout(self.limit, connected.lock_owned()).await;
        turn.map(Turn).map_err(|_| lost("too many are waiting for it"))
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").finish_non_exhaustive()
    }
}

impl Turn {
    /// Begins to read: all that is read is of one moment.
    pub(super) async fn read(&mut self) -> Result<Session<'_>, StoreError> {
        let Connected {
            client,
            statements,
            patience,
        } = &mut *self.0;
        let begun = client
            .build_transaction()
            .isolation_level(IsolationLevel::RepeatableRead)
            .read_only(true)
            .start();
        Ok(Session::new(patience.wait(begun).await?, statements, patience))
    }

    /// Begins to write. What is not committed is undone.
    pub(super) async fn write(&mut self) -> Result<Session<'_>, StoreError> {
        let Connected {
            client,
            statements,
            patience,
        } = &mut *self.0;
        // Whoever has waited for another writer sees what that one wrote, which needs just this level.
        let begun = client
            .build_transaction()
            .isolation_level(IsolationLevel::ReadCommitted)
            .start();
        Ok(Session::new(patience.wait(begun).await?, statements, patience))
    }
}

/// Who is told what the database says by itself.
#[derive(Clone, Default)]
pub(super) struct Ear {
    /// Told whenever there may be news.
    pub(super) news: Arc<Notify>,
    /// Gets the words of other nodes, if they are heard here.
    pub(super) words: Option<broadcast::Sender<String>>,
}

/// Has a connection, and another one when it is lost, for ever.
pub(super) async fn keep(
    settings: Arc<PostgresSettings>,
    tls: Connector,
    line: watch::Sender<State>,
    ear: Ear,
) {
    let mut rest = SHORTEST;
    loop {
        let why = match connect(&settings, &tls).await {
            Ok((client, connection)) => {
                let mut driven = pin!(drive(connection, &ear));
                let patience = Patience::new(settings.timeout);
                let greeted = tokio::select! {
                    why = &mut driven => Err(why),
                    greeted = patience.wait(greet(&client, &settings)) => greeted,
                };
                match greeted {
                    Ok(()) => {
                        rest = SHORTEST;
                        let hung = patience.hung();
                        let connected = Connected {
                            client,
                            statements: Mutex::default(),
                            patience,
                        };
                        line.send_replace(State::Up(Arc::new(sync::Mutex::new(connected))));
                        // Much may have been said while nobody listened.
                        ear.news.notify_one();
                        tokio::select! {
                            why = driven => why,
                            () = hung.notified() => lost("it did not answer in time"),
                        }
                    }
                    Err(why) => why,
                }
            }
            Err(why) => why,
        };
        line.send_replace(State::Down(why));
        sleep(rest).await;
        rest = (rest * 2).min(LONGEST);
    }
}

async fn connect(
    settings: &PostgresSettings,
    tls: &Connector,
) -> Result<(Client, Connection<Socket, impl TlsStream + Unpin + use<>>), StoreError> {
    let is_socket = settings.host.starts_with('/');
    let mut config = Config::new();
    config
        .host(&settings.host)
        .port(settings.port)
        .user(&settings.user)
        .dbname(&settings.database)
        .application_name("lychgate")
        .connect_timeout(settings.timeout)
        .tcp_user_timeout(settings.timeout)
        .keepalives_idle(SILENCE)
        .ssl_mode(match settings.tls == Tls::Off || is_socket {
            true => SslMode::Disable,
            false => SslMode::Require,
        });
    if let Some(password) = &settings.password {
        config.password(password.expose());
    }
    // All of it together, so that a server which takes a connection and says nothing keeps nobody.
    let connected = timeout(settings.timeout, config.connect(tls.clone())).await;
    connected
        .map_err(|_| lost("it did not answer in time"))?
        .map_err(|error| unavailable(&error))
}

/// Reads and writes for everybody. Why it has ended.
async fn drive(mut connection: Connection<Socket, impl TlsStream + Unpin>, ear: &Ear) -> StoreError {
    loop {
        match poll_fn(|context| connection.poll_message(context)).await {
            Some(Ok(AsyncMessage::Notification(told))) if told.channel() == sql::WORDS => {
                // Where nobody listens it is said in vain.
                let _ = ear
                    .words
                    .as_ref()
                    .map(|words| words.send(told.payload().to_owned()));
            }
            Some(Ok(AsyncMessage::Notification(_))) => ear.news.notify_one(),
            // A notice is for people who type statements.
            Some(Ok(_)) => {}
            Some(Err(error)) => return unavailable(&error),
            None => return lost("it has closed the connection"),
        }
    }
}

async fn greet(client: &Client, settings: &PostgresSettings) -> Result<(), tokio_postgres::Error> {
    let limit = settings.timeout.as_millis().to_string();
    client.query(sql::GREET, &[&settings.schema, &limit]).await?;
    client.batch_execute(sql::LISTEN).await
}

fn lost(why: &str) -> StoreError {
    StoreError::Unavailable(why.to_owned())
}
