//! Another configuration for a gateway at work.

use tracing::{error, info, warn};

use super::announcement::{tell_advice, tell_configuration};
use super::prepared::read_configuration;
use crate::gateway::Gateway;
use crate::report::counted;
use crate::settings::{Database, Settings};

/// Puts the file as it is now in service. If anything is wrong with it, all of that is said,
/// and the gateway goes on as before.
pub(super) async fn reload(gateway: &mut Gateway, settings: &Settings) {
    let Some(path) = settings.declarative_config.as_deref() else {
        match settings.database {
            Database::Sqlite | Database::Postgres(_) => {
                info!("SIGHUP: entities are in the database, so there is no file to read again");
                look_again(gateway).await;
            }
            Database::Off => warn!(
                error.code = "reload.no_config",
                "SIGHUP: there is no file to read again: name one in declarative_config and start anew"
            ),
        }
        return;
    };
    let mut faults = Vec::new();
    let (configuration, advice) = read_configuration(Some(path), &**gateway.secrets(), &mut faults);
    for fault in &faults {
        error!(
            error.code = fault.code,
            "{}: {} — {}", fault.place, fault.what, fault.remedy
        );
    }
    if !faults.is_empty() {
        let number = counted(faults.len(), "fault");
        error!(
            error.code = "reload.refused",
            "SIGHUP: the file has {number}, so the gateway goes on as before"
        );
        look_again(gateway).await;
        return;
    }
    match gateway.apply(&configuration).await {
        Ok(_) => {
            tell_advice(&advice);
            if let Some(snapshot) = gateway.in_force().await {
                tell_configuration(settings, &snapshot);
            }
            info!("SIGHUP: in service");
        }
        Err(why) => error!(
            error.code = "reload.core_gone",
            "SIGHUP: {why}. Start the gateway anew"
        ),
    }
}

/// Secrets may have changed, whatever becomes of the file.
async fn look_again(gateway: &Gateway) {
    if let Err(why) = gateway.look_again().await {
        error!(error.code = why.code(), "SIGHUP: {why}");
    }
}
