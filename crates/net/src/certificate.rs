//! What a certificate says, as far as people want to know it (RFC 5280). Nothing is decided by it.

#[cfg(test)]
mod tests;

use std::net::IpAddr;

use ports::Certificate;

const SEQUENCE: u8 = 0x30;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
/// The version and the extensions, which have numbers of their own in a certificate.
const VERSION: u8 = 0xa0;
const EXTENSIONS: u8 = 0xa3;
/// A name of DNS and an address, among the names that a certificate is for.
const DNS_NAME: u8 = 0x82;
const ADDRESS: u8 = 0x87;
/// The object identifiers of what is looked for: `subjectAltName`, `commonName` and `organizationName`.
const SUBJECT_ALT_NAME: [u8; 3] = [0x55, 0x1d, 0x11];
const COMMON_NAME: [u8; 3] = [0x55, 0x04, 0x03];
const ORGANIZATION: [u8; 3] = [0x55, 0x04, 0x0a];

/// The most names that are told.
const NAMES: usize = 50;

/// Reads a certificate in DER; `None` if it is none.
pub(crate) fn read(der: &[u8]) -> Option<Certificate> {
    let (SEQUENCE, certificate, _) = element(der)? else {
        return None;
    };
    let (SEQUENCE, mut rest, _) = element(certificate)? else {
        return None;
    };
    // Version, serial number and algorithm, of which the first may be missing.
    if let (VERSION, _, behind) = element(rest)? {
        rest = behind;
    }
    let (_, _, rest) = element(rest)?;
    let (_, _, rest) = element(rest)?;
    let (SEQUENCE, issuer, rest) = element(rest)? else {
        return None;
    };
    let (SEQUENCE, validity, rest) = element(rest)? else {
        return None;
    };
    let (_, _, end) = element(validity)?;
    let (kind, end, _) = element(end)?;
    // Behind subject and key come the extensions, if there are any.
    let (_, _, rest) = element(rest)?;
    let (_, _, rest) = element(rest)?;
    let extensions = elements(rest).find(|(kind, _)| *kind == EXTENSIONS);
    Some(Certificate {
        names: extensions.map_or_else(Vec::new, |(_, extensions)| names(extensions)),
        issuer: named(issuer, COMMON_NAME).or_else(|| named(issuer, ORGANIZATION)),
        ends: moment(kind, end)?,
    })
}

/// The first element: its kind, its contents, and what stands behind it. Lengths that certificates cannot have are none.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&kind, der) = der.split_first()?;
    let (&first, mut der) = der.split_first()?;
    let length = match first {
        0..=0x7f => usize::from(first),
        0x81..=0x83 => {
            let (digits, rest) = der.split_at_checked(usize::from(first & 0x7f))?;
            der = rest;
            digits
                .iter()
                .fold(0, |length, digit| length << 8 | usize::from(*digit))
        }
        _ => return None,
    };
    let (contents, rest) = der.split_at_checked(length)?;
    Some((kind, contents, rest))
}

/// The elements that stand one behind the other.
fn elements(mut der: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    std::iter::from_fn(move || {
        let (kind, contents, rest) = element(der)?;
        der = rest;
        Some((kind, contents))
    })
}

/// For whom a certificate is: the value of the extension that says so.
fn names(extensions: &[u8]) -> Vec<String> {
    let list = element(extensions).map_or(&[][..], |(_, list, _)| list);
    let wanted = elements(list).find_map(|(_, extension)| {
        let mut parts = elements(extension);
        let (_, identifier) = parts.next()?;
        let (_, value) = parts.last()?;
        (identifier == SUBJECT_ALT_NAME).then_some(value)
    });
    let names = wanted.and_then(element).map_or(&[][..], |(_, names, _)| names);
    let told = elements(names).filter_map(|(kind, name)| match kind {
        DNS_NAME => Some(printable(name)),
        ADDRESS => address(name),
        _ => None,
    });
    told.take(NAMES).collect()
}

fn address(bytes: &[u8]) -> Option<String> {
    let four = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
    let sixteen = || <[u8; 16]>::try_from(bytes).map(IpAddr::from);
    four.or_else(|_| sixteen())
        .ok()
        .map(|address| address.to_string())
}

/// The part of a distinguished name that is called so.
fn named(name: &[u8], wanted: [u8; 3]) -> Option<String> {
    elements(name)
        .flat_map(|(_, set)| elements(set))
        .find_map(|(_, pair)| {
            let mut parts = elements(pair);
            let (_, identifier) = parts.next()?;
            let (_, value) = parts.next()?;
            (identifier == wanted).then(|| printable(value))
        })
}

fn printable(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let printable = text.chars().take(256);
    printable.map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// The moment that a text means, in seconds since 1970. Certificates write `YYMMDDHHMMSSZ` until 2049, and
/// `YYYYMMDDHHMMSSZ` from then on (RFC 5280 section 4.1.2.5).
fn moment(kind: u8, text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let (year, rest) = match (kind, text.len()) {
        (UTC_TIME, 12) if is_digits => {
            let year: i64 = text[..2].parse().ok()?;
            (year + if year < 50 { 2000 } else { 1900 }, &text[2..])
        }
        (GENERALIZED_TIME, 14) if is_digits => (text[..4].parse().ok()?, &text[4..]),
        _ => return None,
    };
    let two = |at: usize| rest[at..at + 2].parse::<i64>().ok();
    let (month, day) = (two(0)?, two(2)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Days since 1970 in the Gregorian calendar, counted in years that begin in March.
    let (year, month) = match month {
        1 | 2 => (year - 1, month + 9),
        _ => (year, month - 3),
    };
    let days = year * 365 + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (month * 153 + 2) / 5
        + day
        - 1
        - 719_468;
    Some(((days * 24 + two(4)?) * 60 + two(6)?) * 60 + two(8)?)
}
