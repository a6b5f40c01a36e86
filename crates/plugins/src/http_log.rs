//! Sends finished requests to a server, as JSON.

mod config;
mod delivery;
mod sender;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use plugin::{Finished, Logs, Misconfigured, Plugin, Services};

use self::config::Config;
use self::sender::Sender;
use crate::queue::{Desk, Pen};
use crate::record::record;

/// Sends finished requests to a server.
pub struct HttpLog {
    desk: Arc<Desk>,
}

impl Plugin for HttpLog {
    const NAME: &'static str = "http-log";
    const SUMMARY: &'static str = "Sends finished requests to a server, as JSON.";
    const PRIORITY: i32 = 12;
    type Config = Config;
    type Local = Pen;

    fn new(config: Config, services: &Services) -> Result<Self, Misconfigured> {
        let terms = config.terms();
        let desk = Desk::new(terms.bounds);
        let sender = Sender::new(config.call()?, terms, Arc::clone(&desk), services);
        services.outside.run(Box::pin(sender.send()));
        Ok(Self { desk })
    }

    fn logs(&self) -> Logs {
        Logs::Particulars
    }

    fn log(&self, pen: &Pen, finished: &Finished) {
        if let Some(record) = record(finished) {
            pen.leave(&self.desk, record.to_string());
        }
    }
}

impl Drop for HttpLog {
    fn drop(&mut self) {
        self.desk.close();
    }
}
