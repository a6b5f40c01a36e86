//! What targets are told as Host.

use schema::{Violation, text};

use crate::entities::authority;

text! {
    /// A host, perhaps with a port, that targets are told as Host.
    HostHeader
}

impl HostHeader {
    /// Whether it says a port.
    #[must_use]
    pub fn has_port(&self) -> bool {
        authority::split(self.as_str()).is_some_and(|(_, port)| port.is_some())
    }

    fn judge(text: &str) -> Result<(), Violation> {
        let whole = authority::split(text);
        whole.map(drop).ok_or_else(|| Violation::Invalid(text.to_owned()))
    }
}
