//! Why somebody is not let in, or may not do what they ask for.

use std::fmt;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::Role;
use crate::admission::Caller;
use crate::problem;

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// A page asked for it.
    ForeignOrigin,
    /// It names another host than this one.
    ForeignHost,
    /// Others can reach this listener, and whoever asks shows no token of this node.
    NoToken,
    /// What is shown is no token of this node.
    WrongToken,
    /// Too many of those came from there. For so many seconds none is looked at.
    Guessed(u64),
    /// Who may only read wants to write.
    ReadOnly,
    /// It does not say that it comes from a page of the Manager, which other pages cannot say.
    NoHeader,
    /// Another page than those of the Manager asked for it.
    ForeignPage,
    /// It calls the Manager by a foreign name.
    ForeignName,
    /// Nobody is signed in at the Manager, or not any more.
    SignedOut,
    /// What is shown to sign in is no token of this node, and no link that is good.
    NotLetIn,
}

impl Refusal {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::ForeignOrigin => "admin.foreign_origin",
            Self::ForeignHost => "admin.foreign_host",
            Self::NoToken => "admin.no_token",
            Self::WrongToken => "admin.wrong_token",
            Self::Guessed(_) => "admin.guessed",
            Self::ReadOnly => "admin.read_only",
            Self::NoHeader => "manager.no_header",
            Self::ForeignPage => "manager.foreign_page",
            Self::ForeignName => "manager.foreign_name",
            Self::SignedOut => "manager.signed_out",
            Self::NotLetIn => "manager.not_let_in",
        }
    }

    /// Where it is refused.
    pub(crate) const fn place(self) -> &'static str {
        match self {
            Self::NoHeader | Self::ForeignPage | Self::ForeignName | Self::SignedOut | Self::NotLetIn => {
                "Manager"
            }
            Self::ForeignOrigin
            | Self::ForeignHost
            | Self::NoToken
            | Self::WrongToken
            | Self::Guessed(_)
            | Self::ReadOnly => "Admin API",
        }
    }

    /// What whoever is refused is called in the log.
    pub(crate) const fn who(self) -> &'static str {
        match self {
            Self::ReadOnly => Caller::Known(Role::ReadOnly).name(),
            _ => "nobody",
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            Self::ForeignOrigin
            | Self::ForeignHost
            | Self::ReadOnly
            | Self::NoHeader
            | Self::ForeignPage
            | Self::ForeignName => StatusCode::FORBIDDEN,
            Self::NoToken | Self::WrongToken | Self::SignedOut | Self::NotLetIn => StatusCode::UNAUTHORIZED,
            Self::Guessed(_) => StatusCode::TOO_MANY_REQUESTS,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ForeignOrigin => {
                "web pages may not call the Admin API, but for those of admin_gui_url; use curl or another tool"
            }
            Self::ForeignHost => {
                "the Admin API does not answer to this name; call it as localhost or by its address, or name it in \
                 admin_gui_api_url"
            }
            Self::NoToken => {
                "others can reach this Admin API, so who wants more than its status shows the token of this node; \
                 send what is in admin_token of its prefix as Kong-Admin-Token"
            }
            Self::WrongToken => {
                "this is no token of this node, or there are two; send what is in admin_token of its prefix as \
                 Kong-Admin-Token, or on loopback nothing"
            }
            Self::Guessed(_) => "too many wrong tokens came from this address; try again later",
            Self::ReadOnly => {
                "this token is for reading; who writes shows what is in admin_token of the prefix"
            }
            Self::NoHeader => {
                "only pages of the Manager may ask here, and they send Lychgate-Manager: 1; tools use the Admin API"
            }
            Self::ForeignPage => {
                "another page than those of the Manager asked for this; if it is the Manager behind another address, \
                 name that in admin_gui_url"
            }
            Self::ForeignName => {
                "the Manager does not answer to this name; call it as localhost or by its address, or name it in \
                 admin_gui_url"
            }
            Self::SignedOut => "nobody is signed in here, or not any more; sign in again",
            Self::NotLetIn => {
                "this is no token of this node, and no link that is still good; give what is in admin_token of its \
                 prefix"
            }
        })?;
        write!(f, " ({})", self.code())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut answer = problem::message(self.status(), &self.to_string());
        if let Self::Guessed(seconds) = self {
            let seconds = HeaderValue::from(seconds);
            answer.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        answer
    }
}
