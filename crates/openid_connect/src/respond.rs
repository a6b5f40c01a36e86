//! What becomes of an answer on its way to the client.

use plugin::{Answer, Exchange, HeaderValue, header};
use tracing::warn;

use crate::OpenIdConnect;

impl OpenIdConnect {
    /// No upstream sets our cookies or speaks in our place, and no cache that others share keeps an answer that sets them, or that tells the
    /// client what it alone may know.
    pub(crate) fn keep_cookies_apart(&self, exchange: &Exchange, answer: &mut Answer) {
        if answer.head.has(&header::SET_COOKIE) {
            self.keep_cookies_ours(exchange, answer);
        }
        // What the client is told of somebody is ours to say, not the upstream's.
        answer.head.remove_each(&self.downstream_names);
        let is_personal = exchange.downstream.has(&header::SET_COOKIE)
            || exchange.downstream.has_any(&self.downstream_names);
        if is_personal && !answer.head.all(&header::CACHE_CONTROL).any(forbids_sharing) {
            answer
                .head
                .set(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
    }

    fn keep_cookies_ours(&self, exchange: &Exchange, answer: &mut Answer) {
        let lines: Vec<HeaderValue> = answer.head.all(&header::SET_COOKIE).cloned().collect();
        if !lines.iter().any(|line| self.cookies.owns(line)) {
            return;
        }
        warn!(request.id = %exchange.id, "the upstream tried to set a cookie of the session; it is left out");
        answer.head.remove(&header::SET_COOKIE);
        for line in lines.into_iter().filter(|line| !self.cookies.owns(line)) {
            answer.head.append(header::SET_COOKIE, line);
        }
    }
}

fn forbids_sharing(control: &HeaderValue) -> bool {
    control.to_str().is_ok_and(|control| {
        control.split(',').any(|word| {
            let word = word.trim().to_ascii_lowercase();
            word == "no-store" || word == "private"
        })
    })
}
