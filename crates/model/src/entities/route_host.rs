//! The hosts of a route.

use schema::{Host, Violation, text};

text! {
    /// A host that a route wants, perhaps with a port.
    RouteHost
}

impl RouteHost {
    fn judge(text: &str) -> Result<(), Violation> {
        if text.contains('*') {
            return Err(wildcard(text));
        }
        match Host::parse(text) {
            Ok(_) => Ok(()),
            Err(Violation::HostWithPort) => with_port(text),
            Err(violation) => Err(violation),
        }
    }
}

fn wildcard(text: &str) -> Violation {
    let labels: Vec<_> = text.split('.').collect();
    if text.matches('*').count() > 1 {
        return Violation::WildcardCount;
    }
    match labels.first() == Some(&"*") || labels.last() == Some(&"*") {
        true => Violation::unsupported("a host with a star"),
        false => Violation::WildcardPlace,
    }
}

fn with_port(text: &str) -> Result<(), Violation> {
    let invalid = || Violation::Invalid(text.to_owned());
    let (host, port) = text.rsplit_once(':').ok_or_else(invalid)?;
    let digits = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    match digits && port.parse::<u16>().is_ok() && Host::parse(host).is_ok() {
        true => Ok(()),
        false => Err(invalid()),
    }
}
