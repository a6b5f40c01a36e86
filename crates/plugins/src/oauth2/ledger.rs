//! Where codes and tokens are kept: outside of the cores, in the store of the node.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use plugin::{Fault, Services};
use ports::{Clock, Deposits, Entropy, NoDeposit, Outside};
use tokio::sync::oneshot;

use super::kept::{AccessToken, Code, Grant, Kept, RefreshToken, name_of};
use super::rules::Lifetimes;

/// The way from a core to what is kept. What was begun goes on, whoever has stopped waiting for it.
pub(super) struct Ledger {
    books: Books,
    outside: Arc<dyn Outside>,
    home: Arc<Home>,
}

/// How many wait on this node.
#[derive(Default)]
struct Home(AtomicUsize);

/// The same for other plugins.
#[derive(Default)]
struct Lodge(Arc<Home>);

/// How many may wait on a node: whoever shows tokens that nobody has must not fill its memory.
const MOST_WAITING: usize = 1024;

/// How long codes are good, which is within minutes of RFC 6749 4.1.2.
const CODE_LIFETIME: Duration = Duration::from_secs(300);
/// What lies beside a code until it is used: of several who take it one gets it.
const UNUSED: &str = "oauth2_unused_codes";
/// What lies there for good once a code was used again.
const REPLAYED: &str = "oauth2_replayed_codes";

/// What is kept, to whoever may wait for it.
#[derive(Clone)]
pub(super) struct Books {
    deposits: Arc<dyn Deposits>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

/// Tokens that are given now, themselves.
pub(super) struct Issued {
    pub(super) access_token: String,
    /// Seconds for which it is good; for ever, if that is not said.
    pub(super) expires_in: Option<u64>,
    pub(super) refresh_token: Option<String>,
}

/// The refresh token beside an access token.
pub(super) enum Refresh {
    /// A new one, if access tokens end.
    New,
    /// This, which is there.
    Stays(String),
    /// None.
    None,
}

impl Ledger {
    pub(super) fn of(services: &Services) -> Self {
        Self {
            books: Books::of(services),
            outside: Arc::clone(&services.outside),
            home: services.shared.the(),
        }
    }

    /// The same for other plugins, with bounds of its own: a flood of tokens that they ask about holds up nobody here.
    pub(super) fn of_others(services: &Services) -> Self {
        Self {
            home: Arc::clone(&services.shared.the::<Lodge>().0),
            ..Self::of(services)
        }
    }

    /// Has something looked up or written, outside of the cores.
    ///
    /// # Errors
    /// [`Fault::Unavailable`] if the store is away, or too many wait already.
    pub(super) async fn ask<T, W>(&self, work: impl FnOnce(Books) -> W) -> Result<T, Fault>
    where
        T: Send + 'static,
        W: Future<Output = Result<T, Fault>> + Send + 'static,
    {
        let home = Arc::clone(&self.home);
        if home.0.fetch_add(1, Ordering::Relaxed) >= MOST_WAITING {
            home.0.fetch_sub(1, Ordering::Relaxed);
            return Err(busy("too many wait for what is kept of tokens"));
        }
        let (tell, told) = oneshot::channel();
        let work = work(self.books.clone());
        self.outside.run(Box::pin(async move {
            let done = work.await;
            home.0.fetch_sub(1, Ordering::Relaxed);
            // Whoever has stopped waiting does not mind.
            let _ = tell.send(done);
        }));
        told.await
            .unwrap_or_else(|_| Err(busy("nobody looks for tokens any more")))
    }
}

impl Books {
    pub(super) fn of(services: &Services) -> Self {
        Self {
            deposits: Arc::clone(&services.deposits),
            clock: Arc::clone(&services.clock),
            entropy: Arc::clone(&services.entropy),
        }
    }

    /// What is kept under this name.
    pub(super) async fn find<K: Kept>(&self, name: &str) -> Result<Option<K>, Fault> {
        let found = self.deposits.find(K::KIND, name).await.map_err(away)?;
        Ok(found.and_then(|text| K::read(&text)))
    }

    /// What was kept under this name, and from now on is not: of several who come at once, one gets it.
    pub(super) async fn take<K: Kept>(&self, name: &str) -> Result<Option<K>, Fault> {
        let taken = self.deposits.take(K::KIND, name).await.map_err(away)?;
        Ok(taken.and_then(|text| K::read(&text)))
    }

    /// Keeps this for a while, or for good.
    pub(super) async fn keep<K: Kept>(
        &self,
        name: &str,
        kept: &K,
        lifetime: Option<Duration>,
    ) -> Result<(), Fault> {
        let left = self.deposits.put(K::KIND, name, kept.write(), lifetime).await;
        left.map_err(away)
    }

