//! The token that a request brings (RFC 6750 2).

use http::{HeaderName, Method, header};
use plugin::{BadTarget, Body, Exchange, Target};

/// The token that a request brings.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Shown {
    Nothing,
    One(String),
    Several,
}

const NAME: &str = "access_token";

impl Shown {
    /// In that header, in the query, or in a form. The same token in two places is one.
    pub(super) fn by(exchange: &Exchange, header: &HeaderName) -> Self {
        let mut shown = Self::in_head(exchange, header);
        if let Some(form) = exchange.body.in_memory().filter(|_| is_form(exchange)) {
            shown.add_form(form);
        }
        shown
    }

    /// The same without a look into the body.
    pub(super) fn in_head(exchange: &Exchange, header: &HeaderName) -> Self {
        let mut shown = Self::Nothing;
        for line in exchange.head.all(header) {
            shown.add(line.to_str().ok().and_then(bearer).unwrap_or_default());
        }
        if let Some(query) = exchange.received.target.query() {
            shown.add_form(query.as_bytes());
        }
        shown
    }

    fn add_form(&mut self, form: &[u8]) {
        for (name, value) in form_urlencoded::parse(form) {
            if name == NAME {
                self.add(&value);
            }
        }
    }

    fn add(&mut self, token: &str) {
        match self {
            _ if token.is_empty() => {}
            Self::Nothing => *self = Self::One(token.to_owned()),
            Self::One(one) if one == token => {}
            _ => *self = Self::Several,
        }
    }
}

/// Whether a token may stand in the body: RFC 6750 2.2.
pub(super) fn is_form(exchange: &Exchange) -> bool {
    let has_body = matches!(
        exchange.received.method,
        Method::POST | Method::PUT | Method::PATCH
    );
    has_body
        && exchange.head.text(&header::CONTENT_TYPE).is_some_and(|said| {
            let media_type = said.split(';').next().unwrap_or_default().trim();
            media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded")
        })
}

/// Takes the token away from what the service gets, wherever it stands.
///
/// # Errors
/// [`BadTarget`] if what is left is no target. Nothing has then been taken away from it.
pub(super) fn hide(exchange: &mut Exchange, header: &HeaderName) -> Result<(), BadTarget> {
    let target = &exchange.forward.target;
    if let Some(left) = target.query().and_then(|query| without(query.as_bytes())) {
        let left = String::from_utf8(left).map_err(|_| BadTarget)?;
        let query = Some(&*left).filter(|left| !left.is_empty());
        exchange.forward.target = Target::of(target.path(), query)?;
    }
    let is_token = |line: &http::HeaderValue| line.to_str().ok().and_then(bearer).is_some();
    if exchange.head.all(header).any(is_token) {
        exchange.head.remove(header);
    }
    let form = exchange.body.in_memory().filter(|_| is_form(exchange));
    if let Some(left) = form.and_then(without) {
        exchange.body = Body::from(left);
    }
    Ok(())
}

/// A form without the token; `None` if there is none in it.
fn without(form: &[u8]) -> Option<Vec<u8>> {
    let is_token = |pair: &&[u8]| form_urlencoded::parse(pair).any(|(name, _)| name == NAME);
    let pairs = || form.split(|byte| *byte == b'&');
    pairs().any(|pair| is_token(&pair)).then(|| {
        let left: Vec<&[u8]> = pairs().filter(|pair| !is_token(pair)).collect();
        left.join(&b'&')
    })
}

/// What stands behind `Bearer`, or as Kong has it behind `token`.
fn bearer(line: &str) -> Option<&str> {
    let (scheme, token) = line.trim().split_once(' ')?;
    let is_one = scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("token");
    is_one.then(|| token.trim())
}
