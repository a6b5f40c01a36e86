//! Which forms are looked at.

use oidc::{Client, ResponseMode, Rules};
use plugin::{Exchange, header};

/// Which forms are looked at: those that a provider may post, and those that may end a session.
pub(crate) struct Forms {
    /// Where providers post to; `None` if they do not.
    callback: Option<Callback>,
    /// Whether a form may end a session.
    ends_sessions: bool,
}

/// Where browsers come back to.
pub(crate) enum Callback {
    At(Vec<String>),
    Anywhere,
}

impl Callback {
    pub(crate) fn of(rules: &Rules) -> Self {
        let path = |client: &Client| Some(client.redirect_uri.as_ref()?.path().to_owned());
        match rules.all_clients().iter().map(path).collect() {
            Some(paths) => Self::At(paths),
            None => Self::Anywhere,
        }
    }

    /// Whether this may be such an address.
    pub(crate) fn is_at(&self, path: &str) -> bool {
        match self {
            Self::At(callbacks) => callbacks.iter().any(|callback| callback == path),
            Self::Anywhere => true,
        }
    }

    /// Whether a request with these arguments, in its query or a form, may be an answer to a login.
    pub(crate) fn may_be_answered(&self, path: &str, arguments: [Option<&str>; 2]) -> bool {
        self.is_at(path) && arguments.into_iter().flatten().any(has_state)
    }

    /// Whether a token in such a request would be part of an answer to a login.
    pub(crate) fn may_be_given_tokens(&self, path: &str, arguments: [Option<&str>; 2]) -> bool {
        match self {
            Self::At(_) => self.is_at(path),
            Self::Anywhere => self.may_be_answered(path, arguments),
        }
    }
}

/// Every answer to a login has one.
fn has_state(arguments: &str) -> bool {
    form_urlencoded::parse(arguments.as_bytes()).any(|(name, _)| name == "state")
}

/// Whether a provider posts its answers.
pub(crate) fn are_posted(rules: &Rules) -> bool {
    rules.request.response_mode == ResponseMode::FormPost
}

/// The form that a request brings, if it was held.
pub(crate) fn posted(exchange: &Exchange) -> Option<&str> {
    let form = is_form(exchange).then(|| exchange.body.in_memory()).flatten()?;
    std::str::from_utf8(form).ok()
}

/// Whether a request says that it brings a form.
pub(crate) fn is_form(exchange: &Exchange) -> bool {
    const FORM: &str = "application/x-www-form-urlencoded";
    exchange.head.get(&header::CONTENT_TYPE).is_some_and(|kind| {
        kind.to_str().is_ok_and(|kind| {
            let kind = kind.split(';').next().unwrap_or_default();
            kind.trim().eq_ignore_ascii_case(FORM)
        })
    })
}

impl Forms {
    pub(crate) fn of(rules: &Rules) -> Self {
        Self {
            callback: are_posted(rules).then(|| Callback::of(rules)),
            ends_sessions: rules.logout.form_argument.is_some(),
        }
    }

    /// Whether a form of this request is looked at.
    pub(crate) fn are_looked_at(&self, exchange: &Exchange) -> bool {
        self.ends_sessions || self.is_callback(exchange)
    }

    /// Whether a provider may post to this address.
    pub(crate) fn is_callback(&self, exchange: &Exchange) -> bool {
        let path = exchange.received.target.path();
        self.callback
            .as_ref()
            .is_some_and(|callback| callback.is_at(path))
    }
}
