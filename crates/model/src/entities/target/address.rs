//! The address of a target.

use std::fmt;
use std::net::Ipv6Addr;

use schema::{DecodeError, Field, Shape, Value, Violation};

use crate::entities::authority;

/// The port of a target that names none.
const PORT: u16 = 8000;

/// A name or an address, with a port.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TargetAddress {
    host: String,
    port: u16,
}

impl TargetAddress {
    /// Reads one; without a port it is that at 8000.
    ///
    /// # Errors
    /// The violation, if `text` is none.
    pub fn parse(text: &str) -> Result<Self, Violation> {
        let Some((host, port)) = authority::split(text) else {
            return Err(Violation::Own {
                code: "config.host",
                text: format!("Invalid target ('{text}'); not a valid hostname or ip address"),
                remedy: "write a name or an address, and perhaps a port: 10.0.0.1:8000".to_owned(),
            });
        };
        let host = match authority::bare(host).parse() {
            Ok(address) => whole(address),
            Err(_) => host.to_owned(),
        };
        Ok(Self {
            host,
            port: port.unwrap_or(PORT),
        })
    }

    /// The name or address; an IPv6 address in brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    fn judge(text: &str) -> Result<(), Violation> {
        Self::parse(text).map(drop)
    }
}

impl fmt::Display for TargetAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

impl Shape for TargetAddress {
    fn shape() -> Field {
        Field::text(Self::judge).of_form("TargetAddress")
    }

    fn read(value: &Value) -> Result<Self, DecodeError> {
        let text = value.as_str().ok_or(DecodeError::expected("a target"))?;
        Self::parse(text).map_err(|_| DecodeError::expected("a target"))
    }
}

/// All eight groups with all four digits, as Kong writes it, in brackets.
fn whole(address: Ipv6Addr) -> String {
    let groups = address.segments().map(|group| format!("{group:04x}"));
    format!("[{}]", groups.join(":"))
}
