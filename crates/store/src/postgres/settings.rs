//! Where the database is, and who we are there.

use std::time::Duration;

use schema::Secret;

/// Where the database is, and who we are there: what Kong's settings `pg_…` tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostgresSettings {
    /// A name or an address, or the folder of a socket of this machine, which begins with `/`.
    pub host: String,
    /// The port, which is a part of that socket's name too.
    pub port: u16,
    /// Who we are.
    pub user: String,
    /// How we prove that, if we must.
    pub password: Option<Secret>,
    /// Which database of that server.
    pub database: String,
    /// Which schema of that database. It is made if it is not there.
    pub schema: String,
    /// Whether TLS is spoken. It never is with a socket of this machine.
    pub tls: Tls,
    /// The longest that anything asked of it may take: connecting, a statement, a turn.
    pub timeout: Duration,
}

/// Whether TLS is spoken with the database. If it is, it is demanded: nothing is said in the clear to a server that
/// does not speak it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tls {
    /// All is said in the clear, the documents' secrets too.
    Off,
    /// Whoever answers is believed: safe from those who listen, not from those who pretend.
    NotVerified,
    /// The server's certificate must bear its name, and be signed by one of these.
    Verified(Authorities),
}

/// Whose signatures count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authorities {
    /// Those of whom the system trusts.
    System,
    /// Those of these, PEM, and of nobody else.
    These(String),
}

impl Default for PostgresSettings {
    /// As in Kong.
    fn default() -> Self {
        Self {
            host: "127.0.0.1".to_owned(),
            port: 5432,
            user: "kong".to_owned(),
            password: None,
            database: "kong".to_owned(),
            schema: "public".to_owned(),
            tls: Tls::Off,
            timeout: Duration::from_secs(5),
        }
    }
}
