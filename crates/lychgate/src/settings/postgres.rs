//! Where PostgreSQL is, and who we are there: Kong's settings `pg_…`.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use schema::Secret;
use store::{Authorities, PostgresSettings, Tls};

use super::finding::{Code, Finding};
use super::reader::Reader;
use super::values::{self, BadValue};
use super::{Database, TrustedCertificates};

/// A database that several nodes share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Postgres {
    /// Where it is. With TLS verified, the authorities are the system's until those of the file are read.
    pub server: PostgresSettings,
    /// The PEM file with the authorities that are trusted there, instead of the system's.
    pub authorities: Option<PathBuf>,
}

impl Postgres {
    /// What the Admin API tells of it: no secret.
    pub(crate) fn told(&self) -> admin::Server {
        let PostgresSettings {
            host,
            port,
            user,
            password,
            database,
            schema,
            tls,
            timeout: _,
        } = &self.server;
        admin::Server {
            host: host.clone(),
            port: *port,
            user: user.clone(),
            has_password: password.is_some(),
            database: database.clone(),
            schema: schema.clone(),
            ssl: *tls != Tls::Off,
            ssl_verify: matches!(tls, Tls::Verified(_)),
        }
    }
}

impl fmt::Display for Postgres {
    /// Where it is, and nothing that is a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let PostgresSettings {
            host, port, database, ..
        } = &self.server;
        write!(f, "PostgreSQL {host}:{port}/{database}")
    }
}

impl Reader {
    /// Every key of the database is read, whether it is used or not, so that no fault waits for the day on which it is.
    pub(super) fn postgres(&mut self) -> Postgres {
        let usual = PostgresSettings::default();
        let encrypted = self.read("pg_ssl", false, values::switch);
        let required = self.read("pg_ssl_required", false, values::switch);
        let verified = self.read("pg_ssl_verify", false, values::switch);
        let authorities = self.read("pg_ssl_authorities", None, |value| {
            values::one_file(value).map(Some)
        });
        for (key, is_on) in [
            ("pg_ssl_required", required),
            ("pg_ssl_verify", verified),
            ("pg_ssl_authorities", authorities.is_some()),
        ] {
            if is_on && !encrypted {
                self.asks_for(key, "pg_ssl = on", "the database is spoken to in the clear");
            }
        }
        if authorities.is_some() && encrypted && !verified {
            self.asks_for(
                "pg_ssl_authorities",
                "pg_ssl_verify = on",
                "no certificate is verified",
            );
        }
        let server = PostgresSettings {
            host: self.read("pg_host", usual.host, text),
            port: self.read("pg_port", usual.port, port),
            user: self.read("pg_user", usual.user, text),
            password: self.read("pg_password", None, |value| {
                Ok(Some(Secret::from(value.to_owned())))
            }),
            database: self.read("pg_database", usual.database, text),
            schema: self.read("pg_schema", usual.schema, text),
            tls: match (encrypted, verified) {
                (false, _) => Tls::Off,
                (true, false) => Tls::NotVerified,
                (true, true) => Tls::Verified(Authorities::System),
            },
            timeout: self.read("pg_timeout", usual.timeout, timeout),
        };
        Postgres { server, authorities }
    }

    /// Whose certificates are believed, but for the database: a wall that would not be there is told.
    pub(super) fn trusted(&mut self, database: &Database) -> TrustedCertificates {
        let key = "lua_ssl_trusted_certificate";
        let trusted = self.read(key, TrustedCertificates::default(), values::trusted);
        if let Database::Postgres(postgres) = database
            && postgres.server.tls == Tls::Verified(Authorities::System)
            && postgres.authorities.is_none()
            && !trusted.system
        {
            self.fault(Finding {
                origin: self.origin(key),
                key: key.to_owned(),
                code: Code::BadValue,
                what: "does not hold for the database: pg_ssl_verify would trust the system's authorities"
                    .to_owned(),
                remedy: "name a PEM file in pg_ssl_authorities as well".to_owned(),
            });
        }
        trusted
    }

    /// A key that protects nothing without another.
    fn asks_for(&mut self, key: &str, other: &str, what: &str) {
        self.fault(Finding {
            origin: self.origin(key),
            key: key.to_owned(),
            code: Code::BadValue,
            what: format!("has no effect without `{other}`: {what}"),
            remedy: format!("write `{other}`, or take this line out"),
        });
    }
}

#[expect(clippy::unnecessary_wraps, reason = "it is read as all others are")]
fn text(value: &str) -> Result<String, BadValue> {
    Ok(value.to_owned())
}

fn port(value: &str) -> Result<u16, BadValue> {
    let port = value.parse().ok().filter(|port| *port != 0);
    port.ok_or_else(|| BadValue::new(format!("`{value}` is no port"), "a number from 1 to 65535"))
}

/// An hour: who waits longer for a database waits for ever.
const LONGEST: Duration = Duration::from_hours(1);

fn timeout(value: &str) -> Result<Duration, BadValue> {
    let time = value.parse().ok().map(Duration::from_millis);
    let fits = time.filter(|time| !time.is_zero() && *time <= LONGEST);
    fits.ok_or_else(|| {
        BadValue::new(
            format!("`{value}` is not how long an answer may take"),
            "a number of milliseconds from 1 to 3600000",
        )
    })
}