    /// Keeps this for a while, under a text that is made up. The text.
    pub(super) async fn keep_new<K: Kept>(
        &self,
        kept: &K,
        lifetime: Option<Duration>,
    ) -> Result<String, Fault> {
        let secret = self.secret()?;
        self.keep(&name_of(&secret), kept, lifetime).await?;
        Ok(secret)
    }

    /// Gives a code, which may be used once.
    pub(super) async fn give(&self, code: &Code) -> Result<String, Fault> {
        let secret = self.keep_new(code, Some(CODE_LIFETIME)).await?;
        let (name, text) = (name_of(&secret), String::new());
        let left = self.deposits.put(UNUSED, &name, text, Some(CODE_LIFETIME)).await;
        left.map_err(away)?;
        Ok(secret)
    }

    /// Uses the code of this name. Whether that was its first use; if not, whatever was given for it ends: either its client
    /// or somebody who has stolen it was here before (RFC 6749 4.1.2, 10.5). That is said once and looked at with each token, so
    /// that none is missed that is made of another in this moment.
    pub(super) async fn spend(&self, name: &str) -> Result<bool, Fault> {
        let unused = self.deposits.take(UNUSED, name).await.map_err(away)?;
        if unused.is_some() {
            return Ok(true);
        }
        // For good: nobody knows here how long what was given would last.
        let noted = self.deposits.put(REPLAYED, name, String::new(), None).await;
        noted.map_err(away)?;
        Ok(false)
    }

    /// Whether this has not ended because the code was used again that it was given for.
    pub(super) async fn still_holds(&self, grant: &Grant) -> Result<bool, Fault> {
        let Some(code) = &grant.code else {
            return Ok(true);
        };
        let replayed = self.deposits.find(REPLAYED, code).await.map_err(away)?;
        Ok(replayed.is_none())
    }

    /// The access token of this name, if it holds.
    pub(super) async fn access_token(&self, name: &str) -> Result<Option<AccessToken>, Fault> {
        let found: Option<AccessToken> = self.find(name).await?;
        Ok(match found {
            Some(token) if self.still_holds(&token.grant).await? => Some(token),
            _ => None,
        })
    }

    /// Gives tokens.
    pub(super) async fn issue(
        &self,
        grant: &Grant,
        lifetimes: Lifetimes,
        refresh: Refresh,
    ) -> Result<Issued, Fault> {
        let access_token = self.secret()?;
        let name = name_of(&access_token);
        let refresh_token = match (refresh, lifetimes.access) {
            (Refresh::New, Some(_)) => {
                let kept = RefreshToken {
                    grant: grant.clone(),
                    access_token: name.clone(),
                };
                Some(self.keep_new(&kept, lifetimes.refresh).await?)
            }
            (Refresh::Stays(token), _) => Some(token),
            _ => None,
        };
        let access = AccessToken {
            grant: grant.clone(),
            given_at: self.clock.now().millis(),
            expires_in: lifetimes.access,
            refresh_token: refresh_token.as_deref().map(name_of),
        };
        let lifetime = lifetimes.access.map(Duration::from_secs);
        self.keep(&name, &access, lifetime).await?;
        Ok(Issued {
            access_token,
            expires_in: lifetimes.access,
            refresh_token,
        })
    }

    /// Ends an access token or a refresh token, after the one beside it: what went wrong halfway can be done again. Whether
    /// there was any.
    pub(super) async fn end(&self, token: &str) -> Result<bool, Fault> {
        let name = name_of(token);
        let access: Option<AccessToken> = self.find(&name).await?;
        if let Some(token) = &access {
            if let Some(beside) = &token.refresh_token {
                self.take::<RefreshToken>(beside).await?;
            }
            self.take::<AccessToken>(&name).await?;
        }
        let refresh: Option<RefreshToken> = self.find(&name).await?;
        if let Some(token) = &refresh {
            self.take::<AccessToken>(&token.access_token).await?;
            self.take::<RefreshToken>(&name).await?;
        }
        Ok(access.is_some() || refresh.is_some())
    }

    fn secret(&self) -> Result<String, Fault> {
        self.entropy.secret().map_err(|why| Fault::Broken {
            code: "entropy.none",
            detail: why.to_string(),
        })
    }
}

fn away(why: NoDeposit) -> Fault {
    Fault::Unavailable {
        code: why.code,
        detail: why.why,
        retry_after: 5,
    }
}

fn busy(detail: &str) -> Fault {
    Fault::Unavailable {
        code: "oauth2.busy",
        detail: detail.to_owned(),
        retry_after: 2,
    }
}
