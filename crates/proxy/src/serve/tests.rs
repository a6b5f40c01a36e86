use std::sync::Arc;

use http::Method;
use testkit::clock::SettableClock;

use super::*;
use crate::access_log::{AccessLog, Writer};
use crate::compile::compile;
use crate::fakes::{KINDS, exchange, services, snapshot};
use crate::wire::{Limits, Ticks};

/// A core that has nothing to serve.
fn core() -> Core {
    let limits = Limits::default();
    let counters = Arc::<Counters>::default();
    let ticks = Rc::new(Ticks::new(&limits));
    Core::new(
        Arc::new(compile(&snapshot(&[]), KINDS, &services(), None).0),
        Directory::default(),
        Rules::default(),
        Upstream::new(&limits, ticks, Arc::clone(&counters)),
        Arc::new(SettableClock::default()),
        counters,
        Writer::start(&AccessLog::Off).unwrap().lines(),
    )
}

/// It is moved as a whole when a request begins, and each connection keeps room for one.
#[test]
fn a_request_on_its_way_is_small() {
    let core = core();
    let size = size_of_val(&serve(&core, Box::new(exchange(Method::GET, "/"))));
    assert!(size < 2560, "{size} bytes");
}
