//! What a session is bound to: things of a request that must stay as they were when it began.

use plugin::{Exchange, header};

use crate::config::Binding;

/// What sessions are bound to, such as the client's address.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bindings(Vec<Binding>);

impl Bindings {
    pub(crate) fn new(things: Option<&[Binding]>) -> Self {
        // In one order, whatever the configuration's.
        let all = [Binding::Ip, Binding::Scheme, Binding::UserAgent];
        let wanted = |thing: &Binding| things.is_some_and(|things| things.contains(thing));
        Self(all.into_iter().filter(wanted).collect())
    }

    /// What this request shows of them; `None` if sessions are bound to nothing.
    pub(crate) fn of(&self, exchange: &Exchange) -> Option<String> {
        if self.0.is_empty() {
            return None;
        }
        let mut shown = String::new();
        for thing in &self.0 {
            // A line end stands in none of them.
            match thing {
                Binding::Ip => shown.push_str(&format!("ip {}\n", exchange.received.client.ip())),
                Binding::Scheme => shown.push_str(&format!("scheme {}\n", exchange.received.scheme.as_str())),
                Binding::UserAgent => {
                    shown.push_str("user-agent ");
                    for agent in exchange.head.all(&header::USER_AGENT) {
                        shown.push_str(&String::from_utf8_lossy(agent.as_bytes()));
                    }
                    shown.push('\n');
                }
            }
        }
        Some(shown)
    }

    /// Whether a session that was bound so may be used by this request. One that was bound to less than is asked
    /// for here was begun elsewhere, and is none here.
    pub(crate) fn hold(&self, bound: Option<&str>, exchange: &Exchange) -> bool {
        self.0.is_empty() || self.of(exchange).as_deref() == bound
    }
}
