//! The attributes of a cookie (RFC 6265). Two sections have one each.

use schema::{Choice, Record};
use session::{Attributes, BadCookie, Scripts, Secure};

/// Attributes of a cookie.
#[derive(Record)]
pub(crate) struct Cookie {
    /// The path it is sent to.
    #[field(default = "/")]
    pub(crate) path: String,

    /// The domain it is sent to. Unset: the very host that set it.
    #[field()]
    pub(crate) domain: Option<String>,

    /// Whether requests from other sites carry it.
    #[field(default = SameSite::Lax)]
    pub(crate) same_site: SameSite,

    /// Whether scripts in the page are kept from reading it.
    #[field(default = true)]
    pub(crate) http_only: bool,

    /// Whether it is sent over TLS only. Unset: when it was set over TLS.
    #[field()]
    pub(crate) secure: Option<bool>,
}

/// Whether requests from other sites carry a cookie.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SameSite {
    /// Never.
    #[choice("Strict")]
    Strict,
    /// When somebody follows a link.
    #[choice("Lax")]
    Lax,
    /// Always; needs TLS.
    #[choice("None")]
    None,
    /// As the browser likes.
    #[choice("Default")]
    Default,
}

impl Cookie {
    /// The cookie of that name with these attributes.
    ///
    /// # Errors
    /// [`BadCookie`] for what browsers would not take.
    pub(crate) fn named(&self, name: &str) -> Result<session::Cookie, BadCookie> {
        session::Cookie::new(&Attributes {
            name: name.to_owned(),
            path: self.path.clone(),
            domain: self.domain.clone(),
            same_site: match self.same_site {
                SameSite::Strict => session::SameSite::Strict,
                SameSite::Lax => session::SameSite::Lax,
                SameSite::None => session::SameSite::None,
                SameSite::Default => session::SameSite::Default,
            },
            scripts: match self.http_only {
                true => Scripts::KeptOut,
                false => Scripts::MayRead,
            },
            secure: match self.secure {
                Some(true) => Secure::Always,
                Some(false) => Secure::Never,
                None => Secure::AsSet,
            },
        })
    }
}
