//! Names in the TLS handshake (RFC 6066 3).

use std::net::IpAddr;

use schema::{Host, Violation, text};

use super::authority;

/// What stands for the star while the rest is judged.
const ANY: &str = "wildcard";

text! {
    /// A name that is asked for in the TLS handshake: no address, and no port.
    ServerName
}

text! {
    /// A name that is asked for in the TLS handshake. Its first or last character may be a star, which stands for
    /// any text; a star alone stands for every name.
    WildcardHost
}

impl ServerName {
    fn judge(text: &str) -> Result<(), Violation> {
        judge(text, text)
    }
}

impl WildcardHost {
    fn judge(text: &str) -> Result<(), Violation> {
        let star = text.find('*');
        if star.is_some_and(|at| at != 0 && at + 1 != text.len()) {
            return Err(misplaced("wildcard must be leftmost or rightmost character"));
        }
        if text.matches('*').count() > 1 {
            return Err(misplaced("only one wildcard must be specified"));
        }
        judge(&text.replace('*', ANY), text)
    }
}

/// Judges a name without a star, and blames it as it was written.
pub(super) fn judge(plain: &str, written: &str) -> Result<(), Violation> {
    let Some((host, port)) = authority::split(plain) else {
        let before = plain.rsplit_once(':').map(|(host, _)| Host::parse(host));
        return Err(match before {
            Some(Ok(_)) => Violation::HostWithPort,
            _ => Violation::Invalid(written.to_owned()),
        });
    };
    if authority::bare(host).parse::<IpAddr>().is_ok() {
        return Err(Violation::Own {
            code: "config.host",
            text: "must not be an IP".to_owned(),
            remedy: "clients name no addresses in a TLS handshake (RFC 6066 3); write a name".to_owned(),
        });
    }
    match port {
        Some(_) => Err(Violation::HostWithPort),
        None => Ok(()),
    }
}

fn misplaced(text: &str) -> Violation {
    Violation::Own {
        code: "config.host",
        text: text.to_owned(),
        remedy: "write one star, at the beginning or at the end: *.example.com".to_owned(),
    }
}
