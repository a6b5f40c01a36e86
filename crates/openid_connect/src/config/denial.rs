//! What somebody is told who may not pass.

use schema::Record;

/// Options of refusals.
#[derive(Record)]
pub(crate) struct Denial {
    /// The message of a 401.
    #[field(default = "Unauthorized")]
    pub(crate) unauthorized_error_message: String,
}
