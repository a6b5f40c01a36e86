//! What the Admin API asks of the node.

/// The node, as far as the Admin API must know it.
pub trait Node: Send + Sync + 'static {
    /// How it is at this moment. Called once per request, outside the cores.
    fn status(&self) -> Status;
}

/// How a node is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// Connections that clients opened since the start.
    pub connections_accepted: u64,
    /// Connections that are open.
    pub connections_active: u64,
    /// Requests since the start.
    pub requests: u64,
    /// Requests that were sent to an upstream once more.
    pub upstream_retries: u64,
    /// Requests that no upstream answered.
    pub upstream_failures: u64,
    /// Connections that ended because what came was not HTTP, or too much of it.
    pub wire_failures: u64,
    /// Requests that ended by a mistake of ours.
    pub panics: u64,
    /// Tasks that are alive on all cores: one for each connection, and a few more.
    pub tasks: u64,
    /// By what the running configuration is recognised: 32 hexadecimal digits, all zero before the first.
    pub configuration_hash: String,
}
