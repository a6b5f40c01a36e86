//! From reqwest's errors to ours.

use std::error::Error;
use std::io;

use ports::HttpError;

use crate::resolver::NoAddress;

/// What went wrong. reqwest wraps the cause several times; the innermost cause that we know decides.
pub(super) fn of(error: &reqwest::Error) -> HttpError {
    let causes = causes(error);
    if let Some(NoAddress(why)) = causes.iter().find_map(|cause| cause.downcast_ref()) {
        return why.clone();
    }
    if let Some(tls) = causes
        .iter()
        .find_map(|cause| cause.downcast_ref::<rustls::Error>())
    {
        return HttpError::Tls(tls.to_string());
    }
    if error.is_timeout() {
        return HttpError::Timeout;
    }
    let why = innermost(error);
    match error.is_connect() {
        true => HttpError::Connect(why),
        false => HttpError::Broken(why),
    }
}

/// What happened in the end. The outermost names the URL, whose query may hold secrets.
pub(super) fn innermost(error: &reqwest::Error) -> String {
    causes(error).last().map_or_else(String::new, ToString::to_string)
}

type Cause<'a> = &'a (dyn Error + 'static);

/// All causes from the outside in.
fn causes(error: &reqwest::Error) -> Vec<Cause<'_>> {
    let mut causes = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        causes.push(cause);
        next = inner(cause);
    }
    causes
}

/// The cause of a cause. An I/O error counts what it wraps as itself, and would leave it out.
fn inner(cause: Cause<'_>) -> Option<Cause<'_>> {
    match cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(wrapped) => Some(wrapped),
        None => cause.source(),
    }
}
