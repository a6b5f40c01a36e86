//! The dice of a login, thrown before it begins.

use std::fmt;

use jose::Secret;

/// What nobody may guess about a login that may begin now. Each is text of A-Z a-z 0-9 - _ made from
/// random bytes: 16 or more for `state` and `nonce`, 32 or more for `verifier` (RFC 7636 section 4.1).
#[derive(Clone)]
pub struct Seeds {
    /// Ties the callback to the browser.
    pub state: String,
    /// Ties the ID token to the login.
    pub nonce: Secret,
    /// Ties the code to the one who asked for it.
    pub verifier: Secret,
}

impl fmt::Debug for Seeds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seeds")
    }
}
