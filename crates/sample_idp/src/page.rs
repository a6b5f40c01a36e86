//! The pages people see: one look, nothing from elsewhere, in no frame, and no script but the one that
//! sends a callback.

use std::borrow::Cow;
use std::sync::LazyLock;

use axum::http::{StatusCode, header};
use url::Url;

use crate::answer::Answer;

const STYLE: &str = include_str!("page.css");

/// Sends the only form there is.
const SCRIPT: &str = "document.forms[0].submit()";

/// The style sheet by its digest, so that nothing else can style the page either.
static STYLE_SOURCE: LazyLock<String> = LazyLock::new(|| by_digest(STYLE));

/// The script likewise (CSP 3 section 2.3.1): whatever else finds its way into a page does not run.
static SCRIPT_SOURCE: LazyLock<String> = LazyLock::new(|| by_digest(SCRIPT));

/// A page; everything in it is HTML already.
pub(crate) struct Page<'a> {
    pub(crate) status: StatusCode,
    pub(crate) title: &'a str,
    /// What stands below the title.
    pub(crate) content: &'a str,
    /// Where a form on it may lead in the end, if there is one: an address that is not ours.
    /// Browsers hold redirects after a form to the page's policy too (CSP 3, form-action).
    pub(crate) leads_to: Option<&'a str>,
    pub(crate) form: Form,
}

/// Whether there is a form on a page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    None,
    One,
    /// One that a script sends at once; people without scripts press its button.
    SentAtOnce,
}

/// A page that only tells something.
pub(crate) fn notice(status: StatusCode, title: &str, text: &str) -> Answer {
    Page {
        status,
        title: &escape(title),
        content: &format!("<p>{}</p>\n", escape(text)),
        leads_to: None,
        form: Form::None,
    }
    .answer()
}

/// What stands before a provider that is not there.
pub(crate) fn away() -> Answer {
    notice(
        StatusCode::SERVICE_UNAVAILABLE,
        "We will be back soon",
        "The provider is away. Somebody is looking after it.",
    )
}

/// A friendly page where nobody asked for one.
pub(crate) fn small_talk() -> Answer {
    notice(
        StatusCode::OK,
        "Welcome",
        "This page is for people, whoever asked for it.",
    )
}

impl Page<'_> {
    pub(crate) fn answer(&self) -> Answer {
        let script = match self.form {
            Form::None | Form::One => String::new(),
            Form::SentAtOnce => format!("<script>{SCRIPT}</script>\n"),
        };
        let mut answer = Answer::empty(self.status);
        answer.body = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>{title} · Sample provider</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n\
             <p class=\"eyebrow\">Sample provider</p>\n<h1>{title}</h1>\n{content}</main>\n\
             <footer>For demos and tests. Nobody here needs a password.</footer>\n{script}</body>\n</html>\n",
            title = self.title,
            content = self.content,
        );
        answer
            .with(header::CONTENT_TYPE, "text/html; charset=utf-8")
            .with(header::CACHE_CONTROL, "no-store")
            .with(header::CONTENT_SECURITY_POLICY, self.policy())
            .with(header::X_FRAME_OPTIONS, "DENY")
            .with(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
            // Not `no-referrer`: browsers would then send our own forms with `Origin: null`.
            .with(header::REFERRER_POLICY, "same-origin")
    }

    fn policy(&self) -> String {
        let targets = match (self.form, self.leads_to.and_then(source)) {
            (Form::None, _) => "'none'".to_owned(),
            (Form::One | Form::SentAtOnce, None) => "'self'".to_owned(),
            (Form::One | Form::SentAtOnce, Some(source)) => format!("'self' {source}"),
        };
        let scripts = match self.form {
            Form::None | Form::One => String::new(),
            Form::SentAtOnce => format!("script-src {}; ", *SCRIPT_SOURCE),
        };
        format!(
            "default-src 'none'; style-src {style}; {scripts}form-action {targets}; \
             base-uri 'none'; frame-ancestors 'none'",
            style = *STYLE_SOURCE,
        )
    }
}

fn by_digest(text: &str) -> String {
    let digest = jose::sha256(text.as_bytes());
    format!("'sha256-{}'", jose::base64::encode(&digest))
}

/// Inputs that a form carries along unseen.
pub(crate) fn hidden<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut inputs = String::new();
    for (name, value) in fields {
        let (name, value) = (escape(name), escape(value));
        inputs += &format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">\n");
    }
    inputs
}

/// An address as a policy names it: its origin, or the scheme of an app on the same device.
fn source(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let origin = url.origin();
    Some(if origin.is_tuple() {
        origin.ascii_serialization()
    } else {
        format!("{}:", url.scheme())
    })
}

/// Text that means nothing to an HTML parser, inside an element or a quoted attribute.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    Cow::Owned(safe)
}
