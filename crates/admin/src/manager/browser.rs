//! What a browser says of the page that a request comes from.

#[cfg(test)]
mod tests;

use axum::http::{HeaderMap, HeaderName, header};

use crate::refusal::Refusal;
use crate::{Names, Origin};

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wants {
    /// A page, or what belongs to it.
    Page,
    /// What only pages of the Manager ask for.
    Call,
}

/// What other pages cannot send without asking first, and are never allowed (Fetch, “CORS-preflight fetch”).
const OURS: HeaderName = HeaderName::from_static("lychgate-manager");

const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const DESTINATION: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// Whether it comes from a page of the Manager. Pages themselves may be opened by a person too, also by a link on another
/// page: they are the same for everybody, and whoever is led there has done nothing yet.
///
/// # Errors
/// [`Refusal::NoHeader`], [`Refusal::ForeignPage`].
pub(crate) fn judge(wants: Wants, names: &Names, headers: &HeaderMap) -> Result<(), Refusal> {
    if wants == Wants::Call && !is_only(headers, &OURS, "1") {
        return Err(Refusal::NoHeader);
    }
    let has_site = headers.contains_key(&SITE);
    let is_ours = !has_site || is_only(headers, &SITE, "same-origin");
    let is_opened = is_only(headers, &SITE, "none")
        || is_only(headers, &MODE, "navigate") && is_only(headers, &DESTINATION, "document");
    let may_come = match wants {
        Wants::Call => is_ours,
        Wants::Page => is_ours || is_opened,
    };
    match may_come && is_of_ours(names, headers) {
        true => Ok(()),
        false => Err(Refusal::ForeignPage),
    }
}

/// Whether the page's origin, if it is told, is that of this listener, or one of `admin_gui_url`.
fn is_of_ours(names: &Names, headers: &HeaderMap) -> bool {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let (only, more) = (origins.next(), origins.next());
    let Some(origin) = only else { return true };
    // That the host is one of ours was judged before.
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let own = host.and_then(|host| format!("http://{host}").parse::<Origin>().ok());
    let own = own.iter().chain(&names.pages);
    more.is_none() && own.into_iter().any(|own| origin == own.to_string().as_str())
}

/// Whether a header is there once, and says this.
fn is_only(headers: &HeaderMap, name: &HeaderName, text: &str) -> bool {
    let mut values = headers.get_all(name).iter();
    values.next().is_some_and(|value| value == text) && values.next().is_none()
}
