//! `lychgate migrations`: the tables of the database, and which version they are.
//!
//! `lychgate start` makes them too, and of several nodes that start together one does. The commands are for those who
//! want it done, or seen, before.

use std::io;
use std::num::NonZeroUsize;
use std::path::Path;
use std::process::ExitCode;

use store::{Postgres, Sqlite, StoreError, TABLES_VERSION};

use crate::gateway::NotStarted;
use crate::outside::OutsideRuntime;
use crate::paint::{Paint, complain, say};
use crate::report::{Item, List, counted};
use crate::settings::{Database, Environment, Settings};
use crate::start::{DATABASE, open_store, read_settings, shared_server};

/// What is asked of the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Migration {
    /// Make them, or bring them to the latest version.
    Up,
    /// Tell which version they are.
    List,
    /// Take away what only the version before needed.
    Finish,
}

/// Kong's code for a database without tables.
const NOT_MADE: u8 = 3;

/// Kong's code for a database of an earlier version.
const PENDING: u8 = 5;

/// Does it. The code is 0 if the tables are of the latest version, 3 if there are none yet, 5 if they are of an earlier
/// one, 1 if it cannot be done.
pub(crate) fn run(conf: Option<&Path>, prefix: Option<&Path>, wanted: Migration) -> ExitCode {
    match migrate(conf, prefix, wanted) {
        Ok(code) => code,
        Err(faults) => {
            let paint = Paint::of_stderr(&Environment::of_process());
            let list = List {
                items: &faults,
                paint,
            };
            let number = counted(faults.len(), "fault");
            complain(format_args!(
                "{} nothing was migrated: {number}.\n\n{list}",
                paint.bad("✗")
            ));
            ExitCode::FAILURE
        }
    }
}

fn migrate(conf: Option<&Path>, prefix: Option<&Path>, wanted: Migration) -> Result<ExitCode, Vec<Item>> {
    let environment = Environment::of_process();
    let (settings, _) = read_settings(conf, prefix, &environment)?;
    let no_runtime = |error: io::Error| vec![Item::from(&NotStarted::Threads(error))];
    let runtime = OutsideRuntime::start(NonZeroUsize::MIN).map_err(no_runtime)?;
    let place = match &settings.database {
        Database::Sqlite => settings.prefix.join(DATABASE).display().to_string(),
        Database::Postgres(postgres) => postgres.to_string(),
        Database::Off => {
            say(format_args!(
                "there is no database: entities come from a declarative file\n"
            ));
            return Ok(ExitCode::SUCCESS);
        }
    };
    let found = version(&settings, &runtime)?;
    match (found, wanted) {
        (None, Migration::Up) => {
            drop(open_store(&settings, &runtime.handle())?);
            say(format_args!(
                "{place}: the tables are made, version {TABLES_VERSION}\n"
            ));
        }
        (None, Migration::List | Migration::Finish) => {
            say(format_args!(
                "{place}: there are no tables yet; `lychgate migrations up` makes them\n"
            ));
            return Ok(ExitCode::from(NOT_MADE));
        }
        (Some(version), Migration::Up) if version < TABLES_VERSION => {
            drop(open_store(&settings, &runtime.handle())?);
            say(format_args!(
                "{place}: the tables were of version {version}, and are of version {TABLES_VERSION}\n"
            ));
        }
        (Some(version), Migration::List | Migration::Finish) if version < TABLES_VERSION => {
            say(format_args!(
                "{place}: version {version}; `lychgate migrations up` makes version {TABLES_VERSION} of it\n"
            ));
            return Ok(ExitCode::from(PENDING));
        }
        (Some(version), Migration::Up | Migration::List) => {
            say(format_args!(
                "{place}: version {version}, the latest; there is nothing to do\n"
            ));
        }
        (Some(version), Migration::Finish) => {
            say(format_args!(
                "{place}: version {version}; nothing is left of an earlier one\n"
            ));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The version of the tables, if there are any. A later one than ours is a fault.
fn version(settings: &Settings, runtime: &OutsideRuntime) -> Result<Option<u32>, Vec<Item>> {
    let found = match &settings.database {
        Database::Postgres(postgres) => {
            let server = shared_server(postgres)?;
            runtime.handle().block_on(Postgres::version(*server))
        }
        Database::Sqlite | Database::Off => Sqlite::version(&settings.prefix.join(DATABASE)),
    };
    let found = found.and_then(|found| match found {
        Some(found) if found > TABLES_VERSION => Err(StoreError::Newer {
            found,
            known: TABLES_VERSION,
        }),
        found => Ok(found),
    });
    found.map_err(|why| vec![Item::from(&NotStarted::Store(why))])
}
