//! What a browser got for an answer.

use std::fmt;

use ::http::{HeaderMap, StatusCode, header};
use bytes::Bytes;
use serde_json::Value;
use url::Url;

use super::{Form, Ignored, Request, html};

/// An answer, redirects included: a browser moves on only when told to.
#[derive(Clone)]
pub struct Page {
    /// Where it came from.
    pub url: Url,
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
    /// Why cookies that came with it were not kept.
    pub ignored: Vec<Ignored>,
    pub(super) sent: Request,
}

impl Page {
    /// The body as text; what is not UTF-8 in it is replaced.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// If it is something else.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{self:?} is no JSON: {error}\n{}", self.text()))
    }

    /// The first value of a header, if it is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Where it redirects to: a status from 301 to 308 with a Location.
    #[must_use]
    pub fn redirect(&self) -> Option<Url> {
        if !matches!(self.status.as_u16(), 301 | 302 | 303 | 307 | 308) {
            return None;
        }
        let location = self.header(header::LOCATION.as_str())?;
        self.url.join(location).ok()
    }

    /// A parameter of the address it redirects to.
    #[must_use]
    pub fn redirect_parameter(&self, name: &str) -> Option<String> {
        let url = self.redirect()?;
        let mut pairs = url.query_pairs();
        pairs
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.into_owned())
    }

    /// The forms on it.
    #[must_use]
    pub fn forms(&self) -> Vec<Form> {
        html::forms(&self.text(), &self.url)
    }

    /// The only form on it.
    ///
    /// # Panics
    /// If there is none or more than one.
    #[must_use]
    pub fn form(&self) -> Form {
        let mut forms = self.forms();
        assert_eq!(forms.len(), 1, "forms on {self:?}: {}", self.text());
        forms.remove(0)
    }

    /// Where the first link leads whose words contain these.
    #[must_use]
    pub fn link(&self, words: &str) -> Option<Url> {
        html::link(&self.text(), words, &self.url)
    }
}

impl fmt::Debug for Page {
    /// Tells neither query nor headers: both carry secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut place = self.url.clone();
        place.set_query(None);
        write!(f, "Page({} {place})", self.status.as_u16())
    }
}
