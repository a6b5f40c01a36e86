//! The sockets of the Admin API.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::Node;
use crate::guard::Guard;
use crate::manager::{self, Manager, Reception};
use crate::router::router;

/// Where to listen, and for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listen {
    /// The address; port 0 takes any free port.
    pub address: SocketAddr,
    /// What is answered there.
    pub serves: Serves,
    /// Who can reach it.
    pub reach: Reach,
}

impl Listen {
    /// Listens on this address, which tells who can reach it.
    #[must_use]
    pub fn on(address: SocketAddr, serves: Serves) -> Self {
        let reach = match address.ip().to_canonical().is_loopback() {
            true => Reach::Machine,
            false => Reach::Others,
        };
        Self {
            address,
            serves,
            reach,
        }
    }
}

/// Who can reach a listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Whoever is on this machine.
    Machine,
    /// Others too: it is on another address, or something before it lets them through.
    Others,
}

/// What is answered on a listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Serves {
    /// All of it.
    Everything,
    /// How the node is, to whoever asks.
    Status,
    /// The Manager: pages, and all of it to whoever is signed in there.
    Manager,
}

/// Sockets that are open, and do not answer yet.
#[derive(Debug)]
pub struct Listeners(Vec<(TcpListener, Listen)>);

/// The Admin API at work. Dropping it ends it at once.
pub struct Admin {
    bound: Vec<SocketAddr>,
    stop: watch::Sender<bool>,
    servers: JoinSet<()>,
    reception: Arc<Reception>,
}

/// An address that cannot be listened on.
#[derive(Debug)]
pub struct NotBound {
    /// The address.
    pub address: SocketAddr,
    /// Why not.
    pub why: io::Error,
}

impl fmt::Display for NotBound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "cannot listen on {}: {} (admin.not_bound)",
            self.address, self.why
        )
    }
}

impl std::error::Error for NotBound {}

impl Listeners {
    /// Opens a socket for each address; port 0 takes any free port.
    ///
    /// # Errors
    /// [`NotBound`] names the first address that cannot be had.
    pub async fn bind(wanted: &[Listen]) -> Result<Self, NotBound> {
        let mut listeners = Vec::with_capacity(wanted.len());
        for &listen in wanted {
            let address = listen.address;
            let not_bound = |why| NotBound { address, why };
            let listener = TcpListener::bind(address).await.map_err(not_bound)?;
            let bound = listener.local_addr().map_err(not_bound)?;
            let listen = Listen {
                address: bound,
                ..listen
            };
            listeners.push((listener, listen));
        }
        Ok(Self(listeners))
    }

    /// The addresses they are on, in the order they were asked for.
    #[must_use]
    pub fn bound(&self) -> Vec<SocketAddr> {
        self.0.iter().map(|(_, listen)| listen.address).collect()
    }

    /// Answers from now on, on the runtime this is called on.
    #[must_use]
    pub fn serve(self, node: &Arc<dyn Node>, manager: &Manager) -> Admin {
        let (stop, stopped) = watch::channel(false);
        let bound = self.bound();
        let mut servers = JoinSet::new();
        let guesses = Arc::default();
        let reception = Arc::new(Reception::new(
            node,
            manager.login,
            &guesses,
            self.0.iter().map(|(_, listen)| listen),
        ));
        for (listener, listen) in self.0 {
            let bound = listen.address;
            let router = match listen.serves {
                Serves::Manager => manager::router(&reception, listen, manager.pages.clone()),
                Serves::Everything | Serves::Status => router(Guard {
                    node: Arc::clone(node),
                    listen,
                    guesses: Arc::clone(&guesses),
                }),
            };
            let app = router.into_make_service_with_connect_info::<SocketAddr>();
            let mut stopped = stopped.clone();
            servers.spawn(async move {
                let until = async move {
                    // An error means that the sender is gone, which is a stop as well.
                    drop(stopped.wait_for(|stopped| *stopped).await);
                };
                if let Err(error) = axum::serve(listener, app).with_graceful_shutdown(until).await {
                    tracing::error!(%error, "the Admin API on {bound} ended");
                }
            });
        }
        Admin {
            bound,
            stop,
            servers,
            reception,
        }
    }
}

impl Admin {
    /// The addresses it answers on, in the order they were asked for.
    #[must_use]
    pub fn bound(&self) -> &[SocketAddr] {
        &self.bound
    }

    /// Draws a code with which somebody may sign in at the Manager as an admin, once and within 15 minutes; none where
    /// nobody needs to. Of the codes that were drawn only the last one is good. It is kept nowhere.
    #[must_use]
    pub fn invite(&self) -> Option<String> {
        self.reception.invite()
    }

    /// Takes no more connections, lets requests under way finish, and cuts them after `limit`.
    pub async fn stop(mut self, limit: Duration) {
        self.stop.send_replace(true);
        let finished = async { while self.servers.join_next().await.is_some() {} };
        if tokio::time::timeout(limit, finished).await.is_err() {
            tracing::warn!("requests to the Admin API were cut off");
        }
    }
}
