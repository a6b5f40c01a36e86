//! What becomes of an answer on its way to the client.

use plugin::{Answer, Exchange, HeaderValue, header};
use tracing::warn;

use crate::OpenIdConnect;

impl OpenIdConnect {
    /// No upstream sets our cookies or speaks in our place, and no cache that others share keeps an answer that sets them, or that tells the
    /// client what it alone may know.
    pub(crate) fn keep_cookies_apart(&self, exchange: &Exchange, answer: &mut Answer) {
        let is_ours = |line: &HeaderValue| self.cookies.owns(line);
        if answer.head.all(&header::SET_COOKIE).any(is_ours) {
            let theirs: Vec<HeaderValue> = answer
                .head
                .all(&header::SET_COOKIE)
                .filter(|line| !is_ours(line))
                .cloned()
                .collect();
            warn!(request.id = %exchange.id, "the upstream tried to set a cookie of the session; it is left out");
            answer.head.remove(&header::SET_COOKIE);
            for line in theirs {
                answer.head.append(header::SET_COOKIE, line);
            }
        }
        // What the client is told of somebody is ours to say, not the upstream's.
        answer.head.remove_each(&self.downstream_names);
        let sets_ours = exchange.downstream.all(&header::SET_COOKIE).any(is_ours);
        let tells =
            exchange.credential.is_some() && (self.downstream.tells() || self.about_session.tells_client());
        if (sets_ours || tells) && !answer.head.all(&header::CACHE_CONTROL).any(forbids_sharing) {
            answer
                .head
                .set(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
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
