//! What a plugin is lent in tests.

use std::sync::Arc;

use plugin::Services;
use ports::NodeSecrets;
use testkit::clock::SettableClock;
use testkit::deposits::InMemory;
use testkit::entropy::Counted;
use testkit::http::Scripted;
use testkit::outside::OnTokio;

/// Providers that follow a script, by this clock, on the runtime that this is called on.
pub(crate) fn services(script: &Scripted, clock: &SettableClock) -> Services {
    Services {
        http: script.port(),
        clock: Arc::new(clock.clone()),
        entropy: Arc::new(Counted::default()),
        outside: Arc::new(OnTokio::current()),
        node_secrets: Arc::new(NodeSecrets::new(vec![vec![7; 32]])),
        deposits: Arc::new(InMemory::new(clock)),
        shared: Arc::default(),
    }
}
