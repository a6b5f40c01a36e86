//! What a plugin leaves with the store of its node.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// Texts that outlive the process, under a kind and a name: nobody configures them, and no snapshot holds them. Nodes that
/// share a database share them; without a database they are there until the node ends. Looked at outside, never on a
/// core: it waits.
pub trait Deposits: Send + Sync {
    /// The text that is there, unless its time is over.
    fn find<'a>(&'a self, kind: &'static str, name: &'a str) -> Deposited<'a, Option<String>>;

    /// Puts a text there, in the place of the one before; for so long, if that is said.
    fn put<'a>(
        &'a self,
        kind: &'static str,
        name: &'a str,
        text: String,
        lifetime: Option<Duration>,
    ) -> Deposited<'a, ()>;

    /// Puts a text there for good, unless there is one. Which is there then: of several who come at once, on whichever
    /// nodes, all are told the same.
    fn settle<'a>(&'a self, kind: &'static str, name: &'a str, text: String) -> Deposited<'a, String>;

    /// Takes the text away that is there, unless its time is over. Of several who come at once, on whichever nodes, one
    /// gets it: what may be used once is used once.
    fn take<'a>(&'a self, kind: &'static str, name: &'a str) -> Deposited<'a, Option<String>>;
}

/// An answer of [`Deposits`] on its way.
pub type Deposited<'a, T> = Pin<Box<dyn Future<Output = Result<T, NoDeposit>> + Send + 'a>>;

/// The store does not answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoDeposit {
    /// The stable name of what happened.
    pub code: &'static str,
    /// What the store says.
    pub why: String,
}

impl fmt::Display for NoDeposit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl std::error::Error for NoDeposit {}
