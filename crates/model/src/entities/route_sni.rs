//! The names that a route wants in the TLS handshake.

use std::net::IpAddr;

use schema::{Host, Violation, text};

use super::wildcard;

text! {
    /// A name that a client must have asked for in the TLS handshake (RFC 6066 3). A star may stand for the labels
    /// at one end of it.
    RouteSni
}

impl RouteSni {
    fn judge(text: &str) -> Result<(), Violation> {
        let plain = wildcard::filled(text)?;
        if is_address(&plain) {
            return Err(Violation::Own {
                code: "config.host",
                text: "must not be an IP".to_owned(),
                remedy: "clients name no addresses in a TLS handshake (RFC 6066 3); write a name".to_owned(),
            });
        }
        match Host::parse(&plain) {
            Err(Violation::Invalid(_)) => Err(Violation::Invalid(text.to_owned())),
            judged => judged.map(drop),
        }
    }
}

fn is_address(text: &str) -> bool {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    bare.unwrap_or(text).parse::<IpAddr>().is_ok()
}
