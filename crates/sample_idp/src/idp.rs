//! A provider that runs.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::protocol::Provider;
use crate::server::{self, Shared};
use crate::wire::{Paced, Pacing};
use crate::{Calls, Misbehaviour, Options};

/// A provider that serves until it is dropped.
pub struct Idp {
    issuer: String,
    address: SocketAddr,
    shared: Arc<Shared>,
    /// Dropping it is the signal to stop.
    _running: oneshot::Sender<()>,
}

impl Idp {
    /// Starts a provider on the runtime this is called on.
    ///
    /// # Errors
    /// If the address is not on the loopback or cannot be listened at, the issuer's path cannot be one,
    /// or no key can be made.
    pub async fn start(options: Options) -> io::Result<Self> {
        options.check()?;
        let listener = TcpListener::bind(options.address).await?;
        let address = listener.local_addr()?;
        let origin = format!("http://{address}");
        let issuer = format!("{origin}{}", options.issuer_path);
        let (path, clock) = (options.issuer_path.clone(), options.clock.clone());
        let provider = Provider::new(issuer.clone(), options).map_err(io::Error::other)?;
        let shared = Arc::new(Shared::new(provider, clock, origin));
        let router = server::router(Arc::clone(&shared), &path);
        let (running, stopped) = oneshot::channel::<()>();
        tokio::spawn(async move {
            let stopped = async {
                // Either way of ending means that the provider was dropped.
                let _ = stopped.await;
            };
            // Serving ends with that signal only: axum goes on after failed accepts.
            let _ = axum::serve(
                Paced(listener),
                router.into_make_service_with_connect_info::<Pacing>(),
            )
            .with_graceful_shutdown(stopped)
            .await;
        });
        Ok(Self {
            issuer,
            address,
            shared,
            _running: running,
        })
    }

    /// Its issuer, exactly as tokens name it.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// How often each endpoint was called so far.
    #[must_use]
    pub fn calls(&self) -> Calls {
        self.shared.counters.read()
    }

    /// How often this `grant_type` was brought to the token endpoint so far, whatever it got. One that is held
    /// counts from its arrival; one that does not exist here is not counted.
    #[must_use]
    pub fn grants(&self, grant_type: &str) -> u64 {
        self.shared.counters.grants(grant_type)
    }

    /// How often it was called so far, wherever.
    #[must_use]
    pub fn total_calls(&self) -> u64 {
        self.calls().total()
    }

    /// Does this wrong too from now on.
    pub fn misbehave(&self, misbehaviour: Misbehaviour) {
        self.shared.provider().misbehaviours.insert(misbehaviour);
        self.shared.switched.notify_waiters();
    }

    /// Does everything right again. Calls that were held are answered.
    pub fn behave(&self) {
        self.shared.provider().misbehaviours.clear();
        self.shared.switched.notify_waiters();
    }

    /// Encrypts ID tokens and signed answers from now on, for the owner of this public JWK; for nobody, if it is none.
    /// That is what a client registers as `id_token_encrypted_response_alg` and the like.
    pub fn encrypt_for(&self, public_jwk: Option<serde_json::Map<String, serde_json::Value>>) {
        self.shared.provider().recipient = public_jwk;
    }

    /// Signs with a new key from now on; the old one stays published, as providers do it.
    ///
    /// # Errors
    /// If no key can be made.
    pub fn rotate_keys(&self) -> io::Result<()> {
        self.shared.provider().keys.rotate().map_err(io::Error::other)
    }
}

impl Drop for Idp {
    /// A call that is still held would keep its connection open for ever.
    fn drop(&mut self) {
        self.behave();
    }
}

impl fmt::Debug for Idp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Idp")
            .field("issuer", &self.issuer)
            .finish_non_exhaustive()
    }
}
