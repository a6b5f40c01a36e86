//! What the house lends to a plugin when it is built.

use std::sync::Arc;

use ports::{Clock, Deposits, Entropy, Http, NodeSecrets, Outside};

use crate::Shared;

/// The ports a plugin may use. In tests all of them are fakes.
#[derive(Clone)]
pub struct Services {
    /// Calls to other people's servers. They wait, so make them on [`Services::outside`].
    pub http: Arc<dyn Http>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Where work may wait.
    pub outside: Arc<dyn Outside>,
    /// Secrets of this node, for what it seals when a configuration brings no secret.
    pub node_secrets: Arc<NodeSecrets>,
    /// What plugins leave with the store. It waits, so look there on [`Services::outside`].
    pub deposits: Arc<dyn Deposits>,
    /// What all instances of a plugin on this node have in common.
    pub shared: Arc<Shared>,
}
