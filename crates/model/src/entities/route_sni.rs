//! The names that a route wants in the TLS handshake.

use schema::{Violation, text};

use super::{server_name, wildcard};

text! {
    /// A name that a client must have asked for in the TLS handshake (RFC 6066 3). A star may stand for the labels
    /// at one end of it.
    RouteSni
}

impl RouteSni {
    fn judge(text: &str) -> Result<(), Violation> {
        server_name::judge(&wildcard::filled(text)?, text)
    }
}
