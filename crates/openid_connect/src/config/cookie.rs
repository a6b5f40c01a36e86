//! The attributes of a cookie (RFC 6265). Two sections have one each.

use schema::{Choice, Record, Shorthand};
use session::{Attributes, BadCookie, Scripts, Secure};

/// Attributes of a cookie.
#[derive(Record)]
#[record(
    shorthand = Shorthand::of("samesite", "same_site").word("off", "Default"),
    shorthand = Shorthand::of("httponly", "http_only")
)]
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
        self.named_for(
            name,
            match self.same_site {
                SameSite::Strict => session::SameSite::Strict,
                SameSite::Lax => session::SameSite::Lax,
                SameSite::None => session::SameSite::None,
                SameSite::Default => session::SameSite::Default,
            },
        )
    }

    /// The same, which browsers bring along when another site posts a form, as far as it is not said otherwise.
    ///
    /// # Errors
    /// [`BadCookie`] for what browsers would not take.
    pub(crate) fn named_for_posts(&self, name: &str) -> Result<session::Cookie, BadCookie> {
        match self.same_site {
            SameSite::Default => self.named_for(name, session::SameSite::NoneOverTls),
            SameSite::Strict | SameSite::Lax | SameSite::None => self.named(name),
        }
    }

    fn named_for(&self, name: &str, same_site: session::SameSite) -> Result<session::Cookie, BadCookie> {
        session::Cookie::new(&Attributes {
            name: name.to_owned(),
            path: self.path.clone(),
            domain: self.domain.clone(),
            same_site,
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
