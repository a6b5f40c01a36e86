//! Which forms are looked at.

use oidc::{ResponseMode, Rules};
use plugin::Exchange;

/// Which forms are looked at: those that a provider may post, and those that may end a session.
pub(crate) struct Forms {
    /// Where providers post to; `None` if they do not.
    callback: Option<Callback>,
    /// Whether a form may end a session.
    ends_sessions: bool,
}

/// Where providers post to.
enum Callback {
    At(String),
    Anywhere,
}

impl Forms {
    pub(crate) fn of(rules: &Rules) -> Self {
        let is_posted = rules.request.response_mode == ResponseMode::FormPost;
        let callback = match &rules.client.redirect_uri {
            _ if !is_posted => None,
            Some(uri) => Some(Callback::At(uri.path().to_owned())),
            None => Some(Callback::Anywhere),
        };
        Self {
            callback,
            ends_sessions: rules.logout.form_argument.is_some(),
        }
    }

    /// Whether a form of this request is looked at.
    pub(crate) fn are_looked_at(&self, exchange: &Exchange) -> bool {
        self.ends_sessions || self.is_callback(exchange)
    }

    /// Whether a provider may post to this address.
    pub(crate) fn is_callback(&self, exchange: &Exchange) -> bool {
        match &self.callback {
            None => false,
            Some(Callback::At(path)) => exchange.received.target.path() == path,
            Some(Callback::Anywhere) => true,
        }
    }
}
