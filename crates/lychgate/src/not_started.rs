//! Why a gateway did not start.

use std::fmt;
use std::io;
use std::net::SocketAddr;

use store::StoreError;

use crate::port_holder::port_holder;

/// Why a gateway did not start.
#[derive(Debug)]
pub enum NotStarted {
    /// Somebody else listens there.
    PortInUse {
        /// The address.
        address: SocketAddr,
        /// Who, as far as the system tells.
        holder: Option<String>,
    },
    /// The address cannot be had.
    NotBound {
        /// The address.
        address: SocketAddr,
        /// Why not.
        why: io::Error,
    },
    /// The cores did not start.
    Cores(io::Error),
    /// There are no threads for what waits.
    Threads(io::Error),
    /// The store cannot be read.
    Store(StoreError),
    /// Routes in the store cannot be read: wider ones would take their requests. What is wrong with each.
    LostRoutes(Vec<String>),
}

impl NotStarted {
    /// Why nothing listens there; asks who does if somebody else was first.
    pub(crate) fn not_bound(address: SocketAddr, why: io::Error) -> Self {
        match why.kind() {
            io::ErrorKind::AddrInUse => Self::PortInUse {
                address,
                holder: port_holder(address),
            },
            _ => Self::NotBound { address, why },
        }
    }

    /// The stable name of what happened.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::PortInUse { .. } => "start.port_in_use",
            Self::NotBound { .. } => "start.not_bound",
            Self::Cores(_) => "start.cores",
            Self::Threads(_) => "start.threads",
            Self::Store(why) => why.code(),
            Self::LostRoutes(_) => "start.lost_routes",
        }
    }

    /// Where it happened.
    #[must_use]
    pub fn place(&self) -> String {
        match self {
            Self::PortInUse { address, .. } | Self::NotBound { address, .. } => address.to_string(),
            Self::Cores(_) | Self::Threads(_) => "this machine".to_owned(),
            Self::Store(_) | Self::LostRoutes(_) => "the database".to_owned(),
        }
    }

    /// What happened.
    #[must_use]
    pub fn what(&self) -> String {
        match self {
            Self::PortInUse { holder, .. } => {
                let holder = holder.as_deref().unwrap_or("another process");
                format!("the port is taken: {holder} listens there")
            }
            Self::NotBound { why, .. } => format!("cannot listen there: {why}"),
            Self::Cores(why) => format!("the cores did not start: {why}"),
            Self::Threads(why) => format!("there are no threads: {why}"),
            Self::Store(why) => why.what(),
            Self::LostRoutes(all) => {
                format!(
                    "routes cannot be read, and wider ones would take their requests: {}",
                    all.join("; ")
                )
            }
        }
    }

    /// What would help.
    #[must_use]
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::PortInUse { .. } => "end it, or choose another port",
            Self::NotBound { .. } => "choose an address of this machine, and a port this user may have",
            Self::Cores(_) | Self::Threads(_) => {
                "raise the limits of this user, or lower nginx_worker_processes"
            }
            Self::Store(StoreError::Unavailable(_)) => {
                "see whether it runs, and lets this user in: pg_host, pg_port, pg_user, pg_password, pg_database"
            }
            Self::Store(_) => "see what it says, and restore it from a copy if it is damaged",
            Self::LostRoutes(_) => {
                "start the version that wrote them and change them there, or restore a copy"
            }
        }
    }
}

impl fmt::Display for NotStarted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (place, what, code) = (self.place(), self.what(), self.code());
        write!(f, "{place}: {what} — {} ({code})", self.remedy())
    }
}

impl std::error::Error for NotStarted {}
