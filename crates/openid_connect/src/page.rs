//! The page a person meets when a login fails: what happened, and what to do now.

use std::fmt::Write as _;

use plugin::{Answer, HeaderValue, RequestId, StatusCode, escape, header};

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
*{box-sizing:border-box}\
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.25rem;font:1rem/1.6 system-ui,sans-serif;\
background:light-dark(#f6f4ef,#16181d);color:light-dark(#22252b,#e8e6e1)}\
main{max-width:32rem;padding:clamp(1.5rem,6vw,2.25rem);border:1px solid light-dark(#e4e0d7,#363a44);border-radius:.75rem;\
background:light-dark(#fff,#1f2229);overflow-wrap:anywhere}\
h1{margin:0 0 .5rem;font-size:1.5rem;line-height:1.25;text-wrap:balance}\
p{margin:.5rem 0 1.25rem;text-wrap:pretty}\
a{display:inline-block;padding:.6rem 1.1rem;border:1px solid transparent;border-radius:.6rem;\
background:light-dark(#2f6f5e,#7cc7b1);color:light-dark(#fff,#10211c);font-weight:600;text-decoration:none}\
a:hover{background:light-dark(#24594b,#93d6c2)}\
a:focus-visible{outline:3px solid light-dark(#2f6f5e,#7cc7b1);outline-offset:2px}\
small{display:block;margin-top:1.75rem;padding-top:1rem;border-top:1px solid light-dark(#e4e0d7,#363a44);\
font-size:.875rem;color:light-dark(#5f636c,#a3a7b0)}\
p:last-child{margin-bottom:0}\
code{font:.95em ui-monospace,monospace;user-select:all}\
small code{display:block;margin-top:.25rem}";

impl Page {
    /// The page as an answer that no cache keeps.
    pub(crate) fn answer(&self) -> Answer {
        self.with_head("")
    }

    /// The same, and the browser goes the way on by itself.
    pub(crate) fn answer_that_goes_on(&self) -> Answer {
        let to = self.way.as_ref().map(|way| escape(&way.to));
        let refresh = to.map(|to| format!("<meta http-equiv=refresh content=\"0;url={to}\">"));
        self.with_head(&refresh.unwrap_or_default())
    }

    fn with_head(&self, more: &str) -> Answer {
        let mut html = String::with_capacity(2048);
        let _ = write!(
            html,
            "<!doctype html><html lang=en><meta charset=utf-8>\
             <meta name=viewport content=\"width=device-width\"><title>{title}</title><style>{STYLE}</style>{more}\
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
                "<small>If this keeps happening, tell your administrator: <code>{}</code>",
                self.request
            );
            if let Some(code) = self.code {
                let _ = write!(html, " <code>{code}</code>");
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

#[cfg(test)]
mod tests;
