//! Whether somebody answers at the address of the issuer, and proves who it is.

use std::net::SocketAddr;
use std::time::{Duration, UNIX_EPOCH};

use ports::{Certificate, Handshake, HttpError, Location, Verification, Whose};

use super::Avoided;
use super::finding::{Finding, Step};
use super::scrub::Scrub;

/// A certificate that ends sooner than this deserves a look.
const SOON: i64 = 14 * DAY;
const DAY: i64 = 24 * 60 * 60;

/// The end of the year 9999: certificates that have no end say so (RFC 5280 section 4.1.2.5).
const NEVER: i64 = 253_402_300_799;

/// The most names of a certificate that are told.
const NAMES: usize = 4;

/// An address that may not be called from here, and why.
pub(super) struct Forbidden {
    pub(super) address: SocketAddr,
    pub(super) why: Avoided,
}

/// What is said of the addresses that the name of the issuer has.
pub(super) fn name(
    located: &Result<Location, HttpError>,
    forbidden: Option<&Forbidden>,
    scrub: &Scrub,
) -> Finding {
    let location = match located {
        Ok(location) => location,
        Err(why) => return called(Step::Name, why, scrub).option("issuer"),
    };
    let seen = location.addresses.iter().map(|address| address.ip().to_string());
    let seen = seen.collect::<Vec<_>>().join(", ");
    let seen = match location.whose {
        Whose::Server => format!("{} is at {seen}", location.host),
        Whose::Proxy => format!(
            "the proxy {} is at {seen}, and looks the issuer up by itself",
            location.host
        ),
    };
    match forbidden {
        None => Finding::ok(Step::Name, seen),
        Some(Forbidden {
            address,
            why: why @ Avoided::ByChecks(_),
        }) => denied(Step::Name, format!("{seen}; {address} is not called: {why}")),
        Some(Forbidden { address, why }) => {
            Finding::fail(Step::Name, format!("{seen}; {address} is not called: {why}"))
                .expected("addresses that may be called from here")
                .fix("Let the name lead to the provider itself. Nothing of this gateway is called.")
                .option("issuer")
        }
    }
}

/// What is said where a check does not go and logins do.
pub(super) fn denied(step: Step, seen: String) -> Finding {
    Finding::warn(step, seen).fix(
        "Sign in once to see: upstream_denied_networks is for services, and logins do go there. Only a check does not, as \
         whoever writes options could look around in those networks with it.",
    )
}

/// What is said of a connection without TLS, or to a proxy.
pub(super) fn without_tls(address: SocketAddr, whose: Whose) -> Finding {
    let seen = match whose {
        Whose::Server => {
            format!("connected to {address}; nothing is encrypted, as the issuer begins with http:")
        }
        Whose::Proxy => {
            format!("connected to the proxy at {address}; its tunnel is tried with the next step")
        }
    };
    Finding::ok(Step::Connection, seen)
}

/// What is said when nobody can be connected to.
pub(super) fn unconnected(why: &HttpError, scrub: &Scrub) -> Finding {
    called(Step::Connection, why, scrub).option("issuer")
}

/// What is said of a handshake at this address, made for this host, by somebody who believes like this. `now` is in seconds
/// since 1970.
pub(super) fn handshake(
    shaken: &Result<Handshake, HttpError>,
    (host, address): (&str, SocketAddr),
    verification: Verification,
    now: i64,
    scrub: &Scrub,
) -> Finding {
    let shaken = match shaken {
        Ok(shaken) => shaken,
        Err(why) => return called(Step::Connection, why, scrub).option("issuer"),
    };
    let seen = match &shaken.certificate {
        Some(certificate) => format!("{} with {address}; {}", shaken.version, told(certificate, scrub)),
        None => format!(
            "{} with {address}; the certificate cannot be read",
            shaken.version
        ),
    };
    match (&shaken.verified, verification) {
        (Err(why), Verification::Verified) => {
            let (expected, fix) = mend(why, host);
            let why = scrub.short(&why.to_string());
            Finding::fail(Step::Connection, format!("{seen}; {why}"))
                .expected(expected)
                .fix(fix)
                .option("ssl_verify")
        }
        (Err(why), Verification::NotVerified) => {
            let (expected, fix) = mend(why, host);
            let why = scrub.short(&why.to_string());
            Finding::warn(
                Step::Connection,
                format!("{seen}; not verified, and it would fail: {why}"),
            )
            .expected(expected)
            .fix(format!(
                "{fix} Then turn ssl_verify on: anybody between can sign people in."
            ))
            .option("ssl_verify")
        }
        (Ok(()), Verification::NotVerified) => Finding::warn(
            Step::Connection,
            format!("{seen}; not verified, and it would pass"),
        )
        .expected("ssl_verify: true")
        .fix("Turn ssl_verify on: as it is, anybody between can sign people in.")
        .option("ssl_verify"),
        (Ok(()), Verification::Verified) => match &shaken.certificate {
            Some(Certificate { ends, .. }) if *ends - now < SOON => Finding::warn(Step::Connection, seen)
                .expected("14 days or more until the certificate ends")
                .fix("Have the certificate of the provider renewed: when it ends, nobody can sign in."),
            _ => Finding::ok(Step::Connection, seen),
        },
    }
}

