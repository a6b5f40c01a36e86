//! The hosts of a route.

use schema::{Violation, text};

use super::{authority, wildcard};

text! {
    /// A host that a route wants, perhaps with a port. A star may stand for the labels at one end of it.
    RouteHost
}

impl RouteHost {
    fn judge(text: &str) -> Result<(), Violation> {
        let plain = wildcard::filled(text)?;
        let whole = authority::split(&plain);
        whole.map(drop).ok_or_else(|| Violation::Invalid(text.to_owned()))
    }
}
