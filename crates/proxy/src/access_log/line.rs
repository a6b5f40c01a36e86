//! One line of the access log: nginx's combined form, and the request's number as Kong adds it.
//!
//! Paths are written without their query, which may carry codes and tokens, and pages without a password.

use std::io::Write;

use http::{HeaderValue, Method};
use plugin::Finished;
use ports::Timestamp;

use crate::notes::Notes;

/// Adds the line, with its end.
pub(super) fn write(finished: &Finished, notes: &Notes, size: Option<u64>, line: &mut Vec<u8>) {
    let credential = finished.credential.as_deref().unwrap_or("-");
    put(line, format_args!("{} - ", finished.client.ip()));
    escape(line, credential.as_bytes(), Blank::Escaped);
    line.extend_from_slice(b" [");
    time(line, finished.at);
    put(line, format_args!("] \"{} ", finished.method));
    escape(line, finished.target.path().as_bytes(), Blank::Escaped);
    put(
        line,
        format_args!(" {}\" {} ", finished.version.as_str(), finished.status.as_u16()),
    );
    // The answer to HEAD tells the length of a body that it does not have.
    let size = if finished.method == Method::HEAD {
        Some(0)
    } else {
        size
    };
    match size {
        Some(size) => put(line, format_args!("{size}")),
        None => line.push(b'-'),
    }
    line.extend_from_slice(b" \"");
    for part in place(value(notes.referer.as_ref())) {
        escape(line, part, Blank::Plain);
    }
    line.extend_from_slice(b"\" \"");
    escape(line, value(notes.user_agent.as_ref()), Blank::Plain);
    put(line, format_args!("\" kong_request_id: \"{}\"\n", finished.id));
}

/// What becomes of a blank.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Blank {
    /// It may stand: quotes are around it.
    Plain,
    /// It would end the field.
    Escaped,
}

fn put(line: &mut Vec<u8>, what: std::fmt::Arguments<'_>) {
    // Writing to memory cannot fail.
    drop(line.write_fmt(what));
}

fn value(header: Option<&HeaderValue>) -> &[u8] {
    header.map_or(b"-", HeaderValue::as_bytes)
}

/// Where a page is, in two parts, between which user and password stood. Query and fragment are left out as well.
fn place(url: &[u8]) -> [&[u8]; 2] {
    let url = url
        .split(|byte| matches!(byte, b'?' | b'#'))
        .next()
        .unwrap_or_default();
    let Some(slashes) = url.windows(2).position(|pair| pair == b"//") else {
        return [url, b""];
    };
    let (scheme, rest) = url.split_at(slashes + 2);
    let authority = rest.split(|byte| *byte == b'/').next().unwrap_or_default();
    match authority.iter().rposition(|byte| *byte == b'@') {
        Some(at) => [scheme, &rest[at + 1..]],
        None => [scheme, rest],
    }
}

/// As nginx does it: `\xHH` for what could end the field or the line, or steer a terminal.
fn escape(line: &mut Vec<u8>, text: &[u8], blank: Blank) {
    for &byte in text {
        match byte {
            b' ' if blank == Blank::Escaped => line.extend_from_slice(b"\\x20"),
            b'"' | b'\\' | ..b' ' | 0x7f.. => put(line, format_args!("\\x{byte:02X}")),
            _ => line.push(byte),
        }
    }
}

/// `25/Nov/2025:08:05:09 +0000`
fn time(line: &mut Vec<u8>, at: Timestamp) {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let (days, seconds) = (at.seconds() / 86_400, at.seconds() % 86_400);
    let (year, month, day) = date(days);
    put(
        line,
        format_args!(
            "{day:02}/{}/{year:04}:{:02}:{:02}:{:02} +0000",
            MONTHS[month],
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60
        ),
    );
}

/// Year, month from 0, and day from 1, so many days after the first of 1970. Years are counted from March,
/// so that the leap day comes last; 400 of them have 146,097 days.
fn date(days: u64) -> (u64, usize, u64) {
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let january_or_february = u64::from(month >= 10);
    (
        era * 400 + year + january_or_february,
        ((month + 2) % 12) as usize,
        day,
    )
}
