//! The page a person meets when a login fails: what happened, and what to do now.

use std::fmt::Write as _;

use plugin::{Answer, HeaderValue, RequestId, StatusCode, header};

/// What a page says. All of it is escaped.
pub(crate) struct Page {
    /// The status of the answer.
    pub(crate) status: StatusCode,
    /// What happened, in a few words.
    pub(crate) title: String,
    /// What that means and what helps.
    pub(crate) text: String,
    /// The stable name of what happened, if it may be told.
    pub(crate) code: Option<&'static str>,
    /// Why it happened, if that may be told.
    pub(crate) reason: Option<String>,
    /// The way on, if there is one.
    pub(crate) way: Option<Way>,
    /// By which an operator finds this request in the log.
    pub(crate) request: RequestId,
}

/// A way on from a page.
pub(crate) struct Way {
    /// What it is called.
    pub(crate) name: &'static str,
    /// Where it leads: a path of this host.
    pub(crate) to: String,
}

/// No script, nothing from elsewhere, not in a frame; a page that shows no more than its text.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const STYLE: &str = "\
:root{color-scheme:light dark}\
body{margin:0;min-height:100vh;display:grid;place-items:center;font:16px/1.6 system-ui,sans-serif;\
background:light-dark(#f6f5f2,#16171a);color:light-dark(#1d1f23,#e9e7e2)}\
main{max-width:30rem;margin:1.5rem;padding:2rem 2.25rem;border-radius:14px;\
background:light-dark(#fff,#1f2125);box-shadow:0 1px 2px #0002,0 12px 32px #0001}\
h1{margin:0 0 .5rem;font-size:1.35rem;line-height:1.3}\
p{margin:.5rem 0 1.25rem}\
a{display:inline-block;padding:.6rem 1.1rem;border-radius:9px;background:#2f5d50;color:#fff;text-decoration:none}\
a:focus-visible{outline:3px solid #8fc7b5;outline-offset:2px}\
small{display:block;margin-top:1.75rem;color:light-dark(#6b6d72,#9b9da3)}\
code{font:.85em ui-monospace,monospace}";

impl Page {
    /// The page as an answer that no cache keeps.
    pub(crate) fn answer(&self) -> Answer {
        let mut html = String::with_capacity(2048);
        let _ = write!(
            html,
            "<!doctype html><html lang=en><meta charset=utf-8>\
             <meta name=viewport content=\"width=device-width\"><title>{title}</title><style>{STYLE}</style>\
             <main><h1>{title}</h1><p>{text}</p>",
            title = escape(&self.title),
            text = escape(&self.text),
        );
        if let Some(reason) = &self.reason {
            let _ = write!(html, "<p><code>{}</code></p>", escape(reason));
        }
        if let Some(Way { name, to }) = &self.way {
            let _ = write!(html, "<a href=\"{}\">{}</a>", escape(to), escape(name));
        }
        if self.status.is_client_error() || self.status.is_server_error() {
            let _ = write!(
                html,
                "<small>If this keeps happening, tell your administrator this number: <code>{}</code>",
                self.request
            );
            if let Some(code) = self.code {
                let _ = write!(html, " and this word: <code>{code}</code>");
            }
            html.push_str("</small>");
        }
        html.push_str("</main></html>\n");
        let mut answer = Answer::with_body(self.status, "text/html; charset=utf-8", html);
        for (name, value) in [
            (header::CACHE_CONTROL, "no-store"),
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (header::REFERRER_POLICY, "no-referrer"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        ] {
            answer.head.set(name, HeaderValue::from_static(value));
        }
        answer
    }
}

/// Text that means nothing to an HTML parser, inside an element or a quoted attribute.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
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
    safe
}

#[cfg(test)]
mod tests;
