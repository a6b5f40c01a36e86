//! What somebody is told who may not pass.

use oidc::CodeFlow;
use schema::{Choice, Record, Url};

/// Options of refusals.
#[derive(Record)]
pub(crate) struct Denial {
    /// The message of a 401.
    #[field(default = "Unauthorized")]
    pub(crate) unauthorized_error_message: String,

    /// Where browsers are sent instead of a 401, one for each client. Null sends the 401.
    #[field()]
    pub(crate) unauthorized_redirect_uri: Option<Vec<Url>>,

    /// Whether a 401 ends the session.
    #[field(default = true)]
    pub(crate) unauthorized_destroy_session: bool,

    /// What somebody gets who has proved nothing and could sign in.
    #[field(default = UnauthenticatedAction::Redirect)]
    pub(crate) lychgate_unauthenticated_action: UnauthenticatedAction,

    /// The message of a 403.
    #[field(default = "Forbidden")]
    pub(crate) forbidden_error_message: String,

    /// Where browsers are sent instead of a 403, one for each client. Null sends the 403.
    #[field()]
    pub(crate) forbidden_redirect_uri: Option<Vec<Url>>,

    /// Whether a 403 ends the session.
    #[field(default = true)]
    pub(crate) forbidden_destroy_session: bool,

    /// Where browsers are sent instead of a 500, one for each client. Null sends the 500.
    #[field()]
    pub(crate) unexpected_redirect_uri: Option<Vec<Url>>,

    /// Whether messages say why. That tells strangers more than they should know.
    #[field(default = false)]
    pub(crate) display_errors: bool,

    /// Whether `WWW-Authenticate` has the error code of RFC 6750.
    #[field(default = true)]
    pub(crate) expose_error_code: bool,
}

/// What somebody gets who has proved nothing and could sign in.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnauthenticatedAction {
    /// The way to the provider, whatever was asked for.
    #[choice("redirect")]
    Redirect,
    /// The way to the provider, or a 401 if the request cannot follow.
    #[choice("auto")]
    Auto,
}

impl Denial {
    /// Whether somebody who has proved nothing is sent to the provider, if the code flow is open.
    pub(crate) const fn code_flow(&self) -> CodeFlow {
        match self.lychgate_unauthenticated_action {
            UnauthenticatedAction::Redirect => CodeFlow::Open,
            UnauthenticatedAction::Auto => CodeFlow::OpenToBrowsers,
        }
    }
}
