//! `lychgate start`: the gateway in the foreground, until it is asked to end.

mod announcement;
mod prepared;
mod reload;

use std::io;
use std::num::NonZeroUsize;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use store::{Postgres, Store, StoreError};
use tracing::{error, info, warn};

use self::announcement::{announce, tell_advice, tell_finding};
pub(crate) use self::prepared::{DATABASE, open_store, read_settings, shared_server};
use self::prepared::{Kept, Prepared};
use self::reload::reload;
use crate::catalogue::catalogue;
use crate::entropy::SystemEntropy;
use crate::gateway::{Gateway, NotStarted, Options};
use crate::key_ring;
use crate::logs;
use crate::outside::OutsideRuntime;
use crate::paint::{Paint, complain};
use crate::plugins::PLUGINS;
use crate::report::{Item, List, counted};
use crate::settings::{Environment, Settings};
use crate::stop_signal::{ReloadSignal, StopSignals};

/// How long requests under way may take to finish.
const DRAIN: Duration = Duration::from_secs(10);

/// As a shell reports a program that was interrupted.
const INTERRUPTED: u8 = 130;

/// Runs the gateway. The code is 0 if it ended because it was asked to, and its requests could finish.
#[must_use]
pub fn run(conf: Option<&Path>, prefix: Option<&Path>) -> ExitCode {
    let environment = Environment::of_process();
    let prepared = read_settings(conf, prefix, &environment).and_then(|(settings, findings)| {
        let levels = logs::start(settings.log_level, logs::Format::of_stderr(&environment));
        findings.iter().for_each(tell_finding);
        Prepared::of(settings, levels, &environment)
    });
    match prepared.and_then(|prepared| serve(prepared).map_err(|item| vec![item])) {
        Ok(code) => code,
        Err(faults) => {
            let paint = Paint::of_stderr(&environment);
            let list = List {
                items: &faults,
                paint,
            };
            let number = counted(faults.len(), "fault");
            complain(format_args!(
                "{} lychgate cannot start: {number}.\n\n{list}",
                paint.bad("✗")
            ));
            ExitCode::FAILURE
        }
    }
}

/// Serves until a signal comes.
fn serve(prepared: Prepared) -> Result<ExitCode, Item> {
    let no_runtime = |error: io::Error| Item::from(&NotStarted::Threads(error));
    let runtime = OutsideRuntime::start(NonZeroUsize::MIN).map_err(no_runtime)?;
    runtime.handle().block_on(async {
        let signals = StopSignals::listen().map_err(no_runtime)?;
        let hangups = ReloadSignal::listen().map_err(no_runtime)?;
        let options = prepared.options();
        let Prepared {
            settings,
            kept,
            advice,
            ..
        } = prepared;
        let started = match kept {
            Kept::Declared(configuration) => Gateway::start(&configuration, options).await,
            Kept::Stored(store) => Gateway::open(store, options).await,
            Kept::Shared(server) => {
                let not_there = |why| Item::from(&NotStarted::Store(why));
                let postgres = Postgres::begin(*server, Arc::new(catalogue(PLUGINS))).map_err(not_there)?;
                match postgres.ready().await {
                    // It may be back later, and what was last in force is served until then.
                    Ok(()) | Err(StoreError::Unavailable(_)) => {}
                    Err(why) => return Err(not_there(why)),
                }
                let store = Store::Postgres(postgres);
                let secrets = key_ring::shared(&store, &settings.prefix, &SystemEntropy).await;
                let options = Options {
                    node_secrets: secrets.map_err(|why| Item::from(&why))?,
                    ..options
                };
                Gateway::open(store, options).await
            }
        };
        let (mut gateway, problems) = started.map_err(|why| Item::from(&why))?;
        // A rehearsal found none, so these are news.
        problems
            .iter()
            .for_each(|problem| error!(error.code = problem.code, "{problem}"));
        tell_advice(&advice);
        announce(&settings, &gateway).await;
        let (signal, signals) = until_asked_to_end(&mut gateway, &settings, signals, hangups).await;
        Ok(end(gateway, signal, signals).await)
    })
}

/// Serves, and reads the configuration again as often as asked. Tells by which signal it ended.
async fn until_asked_to_end(
    gateway: &mut Gateway,
    settings: &Settings,
    mut signals: StopSignals,
    mut hangups: ReloadSignal,
) -> (&'static str, StopSignals) {
    loop {
        tokio::select! {
            signal = signals.next() => return (signal, signals),
            () = hangups.next() => reload(gateway, settings).await,
        }
    }
}

/// Lets requests under way finish, unless a second signal comes.
async fn end(gateway: Gateway, signal: &str, mut signals: StopSignals) -> ExitCode {
    let limit = DRAIN.as_secs();
    info!("{signal}: requests under way may take {limit} s to finish; a second signal ends them at once");
    tokio::select! {
        drained = gateway.stop(DRAIN) => {
            match drained.cut {
                0 => info!("ended"),
                cut => warn!(error.code = "stop.cut", "ended; {} cut off", counted(cut, "connection")),
            }
            ExitCode::SUCCESS
        }
        signal = signals.next() => {
            warn!("{signal} again: ended at once");
            ExitCode::from(INTERRUPTED)
        }
    }
}
