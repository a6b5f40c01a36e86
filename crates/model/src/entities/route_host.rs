//! The hosts of a route.

use schema::{Host, Violation, text};

use super::wildcard;

text! {
    /// A host that a route wants, perhaps with a port. A star may stand for the labels at one end of it.
    RouteHost
}

impl RouteHost {
    fn judge(text: &str) -> Result<(), Violation> {
        let plain = wildcard::filled(text)?;
        let invalid = || Violation::Invalid(text.to_owned());
        match Host::parse(&plain) {
            Ok(_) => Ok(()),
            Err(Violation::HostWithPort) => with_port(&plain).ok_or_else(invalid),
            Err(_) => Err(invalid()),
        }
    }
}

fn with_port(text: &str) -> Option<()> {
    let (host, port) = text.rsplit_once(':')?;
    let digits = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    (digits && port.parse::<u16>().is_ok() && Host::parse(host).is_ok()).then_some(())
}
