//! The types of values that many options share. Each is parsed once and then trusted.

#[cfg(test)]
mod tests;

mod header_name;
mod host;
mod ip_or_cidr;
mod name;
mod path;
mod port;
mod seconds;
mod secret;
mod tag;
mod url;
mod uuid;

pub use header_name::HeaderName;
pub use host::Host;
pub use ip_or_cidr::IpOrCidr;
pub use name::Name;
pub use path::Path;
pub use port::Port;
pub use seconds::Seconds;
pub use secret::Secret;
pub use tag::Tag;
pub use url::Url;
pub use uuid::Uuid;

/// Declares a type for texts that its own `fn judge(text: &str) -> Result<(), Violation>` accepts:
/// parsed once, then trusted.
#[macro_export]
macro_rules! text {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// Reads one.
            ///
            /// # Errors
            /// The violation, if `text` is none.
            pub fn parse(text: &str) -> Result<Self, $crate::Violation> {
                Self::judge(text).map(|()| Self(text.to_owned()))
            }

            /// The text as it was written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl $crate::Shape for $name {
            fn shape() -> $crate::Field {
                $crate::Field::text(Self::judge).of_form(stringify!($name))
            }

            fn read(value: &$crate::Value) -> Result<Self, $crate::DecodeError> {
                let text = value.as_str().ok_or($crate::DecodeError::expected("a string"))?;
                Self::parse(text).map_err(|_| $crate::DecodeError::expected(stringify!($name)))
            }
        }
    };
}
