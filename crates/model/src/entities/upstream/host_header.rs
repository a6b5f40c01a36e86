//! What targets are told as Host.

use schema::{Violation, text};

use crate::entities::authority;

text! {
    /// A host, perhaps with a port, that targets are told as Host.
    HostHeader
}

impl HostHeader {
    fn judge(text: &str) -> Result<(), Violation> {
        let whole = authority::split(text);
        whole.map(drop).ok_or_else(|| Violation::Invalid(text.to_owned()))
    }
}
