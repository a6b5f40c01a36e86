//! The plainest data plane: one core, one port of the loopback in the clear, a clock that stands still.

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::sync::Arc;

use proxy::{AccessLog, Limits, Listen, Rules, Settings};
use testkit::clock::SettableClock;
use testkit::entropy::Counted;

/// Its settings, for tests that change some of them.
pub(crate) fn settings() -> Settings {
    Settings {
        cores: NonZeroUsize::MIN,
        listens: vec![Listen {
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            tls: None,
        }],
        limits: Limits::default(),
        rules: Rules::default(),
        access_log: AccessLog::Off,
        clock: Arc::new(SettableClock::default()),
        entropy: Arc::new(Counted::default()),
    }
}