/// What would be right of a certificate that does not pass, and what to do.
fn mend(why: &HttpError, host: &str) -> (String, String) {
    let why = why.to_string();
    let is = |word: &str| why.contains(word);
    if is("NotValidForName") || is("not valid for name") {
        return (
            format!("a certificate for {host}"),
            "Write the issuer by a name that its certificate has, or have the name added there.".to_owned(),
        );
    }
    if is("Expired") || is("expired") {
        return (
            "a certificate that has not ended".to_owned(),
            "Have the certificate of the provider renewed, and look at the clock of this machine.".to_owned(),
        );
    }
    if is("NotValidYet") || is("not valid yet") {
        return (
            "a certificate that has begun".to_owned(),
            "Look at the clock of this machine.".to_owned(),
        );
    }
    (
        format!("a certificate for {host} from an authority that is trusted here"),
        "Add the certificate of its authority to lua_ssl_trusted_certificate. Do not turn ssl_verify off for it.".to_owned(),
    )
}

fn told(certificate: &Certificate, scrub: &Scrub) -> String {
    let Certificate { names, issuer, ends } = certificate;
    let more = names.len().saturating_sub(NAMES);
    let mut shown = scrub.short(&names.iter().take(NAMES).cloned().collect::<Vec<_>>().join(", "));
    if shown.is_empty() {
        "nobody by name".clone_into(&mut shown);
    }
    if more > 0 {
        shown.push_str(&format!(" and {more} more"));
    }
    let by = issuer
        .as_ref()
        .map(|issuer| format!(", by {}", scrub.short(issuer)))
        .unwrap_or_default();
    format!("a certificate for {shown}{by}, until {}", day(*ends))
}

/// The day of a moment, in seconds since 1970: `06 Nov 2031`.
pub(super) fn day(moment: i64) -> String {
    match u64::try_from(moment) {
        Ok(seconds) if moment < NEVER => {
            let written = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds));
            written.get(5..16).unwrap_or(&written).to_owned()
        }
        Ok(_) => "for ever".to_owned(),
        Err(_) => "before 1970".to_owned(),
    }
}

/// What is said of a call that brought no reply.
pub(super) fn called(step: Step, why: &HttpError, scrub: &Scrub) -> Finding {
    let finding = Finding::fail(step, scrub.short(&why.to_string()));
    match why {
        HttpError::BadUrl(_) => finding.fix("Correct the address."),
        HttpError::RefusedAddress(_) => finding.fix(
            "Write a name that leads to the provider itself. Addresses of this machine are called only if the issuer says \
             so, such as http://localhost:9000, and those of clouds for their machines never.",
        ),
        HttpError::NotResolved(_) => {
            finding.fix("Correct the host, or have the name servers of this machine know it.")
        }
        HttpError::Connect(_) => finding.fix(
            "See whether the provider runs, and whether a firewall lets this machine reach it; through a proxy, set \
             https_proxy.",
        ),
        HttpError::Certificate(_) => finding.fix("Correct the certificate that the client shows."),
        HttpError::Tls(_) => finding.fix(
            "See whether the provider speaks TLS 1.2 or 1.3 at this port, and add its authority to \
             lua_ssl_trusted_certificate if it is one of your own.",
        ),
        HttpError::Proxy(_) => finding.fix("Correct https_proxy and what it is shown, or the proxy."),
        HttpError::Timeout => finding
            .fix("See whether a firewall drops what is sent, or raise timeout if the provider is that slow."),
        HttpError::TooLarge => finding.fix("No provider answers that much there: correct the address."),
        HttpError::Broken(_) => finding.fix("See whether the provider speaks HTTP/1.1 at this port."),
    }
}
