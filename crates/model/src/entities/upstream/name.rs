//! The name of an upstream.

use std::net::IpAddr;

use schema::{Violation, text};

use crate::entities::authority;

text! {
    /// The name of an upstream: one that a host could have, without a port. No address.
    UpstreamName
}

impl UpstreamName {
    fn judge(text: &str) -> Result<(), Violation> {
        let fault = match authority::split(text) {
            None => "must be a valid hostname",
            Some((host, _)) if authority::bare(host).parse::<IpAddr>().is_ok() => "no ip addresses allowed",
            Some((_, Some(_))) => "no port allowed",
            Some((_, None)) => return Ok(()),
        };
        Err(Violation::Own {
            code: "config.host",
            text: format!("Invalid name ('{text}'); {fault}"),
            remedy: "write a name such as shop.internal; addresses and ports are those of its targets"
                .to_owned(),
        })
    }
}
